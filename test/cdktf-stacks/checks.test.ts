import { DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { AuthorizeSecurityGroupIngressCommand, CreateInternetGatewayCommand, CreateRouteCommand, DeleteFlowLogsCommand, DeleteVpcEndpointsCommand, DescribeVpcEndpointsCommand, ModifySubnetAttributeCommand } from '@aws-sdk/client-ec2';
import { DisableKeyCommand, DisableKeyRotationCommand, UpdateAliasCommand } from '@aws-sdk/client-kms';
import { DeleteBucketEncryptionCommand, DeleteBucketPolicyCommand, ListObjectVersionsCommand, PutBucketOwnershipControlsCommand, PutBucketPolicyCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { DeleteTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
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

/** What a case needs of the world: the outputs of its component, and how it is broken. */
interface Case<T extends Outputs> {
  script: string;
  build: () => Promise<T>;
  /** What is done, what the check then says, and how it is done. */
  breaks: [words: string, says: string, damage: (outputs: T) => Promise<unknown>][];
}
const a = <T extends Outputs>(declared: Case<T>): Case<Outputs> => declared as unknown as Case<Outputs>;
const key = async (): Promise<string> => (await world.encryption()).key_arn;

const CASES: Case<Outputs>[] = [
  a({
    script: 'key-rotation.ts',
    build: () => world.encryption(),
    breaks: [
      ['rotation is switched off', 'rotation: found false', ({ key_arn }) => world.kms.send(new DisableKeyRotationCommand({ KeyId: key_arn }))],
      ['the key is disabled', 'state: found "Disabled"', ({ key_arn }) => world.kms.send(new DisableKeyCommand({ KeyId: key_arn.split('/')[1] }))],
      ['the alias names another key', 'key behind the alias: found', async ({ key_alias }) => world.kms.send(new UpdateAliasCommand({ AliasName: key_alias, TargetKeyId: await key() }))],
    ],
  }),
  a({
    script: 'bucket-settings.ts',
    build: async () => {
      const outputs = await world.storage(await key());
      await world.tlsOnly(outputs.bucket_name);
      return outputs;
    },
    breaks: [
      ['another key is the default', 'encryption: found', async ({ bucket_name }) => world.encryptBucket(bucket_name, await key())],
      ['public policies are allowed', 'public access block: found [true,false,true,true]', ({ bucket_name }) => world.publicAccess(bucket_name, false)],
      ['versioning is suspended', 'versioning: found "Suspended"', ({ bucket_name }) => world.s3.send(new PutBucketVersioningCommand({ Bucket: bucket_name, VersioningConfiguration: { Status: 'Suspended' } }))],
      ['old versions go after a week', 'days that old versions are kept: found [7]', ({ bucket_name }) => world.keepOldVersions(bucket_name, 7)],
      ['access control lists count', 'object ownership: found', ({ bucket_name }) => world.s3.send(new PutBucketOwnershipControlsCommand({ Bucket: bucket_name, OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } }))],
      ['the policy is gone', 'NoSuchBucketPolicy', ({ bucket_name }) => world.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket_name }))],
      ['the policy says nothing of TLS', 'does not refuse plain HTTP', ({ bucket_name }) => world.s3.send(new PutBucketPolicyCommand({ Bucket: bucket_name, Policy: '{"Version":"2012-10-17","Statement":[]}' }))],
    ],
  }),
  a({
    script: 'object-round-trip.ts',
    build: async () => world.storage(await key()),
    breaks: [
      ['default encryption is removed', 'encryption: found', ({ bucket_name }) => world.s3.send(new DeleteBucketEncryptionCommand({ Bucket: bucket_name }))],
      ['another key is the default', 'key: found', async ({ bucket_name }) => world.encryptBucket(bucket_name, await key())],
    ],
  }),
  a({
    script: 'object-restore.ts',
    build: async () => world.storage(await key()),
    breaks: [['versioning is suspended', 'keeps no versions', ({ bucket_name }) => world.s3.send(new PutBucketVersioningCommand({ Bucket: bucket_name, VersioningConfiguration: { Status: 'Suspended' } }))]],
  }),
  a({
    script: 'item-round-trip.ts',
    build: async () => world.database(await key()),
    breaks: [
      ['the table is gone', 'ResourceNotFoundException', ({ table_name }) => world.dynamodb.send(new DeleteTableCommand({ TableName: table_name }))],
      ['the table has another key', 'key: found', async (outputs) => { outputs.encryption_key_arn = await key(); }],
      ['the table is not encrypted', 'state of encryption: found', async (outputs) => { Object.assign(outputs, await world.database(outputs.encryption_key_arn, false)); }],
    ],
  }),
  a({
    script: 'table-recovery.ts',
    build: async () => world.database(await key()),
    breaks: [['point-in-time recovery is switched off', 'point-in-time recovery: found "DISABLED"', ({ table_name }) => world.recoverable(table_name, false)]],
  }),
  a({
    script: 'queue-settings.ts',
    build: async () => world.messaging(await key()),
    breaks: [
      ['the work queue gets another key', 'key of the work queue', async ({ queue_url }) => world.setQueue(queue_url, { KmsMasterKeyId: await key() })],
      ['the dead-letter queue gets AWS’s key', 'key of the dead-letter queue', ({ dead_letter_queue_url }) => world.setQueue(dead_letter_queue_url, { KmsMasterKeyId: 'alias/aws/sqs' })],
      ['dead letters go elsewhere', 'dead-letter queue: found', async ({ queue_url }) => world.setQueue(queue_url, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: (await world.queue({})).arn, maxReceiveCount: 3 }) })],
      ['every queue may use the dead-letter queue', 'queues that may use', ({ dead_letter_queue_url }) => world.setQueue(dead_letter_queue_url, { RedriveAllowPolicy: '{"redrivePermission":"allowAll"}' })],
    ],
  }),
  a({
    script: 'message-to-dead-letter.ts',
    build: async () => world.messaging(await key()),
    breaks: [['the redrive policy is removed', 'received 11 times and is still in the work queue', async (outputs) => { outputs.queue_url = (await world.queue({})).url; }]],
  }),
  a({
    script: 'alarm-route.ts',
    build: async () => world.monitoring(await key()),
    breaks: [
      ['an alarm is deleted', 'there is no alarm', ({ alarm_names }) => world.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: alarm_names.slice(1) }))],
      ['an alarm is muted', 'actions enabled: found false', ({ alarm_names, topic_arn }) => world.alarm(alarm_names[1] ?? '', { AlarmActions: [topic_arn], ActionsEnabled: false })],
      ['an alarm tells nobody', 'actions: found []', ({ alarm_names }) => world.alarm(alarm_names[1] ?? '', {})],
      ['the topic lets no alarm in', 'does not let CloudWatch alarms publish', ({ topic_arn }) => world.topicPolicy(topic_arn, [{ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sns:Publish', Resource: topic_arn }])],
      ['the topic gets AWS’s key', 'key of the topic', ({ topic_arn }) => world.sns.send(new SetTopicAttributesCommand({ TopicArn: topic_arn, AttributeName: 'KmsMasterKeyId', AttributeValue: 'alias/aws/sns' }))],
      ['nobody gets mail', 'nobody gets the alarms by mail', async (outputs) => { Object.assign(outputs, await world.monitoring(outputs.encryption_key_arn, ['sqs'])); }],
      ['the inbox is not subscribed', 'the inbox queue is not subscribed', async (outputs) => { Object.assign(outputs, await world.monitoring(outputs.encryption_key_arn, ['email'])); }],
    ],
  }),
  a({
    script: 'flow-logs.ts',
    build: () => world.network(),
    breaks: [
      ['the flow log is deleted', 'has no flow log', ({ flow_log_id }) => world.ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [flow_log_id] }))],
      ['only rejected traffic is logged', 'traffic: found "REJECT"', async ({ flow_log_id, vpc_id }) => { await world.ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [flow_log_id] })); await world.flowLog(vpc_id, 'REJECT', '/flow-logs'); }],
      ['the logs go elsewhere', 'log group: found "/elsewhere"', async ({ flow_log_id, vpc_id }) => { await world.ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [flow_log_id] })); await world.flowLog(vpc_id, 'ALL', '/elsewhere'); }],
      ['the log group is gone', 'delivery fails: Access error', async (outputs) => {
        await world.ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [outputs.flow_log_id] }));
        await world.flowLog(outputs.vpc_id, 'ALL', '/gone');
        outputs.flow_log_group_arn = outputs.flow_log_group_arn.replace('/flow-logs', '/gone');
      }],
    ],
  }),
  a({
    script: 'network-closed.ts',
    build: () => world.network(),
    breaks: [
      ['the default group gets a rule', 'rules of the default security group', ({ default_security_group_id }) => world.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: default_security_group_id, IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }))],
      ['a route leads to the internet', 'routes to the internet: found 1', async ({ route_table_id }) => {
        const { InternetGateway } = await world.ec2.send(new CreateInternetGatewayCommand({}));
        await world.ec2.send(new CreateRouteCommand({ RouteTableId: route_table_id, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGateway?.InternetGatewayId }));
      }],
      ['a subnet gives out public addresses', 'subnets with public addresses: found 1', ({ private_subnet_ids }) => world.ec2.send(new ModifySubnetAttributeCommand({ SubnetId: private_subnet_ids[0], MapPublicIpOnLaunch: { Value: true } }))],
      ['an endpoint is deleted', 'gateway endpoints: found', async ({ vpc_id }) => {
        const { VpcEndpoints = [] } = await world.ec2.send(new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc_id] }] }));
        await world.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpoints[0]?.VpcEndpointId ?? ''] }));
      }],
    ],
  }),
  a({
    script: 'one-key.ts',
    build: async () => {
      const { key_arn } = await world.encryption();
      const { queue_url, dead_letter_queue_url } = await world.messaging(key_arn);
      return {
        encryption_key_arn: key_arn, messaging_queue_url: queue_url, messaging_dead_letter_queue_url: dead_letter_queue_url,
        storage_bucket_name: (await world.storage(key_arn)).bucket_name, database_table_name: (await world.database(key_arn)).table_name,
      };
    },
    breaks: [
      ['the bucket has another key', 'key of the bucket', async ({ storage_bucket_name }) => world.encryptBucket(storage_bucket_name, await key())],
      ['the table has another key', 'key of the table', async (outputs) => { outputs.database_table_name = (await world.database(await key())).table_name; }],
      ['a queue has another key', 'key of messaging_dead_letter_queue_url', async ({ messaging_dead_letter_queue_url }) => world.setQueue(messaging_dead_letter_queue_url, { KmsMasterKeyId: await key() })],
    ],
  }),
];

describe.each(CASES)('checks/$script', ({ script, build, breaks }) => {
  it('passes when the world is right', async () => {
    const outputs = await build();
    expect(await run(script, outputs)).toEqual({ code: 0, says: expect.stringMatching(/^.+\n$/) as unknown });
  });

  it.each(breaks)('fails when %s', async (_words, says, damage) => {
    const outputs = await build();
    await damage(outputs);
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

  it.each([[403, 0, 'plain HTTP is refused'], [500, 1, ''], [404, 1, '']])('an S3 that answers %i to plain HTTP ends that check with %i', async (status, code, says) => {
    const server = createServer((_request, response) => response.writeHead(status).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const outputs = { bucket_name: 'data', encryption_key_arn: 'arn:aws:kms:eu-central-1:111111111111:key/1' };
      expect(await run('bucket-refuses-plain-http.ts', outputs, { AWS_ENDPOINT_URL: endpoint })).toEqual({ code, says: expect.stringContaining(says) as unknown });
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
