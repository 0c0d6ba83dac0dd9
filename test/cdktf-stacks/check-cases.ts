import { DeleteAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { AuthorizeSecurityGroupIngressCommand, CreateInternetGatewayCommand, CreateRouteCommand, DeleteFlowLogsCommand, DeleteVpcEndpointsCommand, DescribeVpcEndpointsCommand, ModifySubnetAttributeCommand } from '@aws-sdk/client-ec2';
import { DisableKeyCommand, DisableKeyRotationCommand, UpdateAliasCommand } from '@aws-sdk/client-kms';
import { DeleteBucketEncryptionCommand, DeleteBucketPolicyCommand, PutBucketOwnershipControlsCommand, PutBucketPolicyCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import type { Outputs, World } from './world.ts';

/** What a case needs of the world: the outputs of its component, and how it is broken. */
export interface Case<T extends Outputs> {
  script: string;
  build: (world: World) => Promise<T>;
  /** What is done, what the check then says, and how it is done. */
  breaks: [words: string, says: string, damage: (outputs: T, world: World) => Promise<unknown>][];
}
const key = async (world: World): Promise<string> => (await world.encryption()).key_arn;
const a = <T extends Outputs>(declared: Case<T>): Case<Outputs> => declared as unknown as Case<Outputs>;

/** For each check: a world in which it passes, and the ways to break that world. */
export const CASES: Case<Outputs>[] = [
  a({
    script: 'key-rotation.ts',
    build: (world) => world.encryption(),
    breaks: [
      ['rotation is switched off', 'rotation: found false', ({ key_arn }, world) => world.kms.send(new DisableKeyRotationCommand({ KeyId: key_arn }))],
      ['the key is disabled', 'state: found "Disabled"', ({ key_arn }, world) => world.kms.send(new DisableKeyCommand({ KeyId: key_arn.split('/')[1] }))],
      ['the alias names another key', 'key behind the alias: found', async ({ key_alias }, world) => world.kms.send(new UpdateAliasCommand({ AliasName: key_alias, TargetKeyId: await key(world) }))],
    ],
  }),
  a({
    script: 'bucket-settings.ts',
    build: async (world) => {
      const outputs = await world.storage(await key(world));
      await world.tlsOnly(outputs.bucket_name);
      return outputs;
    },
    breaks: [
      ['another key is the default', 'encryption: found', async ({ bucket_name }, world) => world.encryptBucket(bucket_name, await key(world))],
      ['public policies are allowed', 'public access block: found [true,false,true,true]', ({ bucket_name }, world) => world.publicAccess(bucket_name, false)],
      ['versioning is suspended', 'versioning: found "Suspended"', ({ bucket_name }, world) => world.s3.send(new PutBucketVersioningCommand({ Bucket: bucket_name, VersioningConfiguration: { Status: 'Suspended' } }))],
      ['old versions go after a week', 'days that old versions are kept: found [7]', ({ bucket_name }, world) => world.keepOldVersions(bucket_name, 7)],
      ['access control lists count', 'object ownership: found', ({ bucket_name }, world) => world.s3.send(new PutBucketOwnershipControlsCommand({ Bucket: bucket_name, OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } }))],
      ['the policy is gone', 'NoSuchBucketPolicy', ({ bucket_name }, world) => world.s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket_name }))],
      ['the policy says nothing of TLS', 'does not refuse plain HTTP', ({ bucket_name }, world) => world.s3.send(new PutBucketPolicyCommand({ Bucket: bucket_name, Policy: '{"Version":"2012-10-17","Statement":[]}' }))],
    ],
  }),
  a({
    script: 'object-round-trip.ts',
    build: async (world) => world.storage(await key(world)),
    breaks: [
      ['default encryption is removed', 'encryption: found', ({ bucket_name }, world) => world.s3.send(new DeleteBucketEncryptionCommand({ Bucket: bucket_name }))],
      ['another key is the default', 'key: found', async ({ bucket_name }, world) => world.encryptBucket(bucket_name, await key(world))],
    ],
  }),
  a({
    script: 'object-restore.ts',
    build: async (world) => world.storage(await key(world)),
    breaks: [['versioning is suspended', 'keeps no versions', ({ bucket_name }, world) => world.s3.send(new PutBucketVersioningCommand({ Bucket: bucket_name, VersioningConfiguration: { Status: 'Suspended' } }))]],
  }),
  a({
    script: 'item-round-trip.ts',
    build: async (world) => world.database(await key(world)),
    breaks: [
      ['the table is gone', 'ResourceNotFoundException', ({ table_name }, world) => world.dynamodb.send(new DeleteTableCommand({ TableName: table_name }))],
      ['the table has another key', 'key: found', async (outputs, world) => { outputs.encryption_key_arn = await key(world); }],
      ['the table is not encrypted', 'state of encryption: found', async (outputs, world) => { Object.assign(outputs, await world.database(outputs.encryption_key_arn, false)); }],
    ],
  }),
  a({
    script: 'table-recovery.ts',
    build: async (world) => world.database(await key(world)),
    breaks: [['point-in-time recovery is switched off', 'point-in-time recovery: found "DISABLED"', ({ table_name }, world) => world.recoverable(table_name, false)]],
  }),
  a({
    script: 'queue-settings.ts',
    build: async (world) => world.messaging(await key(world)),
    breaks: [
      ['the work queue gets another key', 'key of the work queue', async ({ queue_url }, world) => world.setQueue(queue_url, { KmsMasterKeyId: await key(world) })],
      ['the dead-letter queue gets AWS’s key', 'key of the dead-letter queue', ({ dead_letter_queue_url }, world) => world.setQueue(dead_letter_queue_url, { KmsMasterKeyId: 'alias/aws/sqs' })],
      ['dead letters go elsewhere', 'dead-letter queue: found', async ({ queue_url }, world) => world.setQueue(queue_url, { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: (await world.queue({})).arn, maxReceiveCount: 3 }) })],
      ['every queue may use the dead-letter queue', 'queues that may use', ({ dead_letter_queue_url }, world) => world.setQueue(dead_letter_queue_url, { RedriveAllowPolicy: '{"redrivePermission":"allowAll"}' })],
    ],
  }),
  a({
    script: 'message-to-dead-letter.ts',
    build: async (world) => world.messaging(await key(world)),
    breaks: [['the redrive policy is removed', 'received 11 times and is still in the work queue', async (outputs, world) => { outputs.queue_url = (await world.queue({})).url; }]],
  }),
  a({
    script: 'alarm-route.ts',
    build: async (world) => world.monitoring(await key(world)),
    breaks: [
      ['an alarm is deleted', 'there is no alarm', ({ alarm_names }, world) => world.cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: alarm_names.slice(1) }))],
      ['an alarm is muted', 'actions enabled: found false', ({ alarm_names, topic_arn }, world) => world.alarm(alarm_names[1] ?? '', { AlarmActions: [topic_arn], ActionsEnabled: false })],
      ['an alarm tells nobody', 'actions: found []', ({ alarm_names }, world) => world.alarm(alarm_names[1] ?? '', {})],
      ['the topic lets no alarm in', 'does not let CloudWatch alarms publish', ({ topic_arn }, world) => world.topicPolicy(topic_arn, [{ Effect: 'Allow', Principal: { AWS: '111111111111' }, Action: 'sns:Publish', Resource: topic_arn }])],
      ['the topic gets AWS’s key', 'key of the topic', ({ topic_arn }, world) => world.sns.send(new SetTopicAttributesCommand({ TopicArn: topic_arn, AttributeName: 'KmsMasterKeyId', AttributeValue: 'alias/aws/sns' }))],
      ['nobody gets mail', 'nobody gets the alarms by mail', async (outputs, world) => { Object.assign(outputs, await world.monitoring(outputs.encryption_key_arn, ['sqs'])); }],
      ['the inbox is not subscribed', 'the inbox queue is not subscribed', async (outputs, world) => { Object.assign(outputs, await world.monitoring(outputs.encryption_key_arn, ['email'])); }],
    ],
  }),
  a({
    script: 'flow-logs.ts',
    build: (world) => world.network(),
    breaks: [
      ['the flow log is deleted', 'has no flow log', ({ flow_log_id }, world) => world.ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [flow_log_id] }))],
      ['only rejected traffic is logged', 'traffic: found "REJECT"', async ({ flow_log_id, vpc_id }, world) => { await world.ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [flow_log_id] })); await world.flowLog(vpc_id, 'REJECT', '/flow-logs'); }],
      ['the logs go elsewhere', 'log group: found "/elsewhere"', async ({ flow_log_id, vpc_id }, world) => { await world.ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [flow_log_id] })); await world.flowLog(vpc_id, 'ALL', '/elsewhere'); }],
      ['the log group is gone', 'delivery fails: Access error', async (outputs, world) => {
        await world.ec2.send(new DeleteFlowLogsCommand({ FlowLogIds: [outputs.flow_log_id] }));
        await world.flowLog(outputs.vpc_id, 'ALL', '/gone');
        outputs.flow_log_group_arn = outputs.flow_log_group_arn.replace('/flow-logs', '/gone');
      }],
    ],
  }),
  a({
    script: 'network-closed.ts',
    build: (world) => world.network(),
    breaks: [
      ['the default group gets a rule', 'rules of the default security group', ({ default_security_group_id }, world) => world.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: default_security_group_id, IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }))],
      ['a route leads to the internet', 'routes to the internet: found 1', async ({ route_table_id }, world) => {
        const { InternetGateway } = await world.ec2.send(new CreateInternetGatewayCommand({}));
        await world.ec2.send(new CreateRouteCommand({ RouteTableId: route_table_id, DestinationCidrBlock: '0.0.0.0/0', GatewayId: InternetGateway?.InternetGatewayId }));
      }],
      ['a subnet gives out public addresses', 'subnets with public addresses: found 1', ({ private_subnet_ids }, world) => world.ec2.send(new ModifySubnetAttributeCommand({ SubnetId: private_subnet_ids[0], MapPublicIpOnLaunch: { Value: true } }))],
      ['an endpoint is deleted', 'gateway endpoints: found', async ({ vpc_id }, world) => {
        const { VpcEndpoints = [] } = await world.ec2.send(new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc_id] }] }));
        await world.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpoints[0]?.VpcEndpointId ?? ''] }));
      }],
    ],
  }),
  a({
    script: 'one-key.ts',
    build: async (world) => {
      const { key_arn } = await world.encryption();
      const { queue_url, dead_letter_queue_url } = await world.messaging(key_arn);
      return {
        encryption_key_arn: key_arn, messaging_queue_url: queue_url, messaging_dead_letter_queue_url: dead_letter_queue_url,
        storage_bucket_name: (await world.storage(key_arn)).bucket_name, database_table_name: (await world.database(key_arn)).table_name,
      };
    },
    breaks: [
      ['the bucket has another key', 'key of the bucket', async ({ storage_bucket_name }, world) => world.encryptBucket(storage_bucket_name, await key(world))],
      ['the table has another key', 'key of the table', async (outputs, world) => { outputs.database_table_name = (await world.database(await key(world))).table_name; }],
      ['a queue has another key', 'key of messaging_dead_letter_queue_url', async ({ messaging_dead_letter_queue_url }, world) => world.setQueue(messaging_dead_letter_queue_url, { KmsMasterKeyId: await key(world) })],
    ],
  }),
];

