import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sandboxAccess } from '../../sandbox/access.ts';
import { sandboxDown } from '../../sandbox/down.ts';
import { sandboxUp } from '../../sandbox/up.ts';
import { aProjectFolder } from '../helpers/a-project-folder.ts';
import { pythonPath } from '../helpers/python.ts';
import { CASES } from './check-cases.ts';
import { PLATFORM_FOLDER } from './synthesized.ts';
import { World, type Outputs } from './world.ts';

let root: string;
let env: Record<string, string>;
let world: World;

beforeAll(async () => {
  root = aProjectFolder();
  const state = await sandboxUp({ root, python: pythonPath(), lifetime: 'until-exit' });
  env = sandboxAccess(state).test.env;
  world = new World(env);
});
afterAll(async () => {
  await sandboxDown({ root });
  rmSync(root, { recursive: true, force: true });
});

/** Runs a check as Cutover does: in the project's folder, with the outputs and the way to AWS in its environment. */
async function run(script: string, outputs: Outputs, extra: Record<string, string> = {}): Promise<{ code: number | null; says: string }> {
  const variables = Object.entries(outputs).map(([name, value]): [string, string] => [`OUTPUT_${name.toUpperCase()}`, typeof value === 'string' ? value : JSON.stringify(value)]);
  const child = spawn(process.execPath, [join('checks', script)], { cwd: PLATFORM_FOLDER, env: { ...env, CHECK_PATIENCE_SECONDS: '3', ...Object.fromEntries(variables), ...extra } });
  let says = '';
  child.stdout.on('data', (data: Buffer) => (says += data.toString()));
  child.stderr.on('data', (data: Buffer) => (says += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, says };
}

const key = async (): Promise<string> => (await world.encryption()).key_arn;

describe.each(CASES)('checks/$script', ({ script, build, breaks }) => {
  it('passes when the world is right', async () => {
    const outputs = await build(world);
    expect(await run(script, outputs)).toEqual({ code: 0, says: expect.stringMatching(/^.+\n$/) as unknown });
  });

  it.each(breaks)('fails when %s', async (_words, says, damage) => {
    const outputs = await build(world);
    await damage(outputs, world);
    expect(await run(script, outputs)).toEqual({ code: 1, says: expect.stringContaining(says) as unknown });
  });
});

describe('checks/notification-arrives.ts', () => {
  it('passes when a notification arrives, and leaves those of others in the inbox', async () => {
    const outputs = await world.monitoring(await key());
    await world.sqs.send(new SendMessageCommand({ QueueUrl: outputs.inbox_queue_url, MessageBody: 'a real alarm' }));
    expect(await run('notification-arrives.ts', outputs)).toEqual({ code: 0, says: 'a notification went from the topic to the inbox\n' });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const { Messages = [] } = await world.sqs.send(new ReceiveMessageCommand({ QueueUrl: outputs.inbox_queue_url, MaxNumberOfMessages: 10 }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['a real alarm']);
  });

  it('fails when the inbox is not subscribed', async () => {
    expect(await run('notification-arrives.ts', await world.monitoring(await key(), ['email']))).toEqual({ code: 1, says: expect.stringContaining('not within 3 s') as unknown });
  });
});

describe('what the emulator does not honour', () => {
  it('alarm actions: the check of a firing alarm fails here, as it must, so cutover.yaml leaves it out', async () => {
    expect(await run('alarm-fires.ts', await world.monitoring(await key()))).toEqual({ code: 1, says: expect.stringContaining('not within 3 s') as unknown });
  });

  it('conditions of bucket policies: the check of plain HTTP fails here, as it must, so cutover.yaml leaves it out', async () => {
    const outputs = await world.storage(await key());
    await world.tlsOnly(outputs.bucket_name);
    expect(await run('bucket-refuses-plain-http.ts', outputs)).toEqual({ code: 1, says: expect.stringContaining('answered a request over plain HTTP') as unknown });
  });

  it('conditions of bucket policies: the check of other keys fails here, as it must, and leaves nothing behind', async () => {
    const outputs = await world.storage(await key());
    expect(await run('bucket-refuses-other-keys.ts', outputs)).toEqual({ code: 1, says: expect.stringContaining('not encrypted with the platform') as unknown });
    const { Versions = [], DeleteMarkers = [] } = await world.s3.send(new ListObjectVersionsCommand({ Bucket: outputs.bucket_name }));
    expect([Versions, DeleteMarkers]).toEqual([[], []]);
  });

  it.each([
    ['bucket-refuses-plain-http.ts', 403, 0, 'plain HTTP is refused'],
    ['bucket-refuses-plain-http.ts', 500, 1, ''],
    ['bucket-refuses-plain-http.ts', 404, 1, ''],
    ['bucket-refuses-other-keys.ts', 403, 0, 'an object with another key is refused'],
    ['bucket-refuses-other-keys.ts', 500, 1, ''],
  ])('checks/%s: an S3 that answers %i ends it with %i', async (script, status, code, says) => {
    const server = createServer((request, response) => request.resume().on('end', () => response.writeHead(status).end())).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const outputs = { bucket_name: 'data', encryption_key_arn: 'arn:aws:kms:eu-central-1:111111111111:key/1' };
      expect(await run(script, outputs, { AWS_ENDPOINT_URL: endpoint })).toEqual({ code, says: expect.stringContaining(says) as unknown });
    } finally {
      server.close();
    }
  });
});

describe('a check that is safe in production', () => {
  it('leaves no object, no version and no item behind', async () => {
    const storage = await world.storage(await key());
    const database = await world.database(storage.encryption_key_arn);
    for (const script of ['object-round-trip.ts', 'object-restore.ts']) expect((await run(script, storage)).code).toBe(0);
    expect((await run('item-round-trip.ts', database)).code).toBe(0);
    const { Versions, DeleteMarkers } = await world.s3.send(new ListObjectVersionsCommand({ Bucket: storage.bucket_name }));
    expect([Versions ?? [], DeleteMarkers ?? []]).toEqual([[], []]);
    expect((await world.dynamodb.send(new ScanCommand({ TableName: database.table_name }))).Count).toBe(0);
  });
});

describe('a check whose output is missing', () => {
  it('says which', async () => {
    expect(await run('one-key.ts', {})).toEqual({ code: 1, says: 'CheckFailure: OUTPUT_ENCRYPTION_KEY_ARN is not set: the stack has no output encryption_key_arn\n' });
  });
});
