import { GetBucketEncryptionCommand, GetBucketVersioningCommand, GetObjectCommand, GetPublicAccessBlockCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readState } from '../../sandbox/state.ts';
import { sandboxUp } from '../../sandbox/up.ts';
import { aSandbox, sdkSettings, type RunningSandbox } from '../helpers/a-sandbox.ts';
import { pythonPath } from '../helpers/python.ts';

const ENVIRONMENTS = [
  { environment: 'test', account: '111111111111' },
  { environment: 'production', account: '222222222222' },
] as const;

const SANDBOX = join(import.meta.dirname, '..', '..', 'sandbox');

let sandbox: RunningSandbox;
const s3 = (environment: 'test' | 'production') => new S3Client(sdkSettings(sandbox.access[environment]));
const nameOf = (error: unknown): string => (error as Error).name;

beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.remove());

describe('an account', () => {
  it.each(ENVIRONMENTS)('of $environment is $account, entered by its deploying role', async ({ environment, account }) => {
    const identity = await new STSClient(sdkSettings(sandbox.access[environment])).send(new GetCallerIdentityCommand());
    expect(identity.Account).toBe(account);
    expect(identity.Arn).toBe(`arn:aws:sts::${account}:assumed-role/cutover-deploy/cutover`);
    expect(sandbox.access[environment].accountId).toBe(account);
  });

  it.each(ENVIRONMENTS)('of $environment has a state bucket: versioned, encrypted, closed to the public', async ({ environment, account }) => {
    const Bucket = `tfstate-${account}`;
    expect((await s3(environment).send(new ListBucketsCommand())).Buckets?.map((bucket) => bucket.Name)).toEqual([Bucket]);
    expect((await s3(environment).send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    const encryption = await s3(environment).send(new GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('aws:kms');
    const closed = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
    expect((await s3(environment).send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration).toEqual(closed);
  });

  it('sees nothing of the other', async () => {
    const key = { Bucket: 'tfstate-111111111111', Key: 'secret' };
    await s3('test').send(new PutObjectCommand({ ...key, Body: 'of test' }));
    expect(nameOf(await s3('production').send(new GetObjectCommand(key)).catch((error: unknown) => error))).toBe('AccessDenied');
    expect(nameOf(await s3('production').send(new PutObjectCommand({ ...key, Body: 'x' })).catch((error: unknown) => error))).toBe('AccessDenied');
    expect((await fetch(`${sandbox.state.endpoint}/${key.Bucket}/${key.Key}`)).status).toBe(403);

    const table = { TableName: 'orders', AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }], BillingMode: 'PAY_PER_REQUEST' as const };
    await new DynamoDBClient(sdkSettings(sandbox.access.test)).send(new CreateTableCommand(table));
    expect((await new DynamoDBClient(sdkSettings(sandbox.access.test)).send(new ListTablesCommand())).TableNames).toEqual(['orders']);
    expect((await new DynamoDBClient(sdkSettings(sandbox.access.production)).send(new ListTablesCommand())).TableNames).toEqual([]);
  });

  it('is not entered with a key that the sandbox did not issue, nor by naming it', async () => {
    const settings = { ...sdkSettings(sandbox.access.test), credentials: { accessKeyId: `AKIA${'R'.repeat(16)}`, secretAccessKey: 'real-looking' } };
    expect(nameOf(await new S3Client(settings).send(new ListBucketsCommand()).catch((error: unknown) => error))).toBe('InvalidAccessKeyId');
    expect(nameOf(await new STSClient(settings).send(new GetCallerIdentityCommand()).catch((error: unknown) => error))).toBe('InvalidClientTokenId');
    expect(nameOf(await new DynamoDBClient(settings).send(new ListTablesCommand()).catch((error: unknown) => error))).toBe('UnrecognizedClientException');
    const Authorization = `AWS4-HMAC-SHA256 Credential=${sandbox.access.production.env['AWS_ACCESS_KEY_ID']}/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;
    const headers = { Authorization, 'x-moto-account-id': '111111111111', 'X-Amz-Target': 'DynamoDB_20120810.ListTables', 'Content-Type': 'application/x-amz-json-1.0' };
    expect(await (await fetch(sandbox.state.endpoint, { method: 'POST', headers, body: '{}' })).json()).toEqual({ TableNames: [] });
    expect((await fetch(`${sandbox.state.endpoint}/moto-api/reset`, { method: 'POST' })).status).toBe(404);
  });
});

describe('state buckets that a project names', () => {
  it('are made in a running sandbox, and named by its state from then on', async () => {
    const stateBuckets = { test: 'reference-111111111111-tfstate', production: 'reference-222222222222-tfstate' };
    const again = () => sandboxUp({ root: sandbox.root, python: pythonPath(), stateBuckets });
    const state = await again();
    expect(state.environments.production.stateBucket).toBe(stateBuckets.production);
    expect(readState(sandbox.root)).toEqual(state);
    expect(await again()).toEqual(state);
    expect((await s3('production').send(new GetBucketVersioningCommand({ Bucket: stateBuckets.production }))).Status).toBe('Enabled');
  });

  it('are refused when another account has them', async () => {
    const stateBuckets = { test: 'tfstate-222222222222', production: 'tfstate-222222222222' };
    await expect(sandboxUp({ root: sandbox.root, python: pythonPath(), stateBuckets })).rejects.toThrow('the sandbox cannot make the state buckets');
  });
});

describe('one request at a time', () => {
  it('lets exactly one of many writers win an object that must not exist yet', async () => {
    const write = () => s3('test').send(new PutObjectCommand({ Bucket: 'tfstate-111111111111', Key: 'lock', Body: 'mine', IfNoneMatch: '*' }));
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => write().then(() => 'won', nameOf)));
    expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'PreconditionFailed')).toHaveLength(15);
  });

  // moto's own look-then-write is too quick for a test to come between, so here is one that is slow.
  it('lets no request come between the look and the write of another', () => {
    const program = `
import io, sys, threading, time
sys.path.insert(0, sys.argv[1])
from gate import Gate
class Answer(list):
    def close(self): pass
written = []
def look_then_write(environ, start_response):
    seen = len(written)
    time.sleep(0.02)
    written.append(seen)
    return Answer([b""])
gate = Gate(look_then_write, "instance", "key", dict)
request = lambda: gate({"PATH_INFO": "/bucket/key", "REQUEST_METHOD": "PUT", "wsgi.input": io.BytesIO()}, None)
threads = [threading.Thread(target=request) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(written)`;
    expect(JSON.parse(execFileSync(pythonPath(), ['-c', program, SANDBOX], { encoding: 'utf8' }))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('does not hold up the message that a reader waits for', async () => {
    const sqs = new SQSClient(sdkSettings(sandbox.access.test));
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
    const received = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
    expect((await received).Messages?.map((message) => message.Body)).toEqual(['hello']);
  });
});

describe('the server itself', () => {
  it.each([
    { call: "socket.create_connection(('192.0.2.1', 80), 1)", outcome: 'does not leave loopback' },
    { call: "socket.getaddrinfo('registry.terraform.io', 443)", outcome: 'does not leave loopback' },
    { call: "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))", outcome: 'does not leave loopback' },
    { call: "socket.create_connection(('127.0.0.1', 9), 1)", outcome: 'refused' },
  ])('answers $call with "$outcome"', ({ call, outcome }) => {
    const program = `import socket, sys; sys.path.insert(0, sys.argv[1])\nfrom loopback import refuse_everything_else; refuse_everything_else()\ntry: ${call}\nexcept OSError as error: print(error)`;
    expect(execFileSync(pythonPath(), ['-c', program, SANDBOX], { encoding: 'utf8' })).toContain(outcome);
  });
});
