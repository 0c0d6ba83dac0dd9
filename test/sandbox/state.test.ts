import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aSandbox, sdkSettings, type RunningSandbox } from '../helpers/a-sandbox.ts';
import { until } from '../helpers/processes.ts';
import { sha256 } from '../../src/digest.ts';
import { TerraformModule } from '../helpers/run-terraform.ts';

let sandbox: RunningSandbox;

beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.remove());

/** Says when its apply is under way, and holds the lock until it is let go. */
const SLOW = `
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "touch started; while [ ! -e release ]; do sleep 0.1; done"
  }
}
output "answer" {
  value = 42
}
`;

it('the state of an apply under way is locked to a second one, and free after it', async () => {
  const module = new TerraformModule(sandbox.root, 'slow', sandbox.access.test, SLOW);
  await module.init();
  const first = module.terraform('apply', '-auto-approve');
  try {
    await until(() => existsSync(join(module.folder, 'started')));
    const second = await module.terraform('apply', '-auto-approve');
    expect(second.code).toBe(1);
    expect(second.output).toContain('Error acquiring the state lock');
    expect(second.output).toContain('PreconditionFailed');
  } finally {
    writeFileSync(join(module.folder, 'release'), '');
  }
  expect(await first).toMatchObject({ code: 0, output: expect.stringContaining('Apply complete!') as unknown });
  expect(await module.terraform('plan', '-detailed-exitcode')).toMatchObject({ code: 0, output: expect.stringContaining('No changes') as unknown });

  const s3 = new S3Client(sdkSettings(sandbox.access.test));
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'tfstate-111111111111' }));
  expect(DeleteMarkers.filter((marker) => marker.IsLatest).map((marker) => marker.Key)).toEqual(['slow.tfstate.tflock']);
  expect(Versions.filter((version) => version.IsLatest).map((version) => version.Key)).toEqual(['slow.tfstate']);
  const state = await s3.send(new GetObjectCommand({ Bucket: 'tfstate-111111111111', Key: 'slow.tfstate' }));
  expect(JSON.parse((await state.Body?.transformToString()) ?? '')).toMatchObject({ outputs: { answer: { value: 42 } } });
});

// 192.0.2.1 is reserved for documentation (RFC 5737), and example.com (RFC 2606).
it.each([
  {
    what: 'other endpoints, roles, locks, proxies and certificates',
    settings: `
      endpoints        = { s3 = "http://192.0.2.1", sts = "http://192.0.2.1" }
      assume_role      = { role_arn = "arn:aws:iam::333333333333:role/company" }
      dynamodb_table   = "locks"
      http_proxy       = "http://proxy.example.com"
      custom_ca_bundle = "/company/ca.pem"
      use_fips_endpoint = true`,
  },
  { what: 'a profile', settings: 'profile = "company"' },
  { what: 'keys', settings: `access_key = "AKIA${'R'.repeat(16)}"\nsecret_key = "real-looking"` },
])("a backend that names $what is the sandbox's all the same", async ({ settings }) => {
  const name = `settings-${sha256(settings).slice(0, 8)}`;
  const module = new TerraformModule(sandbox.root, name, sandbox.access.production, 'output "answer" {\n  value = 42\n}\n', settings);
  await module.init();
  expect(await module.terraform('apply', '-auto-approve')).toMatchObject({ code: 0 });
  const s3 = new S3Client(sdkSettings(sandbox.access.production));
  expect((await s3.send(new GetObjectCommand({ Bucket: 'tfstate-222222222222', Key: `${name}.tfstate` }))).VersionId).toBeTruthy();
});

it('a backend with the deprecated endpoint is refused before any request', async () => {
  const module = new TerraformModule(sandbox.root, 'deprecated', sandbox.access.test, '', 'endpoint = "http://192.0.2.1"');
  await expect(module.init()).rejects.toThrow('Conflicting Parameters');
});
