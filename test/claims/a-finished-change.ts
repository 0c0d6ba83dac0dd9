import { sha256 } from '../../src/digest.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import type { Json, JsonObject } from '../../src/json.ts';
import { aRecord } from '../helpers/a-record.ts';

export interface FakeResource {
  address: string;
  type: string;
  values: JsonObject;
}

const ACCOUNT = { test: '111111111111', production: '222222222222' };
type Environment = keyof typeof ACCOUNT;

const TAGS = { Platform: 'orders', Owner: 'team-a', Name: 'own' };
const NEEDS: Record<string, string[]> = { encryption: [], network: ['encryption'], storage: ['encryption'], database: ['encryption'], messaging: ['encryption'], monitoring: ['encryption', 'network', 'storage', 'database', 'messaging'] };
export const COMPONENTS = Object.keys(NEEDS);

const refusal = (action: string, ...resources: string[]): string =>
  JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: action, Resource: resources, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] });

/** What a well-made small platform looks like in its state: what every resource probe passes on. */
export function resourcesOf(component: string, environment: Environment): FakeResource[] {
  const account = ACCOUNT[environment];
  const arn = (service: string, name: string): string => `arn:aws:${service}:eu-central-1:${account}:${name}`;
  const keyArn = arn('kms', 'key/1234-5678');
  const bucket = `orders-data-${account}`;
  const queue = (name: string): JsonObject => ({ name, arn: arn('sqs', name), id: `https://sqs/${account}/${name}`, url: `https://sqs/${account}/${name}`, kms_master_key_id: keyArn, redrive_policy: '', tags: null, tags_all: TAGS });
  const resource = (type: string, name: string, values: JsonObject): FakeResource => ({ address: `${type}.${name}`, type, values });
  const alarm = (name: string, metric: string, dimensions: Record<string, string>): FakeResource =>
    resource('aws_cloudwatch_metric_alarm', name, { alarm_name: `orders-${name}`, arn: arn('cloudwatch', `alarm:orders-${name}`), metric_name: metric, statistic: 'Sum', comparison_operator: 'GreaterThanThreshold', period: 300, evaluation_periods: 2, dimensions, threshold: 1, actions_enabled: true, alarm_actions: [arn('sns', 'orders-alarms')], tags_all: TAGS });
  const setting = (type: string, name: string, values: JsonObject): FakeResource => resource(type, name, { bucket, id: bucket, ...values });
  switch (component) {
    case 'encryption':
      return [resource('aws_kms_key', 'key', { arn: keyArn, id: '1234-5678', enable_key_rotation: true, customer_master_key_spec: 'SYMMETRIC_DEFAULT', tags_all: TAGS })];
    case 'network':
      return [
        resource('aws_vpc', 'vpc', { id: 'vpc-0123456789abc', arn: arn('ec2', 'vpc/vpc-0123456789abc'), tags_all: TAGS }),
        resource('aws_default_security_group', 'default', { id: 'sg-00000000000d', vpc_id: 'vpc-0123456789abc', ingress: [], egress: [], tags_all: TAGS }),
        resource('aws_subnet', 'a', { vpc_id: 'vpc-0123456789abc', availability_zone: 'eu-central-1a', map_public_ip_on_launch: false, tags_all: TAGS }),
        resource('aws_subnet', 'b', { vpc_id: 'vpc-0123456789abc', availability_zone: 'eu-central-1b', map_public_ip_on_launch: false, tags_all: TAGS }),
        resource('aws_security_group', 'workload', { id: 'sg-0000000000w', vpc_id: 'vpc-0123456789abc', ingress: [], egress: [], tags_all: TAGS }),
        resource('aws_vpc_security_group_ingress_rule', 'peers', { security_group_id: 'sg-0000000000w', cidr_ipv4: '10.20.0.0/16', from_port: 443, to_port: 443, tags_all: TAGS }),
        resource('aws_flow_log', 'all', { vpc_id: 'vpc-0123456789abc', traffic_type: 'ALL', tags_all: TAGS }),
        resource('aws_iam_role_policy', 'flow_logs', { policy: JSON.stringify({ Statement: { Effect: 'Allow', Action: ['logs:PutLogEvents'], Resource: '*' } }) }),
        resource('aws_cloudwatch_log_group', 'flow_logs', { name: '/orders/flow-logs', kms_key_id: keyArn, retention_in_days: 365, tags_all: TAGS }),
      ];
    case 'storage':
      return [
        resource('aws_s3_bucket', 'data', { bucket, id: bucket, arn: `arn:aws:s3:::${bucket}`, tags_all: TAGS }),
        setting('aws_s3_bucket_versioning', 'versioning', { versioning_configuration: [{ status: 'Enabled' }] }),
        setting('aws_s3_bucket_server_side_encryption_configuration', 'sse', { rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms', kms_master_key_id: keyArn }] }] }),
        setting('aws_s3_bucket_public_access_block', 'block', { block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true }),
        setting('aws_s3_bucket_lifecycle_configuration', 'lifecycle', { rule: [{ id: 'old', status: 'Enabled', noncurrent_version_expiration: [{ noncurrent_days: 90 }] }] }),
        setting('aws_s3_bucket_policy', 'policy', { policy: refusal('s3:*', `arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`) }),
      ];
    case 'database':
      return [
        resource('aws_dynamodb_table', 'items', {
          name: 'orders-items', arn: arn('dynamodb', 'table/orders-items'), id: 'orders-items', server_side_encryption: [{ enabled: true, kms_key_arn: keyArn }],
          point_in_time_recovery: [{ enabled: true }], deletion_protection_enabled: environment === 'production', tags_all: TAGS,
        }),
      ];
    case 'messaging':
      return [
        resource('aws_sqs_queue', 'dead', queue('orders-dead')),
        resource('aws_sqs_queue', 'work', { ...queue('orders-work'), redrive_policy: JSON.stringify({ deadLetterTargetArn: arn('sqs', 'orders-dead'), maxReceiveCount: 3 }) }),
        resource('aws_sqs_queue_policy', 'dead', { queue_url: `https://sqs/${account}/orders-dead`, policy: refusal('sqs:*', arn('sqs', 'orders-dead')) }),
        resource('aws_sqs_queue_policy', 'work', { queue_url: `https://sqs/${account}/orders-work`, policy: refusal('sqs:*', arn('sqs', 'orders-work')) }),
      ];
    default:
      return [
        resource('aws_sns_topic', 'alarms', { name: 'orders-alarms', arn: arn('sns', 'orders-alarms'), id: arn('sns', 'orders-alarms'), kms_master_key_id: keyArn, tags_all: TAGS }),
        resource('aws_sns_topic_policy', 'alarms', { arn: arn('sns', 'orders-alarms'), policy: refusal('sns:Publish', arn('sns', 'orders-alarms')) }),
        resource('aws_sns_topic_subscription', 'mail', { topic_arn: arn('sns', 'orders-alarms'), protocol: 'email', endpoint: 'ops@example.com' }),
        alarm('dead_letters', 'ApproximateNumberOfMessagesVisible', { QueueName: 'orders-dead' }),
        alarm('throttled', 'ReadThrottleEvents', { TableName: 'orders-items' }),
        alarm('bucket_grows', 'BucketSizeBytes', { BucketName: bucket, StorageType: 'StandardStorage' }),
        alarm('flow_logs', 'IncomingBytes', { LogGroupName: '/orders/flow-logs' }),
      ];
  }
}

const aCheck = (overrides: JsonObject = {}): JsonObject => ({ name: 'it works', outcome: 'pass', seconds: 0.5, detail: '', safeInProduction: true, ...overrides });

function wholeRecord(step: StepRecord['step'], facts: JsonObject, more: Partial<StepRecord> = {}): StepRecord {
  const record = aRecord({ step, facts, ...more });
  delete record.component;
  return record;
}

function appliedRecord(step: 'rehearse' | 'promote', component: string, environment: Environment, facts: JsonObject): StepRecord {
  const resources = resourcesOf(component, environment) as unknown as Json[];
  return aRecord({ step, component, environment, facts: { applied: true, resources, dataSources: ['data.aws_partition.partition'], checks: [aCheck()], ...facts } });
}

/** The records of a change up to its checklist; with `promoted`, up to the end. */
export function aFinishedChange({ promoted = false } = {}): StepRecord[] {
  const seal = sha256('seal');
  const environments = ['test', 'production'] as const;
  const needs = { need: 'works', component: 'storage', outcome: 'pass', detail: '' };
  const before = [
    wholeRecord('approval', { approvedBy: ['ada@example.com'], digest: sha256('request'), window: { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' } }),
    wholeRecord('synth', { components: environments.flatMap((environment) => COMPONENTS.map((name) => ({ name, environment, dependsOn: NEEDS[name] ?? [] }))) }),
    wholeRecord('prepare', {
      milestones: COMPONENTS.map((name) => ({ name, components: [name] })),
      rollback: COMPONENTS.map((component) => ({ component, file: `prepare/rollback-${component}.md`, digest: sha256(component) })),
    }),
    wholeRecord('scan', { components: COMPONENTS, tools: ['checkov', 'tfsec'].map((tool) => ({ tool, version: '1.0', covered: COMPONENTS, passed: 40 })), unwaived: 0, waived: [] }),
    ...COMPONENTS.map((component) => appliedRecord('rehearse', component, 'test', { rollback: null })),
    wholeRecord('validate', { requirements: [{ id: 'REQ-1', statement: 'fast', decision: 'pass', seconds: 1, maxSeconds: 2, says: 'passed in 1 s; allows 2 s' }, { id: 'REQ-2', statement: 'kept', decision: 'pass', seconds: 1, maxSeconds: null, says: 'passed' }] }, { environment: 'test' }),
    wholeRecord('integrate', { roles: ['frontend-developer', 'backend-developer', 'product-owner', 'architect'].map((role) => ({ role, person: 'Kim', decision: 'pass', needs: [needs] })) }, { environment: 'test' }),
  ];
  if (!promoted) return before;
  return [
    ...before,
    wholeRecord('plan', { seal }),
    ...COMPONENTS.map((component) => appliedRecord('promote', component, 'production', { seal, approvedBy: ['ada@example.com'], drift: 0 })),
    wholeRecord('handover', {
      documents: ['as-built', 'runbook', 'monitoring', 'knowledge-transfer'].map((kind) => ({ kind, file: `handover/${kind}.md`, digest: sha256(kind), components: COMPONENTS })),
      acknowledgement: { by: 'olga@example.com', at: '2026-03-01T12:00:00Z' },
    }),
  ];
}

/** The facts of one record, for a test to spoil. */
export function factsOf(records: StepRecord[], step: StepRecord['step'], component?: string): JsonObject {
  const record = records.find((candidate) => candidate.step === step && candidate.component === component);
  if (record === undefined) throw new Error(`there is no record of ${step} ${component ?? ''}`);
  return record.facts;
}

/** One resource of a component in test, for a test to spoil. */
export function valuesOf(records: StepRecord[], component: string, address: string, step: 'rehearse' | 'promote' = 'rehearse'): JsonObject {
  const resources = factsOf(records, step, component)['resources'] as unknown as FakeResource[];
  const resource = resources.find((candidate) => candidate.address === address);
  if (resource === undefined) throw new Error(`there is no ${address}`);
  return resource.values;
}

export function removeResource(records: StepRecord[], component: string, address: string): void {
  const facts = factsOf(records, 'rehearse', component);
  const resources = facts['resources'] as unknown as FakeResource[];
  const left = resources.filter((resource) => resource.address !== address);
  if (left.length === resources.length) throw new Error(`there is no ${address}`);
  facts['resources'] = left as unknown as Json[];
}

export function addResource(records: StepRecord[], component: string, type: string, values: JsonObject): void {
  const resources = factsOf(records, 'rehearse', component)['resources'] as Json[];
  resources.push({ address: `${type}.added`, type, values });
}
