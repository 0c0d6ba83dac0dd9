import { sha256 } from '../../src/digest.ts';
import { ARCHITECTURE_SECTIONS } from '../../src/documents/architecture-sections.ts';
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

const TAGS: Record<string, string> = { Platform: 'orders', Owner: 'team-a', Name: 'own' };
const NEEDS: Record<string, string[]> = { encryption: [], network: ['encryption'], storage: ['encryption'], database: ['encryption'], messaging: ['encryption'], monitoring: ['encryption', 'network', 'storage', 'database', 'messaging'] };
export const COMPONENTS = Object.keys(NEEDS);

const refusal = (action: string, ...resources: string[]): string =>
  JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: action, Resource: resources, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] });

/** What a well-made small platform looks like in its state: what every resource probe passes on. */
export function resourcesOf(component: string, environment: Environment): FakeResource[] {
  const account = ACCOUNT[environment];
  const tags = { ...TAGS, Component: component };
  const arn = (service: string, name: string): string => `arn:aws:${service}:eu-central-1:${account}:${name}`;
  const keyArn = arn('kms', 'key/1234-5678');
  const named = (name: string): string => `orders-${environment}-${name}`;
  const bucket = named(`data-${account}`);
  const queueUrl = (name: string): string => `https://sqs/${account}/${named(name)}`;
  const queue = (name: string): JsonObject => ({ name: named(name), arn: arn('sqs', named(name)), id: queueUrl(name), url: queueUrl(name), kms_master_key_id: keyArn, redrive_policy: '', tags: null, tags_all: tags });
  const resource = (type: string, name: string, values: JsonObject): FakeResource => ({ address: `${type}.${name}`, type, values });
  const alarm = (name: string, metric: string, dimensions: Record<string, string>): FakeResource =>
    resource('aws_cloudwatch_metric_alarm', name, { alarm_name: named(name), alarm_description: 'Look at what was written last.', arn: arn('cloudwatch', `alarm:${named(name)}`), metric_name: metric, statistic: 'Sum', comparison_operator: 'GreaterThanThreshold', period: 300, evaluation_periods: 2, dimensions, threshold: 1, actions_enabled: true, alarm_actions: [arn('sns', named('alarms'))], tags_all: tags });
  const setting = (type: string, name: string, values: JsonObject): FakeResource => resource(type, name, { bucket, id: bucket, ...values });
  switch (component) {
    case 'encryption':
      return [
        resource('aws_kms_alias', 'alias', { name: `alias/${named('key')}` }),
        resource('aws_kms_key', 'key', { arn: keyArn, id: '1234-5678', enable_key_rotation: true, deletion_window_in_days: 30, customer_master_key_spec: 'SYMMETRIC_DEFAULT', tags_all: tags }),
      ];
    case 'network':
      return [
        resource('aws_vpc', 'vpc', { owner_id: account, id: 'vpc-0123456789abc', arn: arn('ec2', 'vpc/vpc-0123456789abc'), tags_all: tags }),
        resource('aws_default_security_group', 'default', { id: 'sg-00000000000d', vpc_id: 'vpc-0123456789abc', ingress: [], egress: [], tags_all: tags }),
        resource('aws_subnet', 'a', { id: 'subnet-0000000000a', vpc_id: 'vpc-0123456789abc', availability_zone: 'eu-central-1a', map_public_ip_on_launch: false, tags_all: tags }),
        resource('aws_subnet', 'b', { id: 'subnet-0000000000b', vpc_id: 'vpc-0123456789abc', availability_zone: 'eu-central-1b', map_public_ip_on_launch: false, tags_all: tags }),
        resource('aws_security_group', 'workload', { name: named('workload'), id: 'sg-0000000000w', vpc_id: 'vpc-0123456789abc', ingress: [], egress: [], tags_all: tags }),
        resource('aws_vpc_security_group_ingress_rule', 'peers', { security_group_id: 'sg-0000000000w', referenced_security_group_id: 'sg-0000000000w', description: 'HTTPS among workloads', from_port: 443, to_port: 443, tags_all: tags }),
        resource('aws_route_table', 'private', { id: 'rtb-00000000000', vpc_id: 'vpc-0123456789abc', tags_all: tags }),
        ...['a', 'b'].map((zone) => resource('aws_route_table_association', zone, { subnet_id: `subnet-0000000000${zone}`, route_table_id: 'rtb-00000000000' })),
        ...['s3', 'dynamodb'].map((service) => resource('aws_vpc_endpoint', service, { vpc_id: 'vpc-0123456789abc', service_name: `com.amazonaws.eu-central-1.${service}`, vpc_endpoint_type: 'Gateway', route_table_ids: ['rtb-00000000000'], tags_all: tags })),
        ...['sqs', 'sns', 'kms'].map((service) => resource('aws_vpc_endpoint', service, { vpc_id: 'vpc-0123456789abc', service_name: `com.amazonaws.eu-central-1.${service}`, vpc_endpoint_type: 'Interface', tags_all: tags })),
        resource('aws_iam_role', 'flow_logs', { name: named('flow-logs'), id: named('flow-logs'), arn: `arn:aws:iam::${account}:role/${named('flow-logs')}`, assume_role_policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { Service: 'vpc-flow-logs.amazonaws.com' }, Action: 'sts:AssumeRole' }] }), tags_all: tags }),
        resource('aws_flow_log', 'all', { vpc_id: 'vpc-0123456789abc', traffic_type: 'ALL', iam_role_arn: `arn:aws:iam::${account}:role/${named('flow-logs')}`, log_destination: arn('logs', `log-group:/orders/${environment}/flow-logs`), tags_all: tags }),
        resource('aws_iam_role_policy', 'flow_logs', { role: named('flow-logs'), policy: JSON.stringify({ Statement: { Effect: 'Allow', Action: ['logs:PutLogEvents'], Resource: `${arn('logs', `log-group:/orders/${environment}/flow-logs`)}:*` } }) }),
        resource('aws_cloudwatch_log_group', 'flow_logs', { name: `/orders/${environment}/flow-logs`, arn: arn('logs', `log-group:/orders/${environment}/flow-logs`), kms_key_id: keyArn, retention_in_days: 365, tags_all: tags }),
      ];
    case 'storage':
      return [
        resource('aws_s3_bucket', 'data', { force_destroy: environment === 'test', bucket, id: bucket, arn: `arn:aws:s3:::${bucket}`, tags_all: tags }),
        setting('aws_s3_bucket_versioning', 'versioning', { versioning_configuration: [{ status: 'Enabled' }] }),
        setting('aws_s3_bucket_server_side_encryption_configuration', 'sse', { rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'aws:kms', kms_master_key_id: keyArn }] }] }),
        setting('aws_s3_bucket_public_access_block', 'block', { block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true }),
        setting('aws_s3_bucket_lifecycle_configuration', 'lifecycle', { rule: [{ id: 'old', status: 'Enabled', noncurrent_version_expiration: [{ noncurrent_days: 90 }] }] }),
        setting('aws_s3_bucket_policy', 'policy', { policy: refusal('s3:*', `arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`) }),
      ];
    case 'database':
      return [
        resource('aws_dynamodb_table', 'items', {
          name: named('items'), arn: arn('dynamodb', `table/${named('items')}`), id: named('items'), billing_mode: 'PAY_PER_REQUEST', server_side_encryption: [{ enabled: true, kms_key_arn: keyArn }],
          point_in_time_recovery: [{ enabled: true }], deletion_protection_enabled: environment === 'production', tags_all: tags,
        }),
      ];
    case 'messaging':
      return [
        resource('aws_sqs_queue', 'dead', queue('dead')),
        resource('aws_sqs_queue', 'work', { ...queue('work'), redrive_policy: JSON.stringify({ deadLetterTargetArn: arn('sqs', named('dead')), maxReceiveCount: 3 }) }),
        resource('aws_sqs_queue_policy', 'dead', { queue_url: queueUrl('dead'), policy: refusal('sqs:*', arn('sqs', named('dead'))) }),
        resource('aws_sqs_queue_policy', 'work', { queue_url: queueUrl('work'), policy: refusal('sqs:*', arn('sqs', named('work'))) }),
      ];
    default:
      return [
        resource('aws_sns_topic', 'alarms', { name: named('alarms'), arn: arn('sns', named('alarms')), id: arn('sns', named('alarms')), kms_master_key_id: keyArn, tags_all: tags }),
        resource('aws_sns_topic_policy', 'alarms', { arn: arn('sns', named('alarms')), policy: refusal('sns:Publish', arn('sns', named('alarms'))) }),
        resource('aws_sns_topic_subscription', 'mail', { topic_arn: arn('sns', named('alarms')), protocol: 'email', endpoint: 'ops@example.com' }),
        resource('aws_cloudwatch_dashboard', 'all', {
          dashboard_name: named('all'),
          dashboard_body: JSON.stringify({ widgets: [
            { type: 'alarm', properties: { alarms: [arn('cloudwatch', `alarm:${named('throttled')}`)] } },
            ...[['AWS/S3', 'BucketSizeBytes', 'BucketName', bucket], ['AWS/DynamoDB', 'ConsumedReadCapacityUnits', 'TableName', named('items')], ['AWS/Logs', 'IncomingBytes', 'LogGroupName', `/orders/${environment}/flow-logs`]].map((metric) => ({ type: 'metric', properties: { metrics: [metric] } })),
          ] }),
        }),
        alarm('dead_letters', 'ApproximateNumberOfMessagesVisible', { QueueName: named('dead') }),
        alarm('throttled', 'ReadThrottleEvents', { TableName: named('items') }),
        alarm('bucket_grows', 'BucketSizeBytes', { BucketName: bucket, StorageType: 'StandardStorage' }),
        alarm('flow_logs', 'IncomingBytes', { LogGroupName: `/orders/${environment}/flow-logs` }),
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

/** What each component keeps data in. */
const STORES: Record<string, string[]> = { network: ['aws_cloudwatch_log_group.flow_logs'], storage: ['aws_s3_bucket.data'], database: ['aws_dynamodb_table.items'], messaging: ['aws_sqs_queue.dead', 'aws_sqs_queue.work'] };

function dependentsOf(component: string): string[] {
  return COMPONENTS.filter((name) => (NEEDS[name] ?? []).some((needed) => needed === component || (NEEDS[needed] ?? []).includes(component)));
}

const DEMANDS: [kind: string, id: string, section: string][] = [['architecture', 'architecture/components', 'Components'], ['architecture', 'ADR-1', 'Decisions'], ['guidelines', 'bucket-private', 'Controls'], ['technology-stack', 'technology-stack/services', 'Services'], ['project-structure', 'project-structure/stacks', 'Places']];

const aDemand = (kind: string, id: string, section: string, record: string): JsonObject => ({ id, section: ['Document', section], level: 'must', decision: 'pass', by: 'rule', reason: 'all is as demanded', evidence: [{ record, says: '2 of them' }], source: { file: `docs/${kind}.md`, line: 1 } });

const aRequirement = (id: string, overrides: JsonObject = {}): JsonObject => ({ id, statement: 'kept', decision: 'pass', seconds: 1, maxSeconds: null, kind: null, by: 'check', components: ['storage'], says: 'passed in 1 s', ...overrides });

/** Points that probes look for, by section; the other sections of the template say something and answer nothing by name. */
const POINTS: Record<string, string[]> = {
  'Integration with Application Architecture': ['Service-to-Infrastructure Mapping', 'Application Dependency Matrix', 'Performance Requirements Implementation', 'Security Requirements Implementation'],
  'Test Environment': ['Purpose', 'Resources', 'Access Control'],
  'Production Environment': ['Purpose', 'Resources', 'Access Control'],
  'Monitoring & Observability': ['Logging Strategy', 'Alerting & Incident Response'],
  'Shared Responsibility Model': ['Operational Monitoring Ownership', 'Incident Response Accountability Matrix'],
  'Knowledge Transfer Requirements': ['Technical documentation for operations team', 'Runbook creation requirements'],
  'Infrastructure Evolution': ['Planned Upgrades and Migrations', 'Technology Roadmap', 'Scalability Considerations', 'Capacity Planning', 'Technical Debt Inventory'],
  'Disaster Recovery': ['Backup Strategy', 'Recovery Procedures', 'RTO & RPO Targets'],
  'Data Resources': ['Backup & Recovery'],
  'Network Architecture': ['Security Groups & NACLs'],
};

function sections(): JsonObject[] {
  return ARCHITECTURE_SECTIONS.map((title) => ({ title, words: 40, points: POINTS[title] ?? [], diagrams: 1 }));
}

/** The records of a change up to its checklist; with `promoted`, up to the end. */
export function aFinishedChange({ promoted = false } = {}): StepRecord[] {
  const seal = sha256('seal');
  const environments = ['test', 'production'] as const;
  const needs = { need: 'works', component: 'storage', outcome: 'pass', detail: '' };
  const before = [
    wholeRecord('approval', { approvedBy: ['ada@example.com'], digest: sha256('request'), window: { from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' } }),
    wholeRecord('synth', { components: environments.flatMap((environment) => COMPONENTS.map((name) => ({ name, environment, dependsOn: NEEDS[name] ?? [], stack: `${name}-${environment}`, digest: sha256(`${name} ${environment}`) }))) }),
    wholeRecord('prepare', {
      milestones: COMPONENTS.map((name) => ({ name, components: [name] })),
      rollback: COMPONENTS.map((component) => ({ component, file: `prepare/rollback-${component}.md`, digest: sha256(component), dependents: dependentsOf(component), dataLost: (STORES[component] ?? []).map((address) => ({ address, recovery: 'from its backup' })) })),
      implementationPlan: 'prepare/implementation-plan.md',
      documents: (['architecture', 'guidelines', 'technology-stack', 'project-structure'] as const).map((kind) => ({ kind, file: `docs/${kind}.md`, digest: sha256(kind), sections: kind === 'architecture' ? sections() : [] })),
      architecture: { components: COMPONENTS.map((name) => ({ name, criticality: name === 'storage' ? 'critical' : 'high' })), decisions: [{ id: 'ADR-1', why: 'A small team cannot look after servers at night.' }] },
      claims: DEMANDS.map(([kind, id, section]) => aDemand(kind, id, section, 'synth/change')),
    }),
    wholeRecord('scan', { components: COMPONENTS, tools: ['checkov', 'tfsec'].map((tool) => ({ tool, version: '1.0', covered: COMPONENTS, passed: 40 })), unwaived: 0, waived: [] }),
    ...COMPONENTS.map((component) => aRecord({ step: 'refine', component, environment: 'test', facts: { answers: [{ option: 3, points: [{ address: `aws_thing.${component}`, attribute: 'size', level: 'note', says: 'paid by the month' }] }] } })),
    ...COMPONENTS.map((component) => appliedRecord('rehearse', component, 'test', { rollback: null })),
    wholeRecord(
      'validate',
      { requirements: [
        aRequirement('REQ-1', { maxSeconds: 2, kind: 'latency', says: 'passed in 1 s; allows 2 s' }),
        aRequirement('REQ-2', { components: ['storage', 'encryption'] }),
        ...['throughput', 'rto', 'rpo', 'availability'].map((kind) => aRequirement(`REQ-${kind}`, { kind })),
      ] },
      { environment: 'test' },
    ),
    wholeRecord('integrate', { roles: Object.entries({ 'frontend-developer': 'Mira', 'backend-developer': 'Enrique', 'product-owner': 'Oli', architect: 'Alphonse' }).map(([role, person]) => ({ role, person, decision: 'pass', needs: [needs] })) }, { environment: 'test' }),
  ];
  if (!promoted) return before;
  return [
    ...before,
    wholeRecord('plan', { seal, claims: DEMANDS.filter(([kind]) => kind !== 'project-structure').map(([kind, id, section]) => aDemand(kind, id, section, 'plan/change')) }),
    ...COMPONENTS.map((component) => appliedRecord('promote', component, 'production', { seal, approvedBy: ['ada@example.com'], drift: 0, stack: sha256(`${component} production`) })),
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
