import { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, DynamoDBClient, UpdateContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateFlowLogsCommand, CreateRouteTableCommand, CreateSubnetCommand, CreateVpcCommand, CreateVpcEndpointCommand, DescribeSecurityGroupsCommand, EC2Client,
  RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { CreateAliasCommand, CreateKeyCommand, EnableKeyRotationCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand, PutBucketEncryptionCommand, PutBucketLifecycleConfigurationCommand, PutBucketOwnershipControlsCommand, PutBucketPolicyCommand,
  PutBucketVersioningCommand, PutPublicAccessBlockCommand, S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { randomUUID } from 'node:crypto';

export type Outputs = Record<string, string | string[]>;

/** Clients of the emulated account, and each component made in it by hand, as its stack would make it. */
export class World {
  readonly kms: KMSClient;
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly cloudwatch: CloudWatchClient;
  readonly ec2: EC2Client;
  readonly #env: Record<string, string>;

  /** `env` names endpoint, region and credentials, as a check gets them. */
  constructor(env: Record<string, string>) {
    this.#env = env;
    const config = {
      region: env['AWS_REGION'] ?? '',
      endpoint: env['AWS_ENDPOINT_URL'] ?? '',
      credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '', sessionToken: env['AWS_SESSION_TOKEN'] ?? '' },
    };
    this.kms = new KMSClient(config);
    this.s3 = new S3Client({ ...config, forcePathStyle: true });
    this.dynamodb = new DynamoDBClient(config);
    this.sqs = new SQSClient(config);
    this.sns = new SNSClient(config);
    this.cloudwatch = new CloudWatchClient({ ...config, protocol: AwsQueryProtocol });
    this.ec2 = new EC2Client(config);
  }

  async encryption(): Promise<{ key_arn: string; key_alias: string }> {
    const { KeyMetadata } = await this.kms.send(new CreateKeyCommand({}));
    const alias = `alias/${randomUUID()}`;
    await this.kms.send(new EnableKeyRotationCommand({ KeyId: KeyMetadata?.KeyId }));
    await this.kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyMetadata?.KeyId }));
    return { key_arn: KeyMetadata?.Arn ?? '', key_alias: alias };
  }

  async storage(keyArn: string): Promise<Record<'bucket_name' | 'encryption_key_arn', string>> {
    const Bucket = `data-${randomUUID()}`;
    await this.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }));
    await this.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    await this.encryptBucket(Bucket, keyArn);
    await this.s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } }));
    await this.publicAccess(Bucket, true);
    await this.keepOldVersions(Bucket, 90);
    return { bucket_name: Bucket, encryption_key_arn: keyArn };
  }

  async publicAccess(Bucket: string, on: boolean): Promise<void> {
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true, BlockPublicPolicy: on, IgnorePublicAcls: true, RestrictPublicBuckets: true };
    await this.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
  }

  async keepOldVersions(Bucket: string, NoncurrentDays: number): Promise<void> {
    const Rules = [{ ID: 'old', Status: 'Enabled' as const, Filter: { Prefix: '' }, NoncurrentVersionExpiration: { NoncurrentDays } }];
    await this.s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  }

  async tlsOnly(Bucket: string): Promise<void> {
    const Statement = [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }];
    await this.s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }));
  }

  async encryptBucket(Bucket: string, keyArn: string): Promise<void> {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: keyArn }, BucketKeyEnabled: true }];
    await this.s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  }

  async database(keyArn: string, encrypted = true): Promise<Record<'table_name' | 'table_arn' | 'encryption_key_arn', string>> {
    const TableName = `items-${randomUUID()}`;
    const { TableDescription } = await this.dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }, { AttributeName: 'sk', KeyType: 'RANGE' }],
        ...(encrypted ? { SSESpecification: { Enabled: true, SSEType: 'KMS' as const, KMSMasterKeyId: keyArn } } : {}),
      }),
    );
    await this.recoverable(TableName, true);
    return { table_name: TableName, table_arn: TableDescription?.TableArn ?? '', encryption_key_arn: keyArn };
  }

  async recoverable(TableName: string, on: boolean): Promise<void> {
    await this.dynamodb.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on } }));
  }

  async queue(Attributes: Record<string, string>): Promise<{ url: string; arn: string }> {
    const { QueueUrl: url = '' } = await this.sqs.send(new CreateQueueCommand({ QueueName: randomUUID(), Attributes }));
    const found = await this.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
    return { url, arn: found.Attributes?.['QueueArn'] ?? '' };
  }

  async setQueue(QueueUrl: string, Attributes: Record<string, string>): Promise<void> {
    await this.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  }

  async messaging(keyArn: string): Promise<Record<'queue_url' | 'queue_arn' | 'dead_letter_queue_url' | 'encryption_key_arn', string>> {
    const deadLetter = await this.queue({ KmsMasterKeyId: keyArn });
    const work = await this.queue({ KmsMasterKeyId: keyArn, RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetter.arn, maxReceiveCount: 3 }) });
    await this.setQueue(deadLetter.url, { RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [work.arn] }) });
    return { queue_url: work.url, queue_arn: work.arn, dead_letter_queue_url: deadLetter.url, encryption_key_arn: keyArn };
  }

  async monitoring(keyArn: string, subscribed: ('sqs' | 'email')[] = ['sqs', 'email']): Promise<Record<'topic_arn' | 'inbox_queue_url' | 'encryption_key_arn', string> & { alarm_names: string[] }> {
    const { TopicArn = '' } = await this.sns.send(new CreateTopicCommand({ Name: randomUUID(), Attributes: { KmsMasterKeyId: keyArn } }));
    const Statement = [{ Sid: 'Alarms', Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish', Resource: TopicArn }];
    await this.topicPolicy(TopicArn, Statement);
    const inbox = await this.queue({ KmsMasterKeyId: keyArn });
    const endpoints = { sqs: inbox.arn, email: 'operations@example.com' };
    for (const Protocol of subscribed) await this.sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint: endpoints[Protocol] }));
    const names = [randomUUID(), randomUUID()];
    for (const name of names) await this.alarm(name, { AlarmActions: [TopicArn] });
    return { topic_arn: TopicArn, inbox_queue_url: inbox.url, alarm_names: names, encryption_key_arn: keyArn };
  }

  async topicPolicy(TopicArn: string, Statement: object[]): Promise<void> {
    await this.sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue: JSON.stringify({ Version: '2012-10-17', Statement }) }));
  }

  async alarm(AlarmName: string, actions: { AlarmActions?: string[]; ActionsEnabled?: boolean }): Promise<void> {
    await this.cloudwatch.send(
      new PutMetricAlarmCommand({ AlarmName, Namespace: 'AWS/SQS', MetricName: 'NumberOfMessagesSent', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', ...actions }),
    );
  }

  async network(): Promise<Record<'vpc_id' | 'default_security_group_id' | 'flow_log_group_arn' | 'route_table_id' | 'flow_log_id', string> & { private_subnet_ids: string[] }> {
    const { Vpc } = await this.ec2.send(new CreateVpcCommand({ CidrBlock: '10.20.0.0/16' }));
    const VpcId = Vpc?.VpcId ?? '';
    const private_subnet_ids: string[] = [];
    for (const [zone, CidrBlock] of [['a', '10.20.0.0/20'], ['b', '10.20.16.0/20']]) {
      const { Subnet } = await this.ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone: `eu-central-1${zone ?? ''}` }));
      private_subnet_ids.push(Subnet?.SubnetId ?? '');
    }
    const { SecurityGroups } = await this.ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }, { Name: 'group-name', Values: ['default'] }] }));
    const { GroupId, IpPermissions = [], IpPermissionsEgress = [] } = SecurityGroups?.[0] ?? {};
    if (IpPermissions.length > 0) await this.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    await this.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }));
    const { RouteTable } = await this.ec2.send(new CreateRouteTableCommand({ VpcId }));
    const RouteTableIds = [RouteTable?.RouteTableId ?? ''];
    for (const service of ['s3', 'dynamodb']) await this.ec2.send(new CreateVpcEndpointCommand({ VpcId, ServiceName: `com.amazonaws.eu-central-1.${service}`, VpcEndpointType: 'Gateway', RouteTableIds }));
    await this.logGroup('/flow-logs');
    const flow_log_id = await this.flowLog(VpcId, 'ALL', '/flow-logs');
    return {
      vpc_id: VpcId, private_subnet_ids, default_security_group_id: GroupId ?? '', route_table_id: RouteTableIds[0] ?? '', flow_log_id,
      flow_log_group_arn: 'arn:aws:logs:eu-central-1:111111111111:log-group:/flow-logs',
    };
  }

  /** By hand: the project has no client of CloudWatch Logs, and the emulator does not verify signatures. */
  async logGroup(logGroupName: string): Promise<void> {
    const credential = `${this.#env['AWS_ACCESS_KEY_ID'] ?? ''}/20260101/${this.#env['AWS_REGION'] ?? ''}/logs/aws4_request`;
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.CreateLogGroup', authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0` };
    await fetch(this.#env['AWS_ENDPOINT_URL'] ?? '', { method: 'POST', headers, body: JSON.stringify({ logGroupName }) });
  }

  async flowLog(VpcId: string, TrafficType: 'ALL' | 'REJECT', LogGroupName: string): Promise<string> {
    const DeliverLogsPermissionArn = 'arn:aws:iam::111111111111:role/flow-logs';
    const { FlowLogIds } = await this.ec2.send(new CreateFlowLogsCommand({ ResourceType: 'VPC', ResourceIds: [VpcId], TrafficType, LogGroupName, DeliverLogsPermissionArn }));
    return FlowLogIds?.[0] ?? '';
  }
}
