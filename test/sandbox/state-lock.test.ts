import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aSandbox, sdkSettings, type RunningSandbox } from '../helpers/a-sandbox.ts';
import { until } from '../helpers/processes.ts';
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
