import { GetBucketLifecycleConfigurationCommand, ListBucketsCommand, PutBucketLifecycleConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { clientFiles } from '../../sandbox/client-files.ts';
import { aSandbox, sdkSettings, type RunningSandbox } from '../helpers/a-sandbox.ts';
import { terraformPath, tofuPath } from '../helpers/tools.ts';
import { pending, World } from './provider/world.ts';

let sandbox: RunningSandbox;
let proxy: Server;
let asked = 0;

beforeAll(async () => {
  sandbox = await aSandbox();
  proxy = createServer((socket) => {
    asked += 1;
    socket.destroy();
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  proxy.close();
  await sandbox.remove();
});

/** What leads an AWS client elsewhere when it looks at more than it is given. */
function hostile(): NodeJS.ProcessEnv {
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const proxies = Object.fromEntries(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [[name, address], [name.toLowerCase(), address]]));
  const profile = { AWS_PROFILE: 'nobody-has-this', AWS_CONFIG_FILE: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'false', AWS_ENDPOINT_URL_S3: 'https://s3.amazonaws.com' };
  return { ...proxies, ...profile, NO_PROXY: '', no_proxy: '' };
}

describe.each([
  { engine: 'terraform', path: terraformPath, account: 'test' },
  { engine: 'tofu', path: tofuPath, account: 'production' },
] as const)('the sandbox provider under $engine', ({ path, account }) => {
  let world: World;

  it('creates, and then plans nothing, whatever proxies, profiles and endpoints a shell names besides', async () => {
    world = new World(path(), sandbox.access[account], 'small');
    await world.run('init', '-no-color');
    expect(await world.try(['apply', '-no-color', '-auto-approve'], hostile())).toMatchObject({ code: 0 });
    expect(await world.try(['plan', '-no-color', '-detailed-exitcode'], hostile())).toMatchObject({ code: 0 });
    expect(asked).toBe(0);
  });

  it('is the provider itself where no warm process answers', async () => {
    const { cache } = clientFiles(sandbox.state.root);
    const socket = join(cache, 'provider-socket');
    const warm = readFileSync(socket, 'utf8');
    expect(existsSync(warm)).toBe(process.platform === 'linux');
    writeFileSync(socket, join(cache, 'nobody-listens-here'));
    try {
      expect(await world.try(['plan', '-no-color', '-detailed-exitcode'])).toMatchObject({ code: 0 });
    } finally {
      writeFileSync(socket, warm);
    }
  });

  it('follows an object that AWS renews with another identifier', async () => {
    const before = await world.run('output', '-raw', 'association');
    const changes = await world.plan('-var=moved=true');
    expect(pending(changes).map(({ address, change }) => [address, change.actions, change.after_unknown['id']])).toEqual([['aws_route_table_association.main', ['update'], true]]);
    await world.applyPlan();
    expect(await world.run('output', '-raw', 'association')).not.toBe(before);
  });

  it('sees a change three blocks deep', async () => {
    const s3 = new S3Client(sdkSettings(sandbox.access[account]));
    const Bucket = 'small-world';
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    const [rule] = Rules ?? [];
    if (rule?.Filter?.And === undefined) throw new Error('the rule is not there');
    rule.Filter.And.Tags = [{ Key: 'kind', Value: 'else' }];
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }));
    const [change, ...more] = pending(await world.plan('-var=moved=true'));
    expect(more).toEqual([]);
    expect(change?.change.actions).toEqual(['update']);
    expect(change?.change.before).toMatchObject({ rule: [{ filter: [{ and: [{ tags: { kind: 'else' } }] }] }] });
    expect(change?.change.after).toMatchObject({ rule: [{ filter: [{ and: [{ tags: { kind: 'temporary' } }] }] }] });
  });

  const table = (days: number, more = ''): string =>
    `resource "aws_dynamodb_table" "half" {\n  name = "half"\n  billing_mode = "PAY_PER_REQUEST"\n  hash_key = "pk"\n  attribute {\n    name = "pk"\n    type = "S"\n  }\n` +
    `  point_in_time_recovery {\n    enabled = true\n    recovery_period_in_days = ${days}\n  }\n${more}}\n`;

  it('keeps what it made when a later step fails, says why, and makes it anew', async () => {
    world.write('half.tf', table(0));
    const failed = await world.try(['apply', '-no-color', '-auto-approve', '-var=moved=true']);
    expect(failed).toMatchObject({ code: 1, output: expect.stringMatching(/Error: Creating aws_dynamodb_table[^]*RecoveryPeriodInDays/) as unknown });
    world.write('half.tf', table(9));
    const [change, ...more] = pending(await world.plan('-var=moved=true'));
    expect([change?.address, change?.change.actions, more]).toEqual(['aws_dynamodb_table.half', ['delete', 'create'], []]);
    await world.applyPlan();
  });

  it('does not take for done what the emulator accepted and did not do', async () => {
    world.write('half.tf', table(9, '  server_side_encryption {\n    enabled = true\n  }\n'));
    const failed = await world.try(['apply', '-no-color', '-auto-approve', '-var=moved=true']);
    expect(failed).toMatchObject({ code: 1, output: expect.stringMatching(/server_side_encryption did not\s+become\s+what\s+was\s+planned/) as unknown });
    world.write('half.tf', table(9));
  });

  it('does nothing in an account that is not allowed, and says which one it is in', async () => {
    const other = account === 'test' ? 'production' : 'test';
    const { code, output } = await world.try(['plan', '-no-color'], { TF_VAR_accounts: JSON.stringify([sandbox.access[other].accountId]) });
    expect(code).toBe(1);
    expect(output).toContain('The credentials are of another account');
    expect(output).toContain(sandbox.access[account].accountId);
  });

  it('deletes', async () => {
    await world.run('destroy', '-no-color', '-auto-approve');
    const { Buckets } = await new S3Client(sdkSettings(sandbox.access[account])).send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).not.toContain('small-world');
  });
});
