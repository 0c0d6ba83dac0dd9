import type { ProbeResult } from '../../src/claims/probe.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import type { JsonObject } from '../../src/json.ts';
import { addResource, factsOf, removeResource, valuesOf } from './a-finished-change.ts';

export type Spoil = (records: StepRecord[]) => void;
const set = (component: string, address: string, values: JsonObject): Spoil => (records) => void Object.assign(valuesOf(records, component, address), values);
const setFacts = (step: StepRecord['step'], component: string | undefined, facts: JsonObject): Spoil => (records) => void Object.assign(factsOf(records, step, component), facts);
const drop = (component: string, address: string): Spoil => (records) => removeResource(records, component, address);
const add = (component: string, type: string, values: JsonObject = {}): Spoil => (records) => addResource(records, component, type, values);
const statement = (values: JsonObject): string => JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } }, ...values }] });
export const check = (overrides: JsonObject): JsonObject[] => [{ name: 'it works', outcome: 'pass', seconds: 1, detail: '', safeInProduction: true, ...overrides }];
const scanOf = (overrides: JsonObject): JsonObject => ({ tools: [{ tool: 'checkov', version: '1', covered: ['encryption', 'network', 'storage', 'database', 'messaging', 'monitoring'], passed: 3, ...overrides }] });
const waiver = { check: 'CKV_1', component: 'storage', reason: 'later', owner: 'Kim', expires: '2027-01-01' };
const need = { need: 'works', component: 'storage', outcome: 'pass', detail: '' };
const requirement = { id: 'REQ-1', statement: 'fast', decision: 'pass', seconds: 1, maxSeconds: 2, says: 'x' };

/** A document's section as `prepare` recorded it, changed. */
const inSection = (title: string, overrides: JsonObject): Spoil => (records) => {
  const documents = factsOf(records, 'prepare')['documents'] as { sections: JsonObject[] }[];
  Object.assign(documents.flatMap(({ sections }) => sections).find((section) => section['title'] === title) ?? {}, overrides);
};
/** A demand of the documents, as a step decided it. */
const demand = (id: string, overrides: JsonObject, step: 'prepare' | 'plan' = 'prepare'): Spoil => (records) => void Object.assign((factsOf(records, step)['claims'] as JsonObject[]).find((claim) => claim['id'] === id) ?? {}, overrides);
const setRollback = (component: string, overrides: JsonObject): Spoil => (records) => void Object.assign((factsOf(records, 'prepare')['rollback'] as JsonObject[]).find((procedure) => procedure['component'] === component) ?? {}, overrides);
const kindBy = (kind: string, overrides: JsonObject): Spoil => (records) => void Object.assign((factsOf(records, 'validate')['requirements'] as JsonObject[]).find((one) => one['kind'] === kind) ?? {}, overrides);
const rolePolicy = (action: string, resource = 'arn:aws:logs:eu-central-1:111111111111:log-group:/orders/test/flow-logs:*'): JsonObject => ({ policy: JSON.stringify({ Statement: { Effect: 'Allow', Action: action, Resource: resource } }) });

type Row = [probe: string, title: string, spoil: Spoil, outcome: ProbeResult['outcome'], named: string];
type LateRow = [probe: string, title: string, spoil: Spoil, outcome: ProbeResult['outcome']];

/** What one fact does to a change of which everything holds, before production. */
export const ONE_FACT: Row[] = [
  ['encrypted-at-rest', 'a bucket without encryption settings', drop('storage', 'aws_s3_bucket_server_side_encryption_configuration.sse'), 'fail', 'aws_s3_bucket.data'],
  ['encrypted-at-rest', 'settings for another bucket', set('storage', 'aws_s3_bucket_server_side_encryption_configuration.sse', { bucket: 'other', id: 'other' }), 'fail', 'aws_s3_bucket.data'],
  ['encrypted-at-rest', 'a second rule without an algorithm', set('storage', 'aws_s3_bucket_server_side_encryption_configuration.sse', { rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'none' }] }] }), 'fail', 'aws_s3_bucket.data'],
  ['encrypted-at-rest', 'a table without it', set('database', 'aws_dynamodb_table.items', { server_side_encryption: [] }), 'fail', 'aws_dynamodb_table.items'],
  ['encrypted-at-rest', 'a table with it switched off', set('database', 'aws_dynamodb_table.items', { server_side_encryption: [{ enabled: false }] }), 'fail', 'aws_dynamodb_table.items'],
  ['encrypted-at-rest', 'a queue with an empty key', set('messaging', 'aws_sqs_queue.work', { kms_master_key_id: '' }), 'fail', 'aws_sqs_queue.work'],
  ['encrypted-at-rest', 'a queue with the service’s own encryption', set('messaging', 'aws_sqs_queue.work', { kms_master_key_id: '', sqs_managed_sse_enabled: true }), 'pass', 'aws_sqs_queue.work'],
  ['encrypted-at-rest', 'a topic without a key', set('monitoring', 'aws_sns_topic.alarms', { kms_master_key_id: null }), 'fail', 'aws_sns_topic.alarms'],
  ['encrypted-at-rest', 'a log group without a key', set('network', 'aws_cloudwatch_log_group.flow_logs', { kms_key_id: null }), 'fail', 'aws_cloudwatch_log_group.flow_logs'],
  ['encrypted-at-rest', 'a hidden value', set('messaging', 'aws_sqs_queue.work', { kms_master_key_id: { $sensitive: true } }), 'unknown', 'aws_sqs_queue.work'],
  ['encrypted-at-rest', 'a value that only a plan knows', set('messaging', 'aws_sqs_queue.work', { kms_master_key_id: { $unknown: true } }), 'unknown', 'aws_sqs_queue.work'],
  ['encrypted-at-rest', 'a kind of resource that no rule knows', add('storage', 'aws_timestream_table'), 'unknown', 'aws_timestream_table'],
  ['encrypted-at-rest', 'a resource of another cloud', add('storage', 'google_storage_bucket'), 'unknown', 'google_storage_bucket'],
  ['encrypted-at-rest', 'a database volume', add('database', 'aws_db_instance', { storage_encrypted: false }), 'fail', 'aws_db_instance.added'],
  ['keys-rotate', 'a key that does not rotate', set('encryption', 'aws_kms_key.key', { enable_key_rotation: false }), 'fail', 'aws_kms_key.key'],
  ['keys-rotate', 'no symmetric key at all', set('encryption', 'aws_kms_key.key', { enable_key_rotation: false, customer_master_key_spec: 'RSA_4096' }), 'not-applicable', 'symmetric'],
  ['point-in-time-recovery', 'a table without it', set('database', 'aws_dynamodb_table.items', { point_in_time_recovery: [{ enabled: false }] }), 'fail', 'aws_dynamodb_table.items'],
  ['point-in-time-recovery', 'a database that keeps no backup', add('database', 'aws_db_instance', { backup_retention_period: 0 }), 'fail', 'aws_db_instance.added'],
  ['point-in-time-recovery', 'no database', drop('database', 'aws_dynamodb_table.items'), 'not-applicable', 'database'],
  ['public-access-block-set', 'one of four switches', set('storage', 'aws_s3_bucket_public_access_block.block', { restrict_public_buckets: false }), 'fail', 'aws_s3_bucket.data'],
  ['buckets-versioned', 'versioning suspended', set('storage', 'aws_s3_bucket_versioning.versioning', { versioning_configuration: [{ status: 'Suspended' }] }), 'fail', 'aws_s3_bucket.data'],
  ['buckets-expire-old-versions', 'a rule that is off', set('storage', 'aws_s3_bucket_lifecycle_configuration.lifecycle', { rule: [{ status: 'Disabled', noncurrent_version_expiration: [{ noncurrent_days: 90 }] }] }), 'fail', 'aws_s3_bucket.data'],
  ['buckets-expire-old-versions', 'a rule about something else', set('storage', 'aws_s3_bucket_lifecycle_configuration.lifecycle', { rule: [{ status: 'Enabled' }] }), 'fail', 'aws_s3_bucket.data'],
  ['logs-expire', 'logs kept for ever', set('network', 'aws_cloudwatch_log_group.flow_logs', { retention_in_days: 0 }), 'fail', 'aws_cloudwatch_log_group.flow_logs'],
  ['plain-http-denied-by-policy', 'no policy', drop('messaging', 'aws_sqs_queue_policy.work'), 'fail', 'aws_sqs_queue.work'],
  ['plain-http-denied-by-policy', 'a policy that allows instead', set('messaging', 'aws_sqs_queue_policy.work', { policy: statement({ Effect: 'Allow' }) }), 'fail', 'aws_sqs_queue.work'],
  ['plain-http-denied-by-policy', 'a refusal of one principal', set('messaging', 'aws_sqs_queue_policy.work', { policy: statement({ Principal: { AWS: 'arn:aws:iam::1:root' } }) }), 'fail', 'aws_sqs_queue.work'],
  ['plain-http-denied-by-policy', 'a refusal with a second condition', set('messaging', 'aws_sqs_queue_policy.work', { policy: statement({ Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { a: 'b' } } }) }), 'fail', 'aws_sqs_queue.work'],
  ['plain-http-denied-by-policy', 'a refusal for the bucket, not its objects', set('storage', 'aws_s3_bucket_policy.policy', { policy: statement({ Action: 's3:*', Resource: 'arn:aws:s3:::orders-test-data-111111111111' }) }), 'fail', 'aws_s3_bucket.data'],
  ['plain-http-denied-by-policy', 'a policy that is no JSON', set('messaging', 'aws_sqs_queue_policy.work', { policy: '{' }), 'unknown', 'aws_sqs_queue.work'],
  ['no-all-powerful-identity', 'everything on everything', set('network', 'aws_iam_role_policy.flow_logs', { policy: JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }) }), 'fail', 'aws_iam_role_policy.flow_logs'],
  ['no-all-powerful-identity', 'all but something on everything', set('network', 'aws_iam_role_policy.flow_logs', { policy: JSON.stringify({ Statement: { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' } }) }), 'fail', 'aws_iam_role_policy.flow_logs'],
  ['no-all-powerful-identity', 'an administrator attached', add('network', 'aws_iam_role_policy_attachment', { policy_arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }), 'fail', 'aws_iam_role_policy_attachment.added'],
  ['no-all-powerful-identity', 'a policy attached that no stack holds', add('network', 'aws_iam_role_policy_attachment', { policy_arn: 'arn:aws:iam::aws:policy/AmazonEC2FullAccess' }), 'unknown', 'AmazonEC2FullAccess'],
  ['least-privilege-not-refuted', 'everything on everything', set('network', 'aws_iam_role_policy.flow_logs', { policy: JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }) }), 'fail', 'aws_iam_role_policy.flow_logs'],
  ['no-open-ingress', 'a rule for everyone', set('network', 'aws_vpc_security_group_ingress_rule.peers', { cidr_ipv4: '0.0.0.0/0' }), 'fail', '0.0.0.0/0'],
  ['no-open-ingress', 'half of everyone', set('network', 'aws_vpc_security_group_ingress_rule.peers', { cidr_ipv4: '128.0.0.0/1' }), 'fail', 'aws_vpc_security_group_ingress_rule.peers'],
  ['no-open-ingress', 'everyone by IPv6, written in the group', set('network', 'aws_security_group.workload', { ingress: [{ ipv6_cidr_blocks: ['::/0'] }] }), 'fail', 'aws_security_group.workload'],
  ['minimal-access-not-refuted', 'a rule for everyone', set('network', 'aws_vpc_security_group_ingress_rule.peers', { cidr_ipv4: '0.0.0.0/0' }), 'fail', '0.0.0.0/0'],
  ['no-public-addresses', 'a subnet that gives them out', set('network', 'aws_subnet.a', { map_public_ip_on_launch: true }), 'fail', 'aws_subnet.a'],
  ['no-public-addresses', 'an address', add('network', 'aws_eip'), 'fail', 'aws_eip.added'],
  ['no-public-addresses', 'a load balancer, which may have one', add('network', 'aws_lb'), 'unknown', 'aws_lb'],
  ['default-group-closed', 'a rule in it', set('network', 'aws_default_security_group.default', { ingress: [{ protocol: '-1' }] }), 'fail', 'aws_vpc.vpc'],
  ['default-group-closed', 'nobody looks after it', drop('network', 'aws_default_security_group.default'), 'fail', 'aws_vpc.vpc'],
  ['network-flows-logged', 'only what was rejected', set('network', 'aws_flow_log.all', { traffic_type: 'REJECT' }), 'fail', 'aws_vpc.vpc'],
  ['network-flows-logged', 'no flow log', drop('network', 'aws_flow_log.all'), 'fail', 'aws_vpc.vpc'],
  ['subnets-in-two-zones', 'both in one', set('network', 'aws_subnet.b', { availability_zone: 'eu-central-1a' }), 'fail', 'aws_vpc.vpc'],
  ['data-stores-watched', 'an alarm about another table', set('monitoring', 'aws_cloudwatch_metric_alarm.throttled', { dimensions: { TableName: 'other' } }), 'fail', 'aws_dynamodb_table.items'],
  ['dead-letters-watched', 'another metric', set('monitoring', 'aws_cloudwatch_metric_alarm.dead_letters', { metric_name: 'SentMessageSize' }), 'fail', 'aws_sqs_queue.dead'],
  ['alarms-routed', 'an alarm without an action', set('monitoring', 'aws_cloudwatch_metric_alarm.throttled', { alarm_actions: [] }), 'fail', 'aws_cloudwatch_metric_alarm.throttled'],
  ['alarms-routed', 'an alarm switched off', set('monitoring', 'aws_cloudwatch_metric_alarm.throttled', { actions_enabled: false }), 'fail', 'aws_cloudwatch_metric_alarm.throttled'],
  ['alarms-routed', 'a topic without a subscription', drop('monitoring', 'aws_sns_topic_subscription.mail'), 'fail', 'aws_cloudwatch_metric_alarm.dead_letters'],
  ['alarms-routed', 'a topic of others', set('monitoring', 'aws_cloudwatch_metric_alarm.throttled', { alarm_actions: ['arn:aws:sns:x:9:other'] }), 'unknown', 'aws_cloudwatch_metric_alarm.throttled'],
  ['all-from-code', 'a stack that reads what it did not make', setFacts('rehearse', 'network', { dataSources: ['data.aws_vpc.shared'] }), 'unknown', 'data.aws_vpc.shared'],
  ['all-from-code', 'a component without resources', setFacts('rehearse', 'network', { resources: [] }), 'unknown', 'network'],
  ['tags-consistent', 'a resource without one of the tags', set('storage', 'aws_s3_bucket.data', { tags_all: { Platform: 'orders' } }), 'fail', 'aws_s3_bucket.data'],
  ['tags-consistent', 'a resource without tags', set('storage', 'aws_s3_bucket.data', { tags_all: null, tags: null }), 'fail', 'aws_s3_bucket.data'],
  ['tags-consistent', 'a tag of a resource’s own', set('storage', 'aws_s3_bucket.data', { tags_all: { Platform: 'orders', Owner: 'a', Component: 'storage', Backup: 'yes' } }), 'pass', 'Component, Owner, Platform'],
  ['dependencies-declared', 'an ARN written by hand', set('database', 'aws_dynamodb_table.items', { note: 'arn:aws:sqs:eu-central-1:111111111111:orders-test-work' }), 'fail', 'aws_sqs_queue.work (messaging)'],
  ['dependencies-declared', 'an ARN inside a policy', set('database', 'aws_dynamodb_table.items', { policy: '{"Resource":["arn:aws:s3:::orders-test-data-111111111111/*"]}' }), 'fail', 'aws_s3_bucket.data (storage)'],
  ['dependencies-declared', 'a dependency that synth does not know', setFacts('synth', undefined, { components: ['encryption', 'network', 'storage', 'database', 'messaging', 'monitoring'].map((name) => ({ name, environment: 'test', dependsOn: [] })) }), 'fail', 'aws_kms_key.key (encryption)'],
  ['tested-in-test', 'a check that failed', setFacts('rehearse', 'storage', { checks: check({ outcome: 'fail' }) }), 'fail', 'storage'],
  ['tested-in-test', 'only a check that was not exercised', setFacts('rehearse', 'storage', { checks: check({ outcome: 'not-exercised' }) }), 'unknown', 'storage'],
  ['tested-in-test', 'no check at all', setFacts('rehearse', 'storage', { checks: [] }), 'unknown', 'storage'],
  ['tested-in-test', 'nothing applied', setFacts('rehearse', 'storage', { applied: false }), 'unknown', 'rehearse/storage/test'],
  ['tested-in-test', 'facts that cannot be read', setFacts('rehearse', 'storage', { checks: 'many' }), 'unknown', 'rehearse/storage/test'],
  ['smoke-tested', 'a component without a check', setFacts('rehearse', 'storage', { checks: [] }), 'unknown', 'storage'],
  ['production-checks-defined', 'a check that may not run in production', setFacts('rehearse', 'storage', { checks: check({ safeInProduction: false }) }), 'unknown', 'storage'],
  ['scanned', 'a scanner that saw fewer components', setFacts('scan', undefined, scanOf({ covered: ['storage'] })), 'fail', 'checkov did not see encryption'],
  ['scanned', 'no scanner', setFacts('scan', undefined, { tools: [] }), 'unknown', 'no scanner'],
  ['scanned', 'a scanner that checked nothing', setFacts('scan', undefined, scanOf({ passed: 0 })), 'unknown', 'checkov'],
  ['no-findings', 'an open finding', setFacts('scan', undefined, { unwaived: 1 }), 'fail', 'open: 1 finding'],
  ['no-findings', 'a waived finding', setFacts('scan', undefined, { waived: [waiver] }), 'unknown', 'CKV_1'],
  ['findings-answered', 'a waived finding', setFacts('scan', undefined, { waived: [waiver] }), 'pass', 'waiver'],
  ['findings-answered', 'an open finding', setFacts('scan', undefined, { unwaived: 1, waived: [waiver] }), 'fail', 'open'],
  ['rollback-written', 'a component without a procedure', setFacts('prepare', undefined, { rollback: [] }), 'fail', 'storage'],
  ['promotion-path', 'a component that production lacks', setFacts('synth', undefined, { components: [{ name: 'storage', environment: 'test', dependsOn: [] }] }), 'fail', 'production'],
  ['promotion-path', 'a milestone before what it needs', (records) => void (factsOf(records, 'prepare')['milestones'] as unknown[]).reverse(), 'fail', 'after what it needs'],
  ['promotion-path', 'a component in no milestone', (records) => void (factsOf(records, 'prepare')['milestones'] as unknown[]).pop(), 'fail', 'milestones'],
  ['one-component-at-a-time', 'one milestone for all', setFacts('prepare', undefined, { milestones: [{ name: 'all', components: ['encryption', 'network', 'storage', 'database', 'messaging', 'monitoring'] }] }), 'unknown', 'several components'],
  ['one-component-at-a-time', 'one component only', setFacts('prepare', undefined, { milestones: [{ name: 'a', components: ['a'] }] }), 'not-applicable', 'one component'],
  ['approved', 'nobody approved', setFacts('approval', undefined, { approvedBy: [] }), 'fail', 'nobody'],
  ['window-named', 'no window', setFacts('approval', undefined, { window: null }), 'unknown', 'no window'],
  ['frontend-developer-served', 'an unmet need', setFacts('integrate', undefined, { roles: [{ role: 'frontend-developer', person: 'Kim', decision: 'fail', needs: [{ ...need, outcome: 'fail' }] }] }), 'fail', 'frontend-developer'],
  ['frontend-developer-served', 'a need that was not exercised', setFacts('integrate', undefined, { roles: [{ role: 'frontend-developer', person: 'Kim', decision: 'undecided', needs: [{ ...need, outcome: 'not-exercised' }] }] }), 'unknown', 'undecided'],
  ['frontend-developer-served', 'no need declared', setFacts('integrate', undefined, { roles: [{ role: 'frontend-developer', person: null, decision: 'nothing declared', needs: [] }] }), 'unknown', 'nothing declared'],
  ['frontend-developer-served', 'a role that is not spoken of', setFacts('integrate', undefined, { roles: [] }), 'unknown', 'frontend-developer'],
  ['requirements-met', 'none declared', setFacts('validate', undefined, { requirements: [] }), 'unknown', 'no requirement'],
  ['requirements-met', 'one not exercised', setFacts('validate', undefined, { requirements: [requirement, { ...requirement, id: 'REQ-9', decision: 'undecided' }] }), 'unknown', 'REQ-9'],
  ['requirements-met', 'one missed', setFacts('validate', undefined, { requirements: [requirement, { ...requirement, id: 'REQ-9', decision: 'fail' }] }), 'fail', 'REQ-9'],
  ['latency-met', 'a bound on something else', setFacts('validate', undefined, { requirements: [{ ...requirement, kind: 'rto' }] }), 'unknown', 'target of latency'],
  ['requirement/REQ-2', 'another requirement missed', setFacts('validate', undefined, { requirements: [{ ...requirement, decision: 'fail' }, { ...requirement, id: 'REQ-2' }] }), 'pass', 'REQ-2'],
  ['requirement/REQ-2', 'a requirement that is not there', setFacts('validate', undefined, { requirements: [requirement] }), 'unknown', 'requirement REQ-2'],
  // Documents: what the architecture does not answer any more.
  ...[
  ['application-integration-documented', 'Integration with Application Architecture'], ['environments-described', 'Production Environment'], ['operations-described', 'Shared Responsibility Model'],
  ['evolution-documented', 'Infrastructure Evolution'], ['capacity-plan-documented', 'Infrastructure Evolution'], ['recovery-plan-documented', 'Disaster Recovery'], ['debt-documented', 'Infrastructure Evolution'],
  ['backup-strategy-implemented', 'Disaster Recovery'], ['flows-documented', 'Network Architecture'], ['recovery-ordered', 'Disaster Recovery'], ['qualities-answered', 'Integration with Application Architecture'],
  ].map(([id = '', section = '']): Row => [id, 'a section that answers less', inSection(section, { points: [] }), 'unknown', section]),
  ['architecture-complete', 'a section without text', inSection('Cost Optimization', { words: 0 }), 'unknown', 'Cost Optimization'],
  ['flows-documented', 'a section without a diagram', inSection('Network Architecture', { diagrams: 0 }), 'unknown', 'diagrams'],
  ['flows-documented', 'a rule that says nothing', set('network', 'aws_vpc_security_group_ingress_rule.peers', { description: '' }), 'fail', 'aws_vpc_security_group_ingress_rule.peers'],
  ['decisions-reasoned', 'a decision without a reason', setFacts('prepare', undefined, { architecture: { components: [], decisions: [{ id: 'ADR-1', why: 'because' }] } }), 'unknown', 'ADR-1'],
  ['debt-documented', 'a finding accepted by nobody', setFacts('scan', undefined, { waived: [{ ...waiver, owner: ' ' }] }), 'unknown', 'CKV_1'],
  // Demands of the documents, as rules decided them.
  ...['code-documented', 'components-as-designed', 'dependencies-documented'].map((id): Row => [id, 'components that are not the architecture’s', demand('architecture/components', { decision: 'fail' }), 'fail', 'architecture/components']),
  ['components-as-designed', 'nobody having compared them', demand('architecture/components', { id: 'another' }), 'unknown', 'compared'],
  ['code-documented', 'a service that the stack does not name', demand('technology-stack/services', { decision: 'fail' }), 'fail', 'technology-stack/services'],
  ['dependencies-documented', 'a hidden dependency', set('database', 'aws_dynamodb_table.items', { note: 'arn:aws:sqs:eu-central-1:111111111111:orders-test-work' }), 'fail', 'aws_sqs_queue.work (messaging)'],
  // Resources.
  ['grouped-by-component', 'a resource tagged as another’s', set('storage', 'aws_s3_bucket.data', { tags_all: { Platform: 'orders', Component: 'network' } }), 'unknown', 'aws_s3_bucket.data'],
  ['names-consistent', 'a name of its own', set('messaging', 'aws_sqs_queue.work', { name: 'my-queue' }), 'fail', 'aws_sqs_queue.work'],
  ['names-consistent', 'a hidden name', set('messaging', 'aws_sqs_queue.work', { name: { $sensitive: true } }), 'unknown', 'aws_sqs_queue.work'],
  ['stacks-and-names-consistent', 'a stack named otherwise', (records) => void Object.assign((factsOf(records, 'synth')['components'] as JsonObject[])[0] ?? {}, { stack: 'Stack1' }), 'fail', 'Stack1'],
  ['capacity-scales', 'a table with a reserved capacity', set('database', 'aws_dynamodb_table.items', { billing_mode: 'PROVISIONED' }), 'fail', 'aws_dynamodb_table.items'],
  ['capacity-scales', 'a machine', add('network', 'aws_instance'), 'unknown', 'aws_instance'],
  ['spread-over-zones', 'both subnets in one', set('network', 'aws_subnet.b', { availability_zone: 'eu-central-1a' }), 'fail', 'aws_vpc.vpc'],
  ['spread-over-zones', 'a volume, which is in one', add('network', 'aws_ebs_volume'), 'unknown', 'aws_ebs_volume'],
  ['backups-encrypted', 'a table with AWS’s own key', set('database', 'aws_dynamodb_table.items', { server_side_encryption: [{ enabled: true }] }), 'fail', 'aws_dynamodb_table.items'],
  ['backups-encrypted', 'a bucket without a key', set('storage', 'aws_s3_bucket_server_side_encryption_configuration.sse', { rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'AES256' }] }] }), 'fail', 'aws_s3_bucket.data'],
  ['backup-strategy-implemented', 'a bucket without versions', drop('storage', 'aws_s3_bucket_versioning.versioning'), 'fail', 'aws_s3_bucket.data'],
  ['backup-strategy-implemented', 'a table without recovery', set('database', 'aws_dynamodb_table.items', { point_in_time_recovery: [] }), 'fail', 'aws_dynamodb_table.items'],
  ['service-roles-minimal', 'an action more', set('network', 'aws_iam_role_policy.flow_logs', rolePolicy('logs:DeleteLogGroup')), 'fail', 'logs:DeleteLogGroup'],
  ['service-roles-minimal', 'more resources', set('network', 'aws_iam_role_policy.flow_logs', rolePolicy('logs:PutLogEvents', '*')), 'fail', 'aws_iam_role.flow_logs'],
  ['service-roles-minimal', 'a service whose needs nobody knows', set('network', 'aws_iam_role.flow_logs', { assume_role_policy: JSON.stringify({ Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' } }) }), 'unknown', 'lambda.amazonaws.com'],
  ['service-roles-minimal', 'a user', add('network', 'aws_iam_user'), 'unknown', 'aws_iam_user'],
  ['network-least-privilege', 'a range of addresses', set('network', 'aws_vpc_security_group_ingress_rule.peers', { cidr_ipv4: '10.0.0.0/8' }), 'unknown', 'aws_vpc_security_group_ingress_rule.peers'],
  ['network-least-privilege', 'a range of ports', set('network', 'aws_vpc_security_group_ingress_rule.peers', { to_port: 9000 }), 'unknown', 'aws_vpc_security_group_ingress_rule.peers'],
  ['network-least-privilege', 'a way to the internet', add('network', 'aws_internet_gateway'), 'unknown', 'aws_internet_gateway'],
  ['private-endpoints', 'no way to the queues', drop('network', 'aws_vpc_endpoint.sqs'), 'fail', 'none for sqs'],
  ['gateway-endpoints', 'a subnet without it', set('network', 'aws_vpc_endpoint.s3', { route_table_ids: ['rtb-other'] }), 'fail', 'no gateway for s3'],
  ['utilization-tracked', 'a dashboard of other things', set('monitoring', 'aws_cloudwatch_dashboard.all', { dashboard_body: '{"widgets":[]}' }), 'unknown', 'no graph shows'],
  ['dashboards-made', 'no dashboard', drop('monitoring', 'aws_cloudwatch_dashboard.all'), 'unknown', 'no dashboard'],
  ['dashboards-made', 'a graph of something else', set('monitoring', 'aws_cloudwatch_dashboard.all', { dashboard_body: JSON.stringify({ widgets: [{ type: 'metric', properties: { metrics: [['AWS/SQS', 'Sent', 'QueueName', 'other']] } }] }) }), 'unknown', 'other'],
  ['critical-components-watched', 'one that nothing names', setFacts('prepare', undefined, { architecture: { components: [{ name: 'encryption', criticality: 'critical' }], decisions: [] } }), 'fail', 'aws_kms_key.key'],
  ['network-monitored', 'no alarm on what is logged', drop('monitoring', 'aws_cloudwatch_metric_alarm.flow_logs'), 'unknown', 'aws_flow_log.all'],
  ['network-monitored', 'only what was rejected', set('network', 'aws_flow_log.all', { traffic_type: 'REJECT' }), 'fail', 'aws_vpc.vpc'],
  // What steps wrote and measured.
  ['data-recovery-written', 'a store that no procedure speaks of', setRollback('database', { dataLost: [] }), 'unknown', 'aws_dynamodb_table.items'],
  ['recovery-ordered', 'a procedure that forgets what hangs on it', setRollback('encryption', { dependents: ['storage'] }), 'unknown', 'encryption'],
  ['cost-examined', 'a component that nobody looked at', setFacts('refine', 'storage', { answers: [] }), 'unknown', 'storage'],
  ['throughput-met', 'only a rule about the setting', kindBy('throughput', { by: 'rule' }), 'unknown', 'REQ-throughput'],
  ['performance-met', 'a latency that is missed', kindBy('latency', { decision: 'fail' }), 'fail', 'REQ-1'],
  ['recovery-point-met', 'only a rule about the setting', kindBy('rpo', { by: 'rule' }), 'unknown', 'REQ-rpo'],
  ['recovery-time-met', 'one that was missed', kindBy('rto', { decision: 'fail' }), 'fail', 'REQ-rto'],
  ['qualities-met', 'one that is undecided', kindBy('availability', { decision: 'undecided', by: null }), 'unknown', 'REQ-availability'],
  ['qualities-answered', 'one that nothing shows', kindBy('availability', { by: null }), 'unknown', 'REQ-availability'],
  ['integration-tested', 'checks of one component each', setFacts('validate', undefined, { requirements: [{ ...requirement, by: 'check', components: ['storage'] }] }), 'unknown', 'several components'],
  ['mira-and-enrique-served', 'somebody else', setFacts('integrate', undefined, { roles: [{ role: 'frontend-developer', person: 'Kim', decision: 'pass', needs: [need] }] }), 'unknown', 'Mira'],
  ['product-owner-served', 'an unmet need', setFacts('integrate', undefined, { roles: [{ role: 'product-owner', person: 'Oli', decision: 'fail', needs: [{ ...need, outcome: 'fail' }] }] }), 'fail', 'product-owner'],
  ['architect-served', 'an unmet need', setFacts('integrate', undefined, { roles: [{ role: 'architect', person: 'Kim', decision: 'fail', needs: [{ ...need, outcome: 'fail' }] }] }), 'fail', 'architect'],
  ['backend-developer-served', 'an unmet need', setFacts('integrate', undefined, { roles: [{ role: 'backend-developer', person: 'Kim', decision: 'fail', needs: [{ ...need, outcome: 'fail' }] }] }), 'fail', 'backend-developer'],
];

/** The same once all is promoted. */
export const ONE_FACT_LATE: LateRow[] = [
  ['encrypted-at-rest', 'production lacks what test has', (records) => void (valuesOf(records, 'database', 'aws_dynamodb_table.items', 'promote')['server_side_encryption'] = []), 'fail'],
  ['production-databases-protected', 'one component that is not promoted yet', (records) => void records.splice(records.findIndex(({ step }) => step === 'promote'), 1), 'unknown'],
  ['production-databases-protected', 'a table without protection', (records) => void (valuesOf(records, 'database', 'aws_dynamodb_table.items', 'promote')['deletion_protection_enabled'] = false), 'fail'],
  ['approved', 'a promotion under another seal', setFacts('promote', 'storage', { seal: 'f'.repeat(64) }), 'fail'],
  ['approved', 'a promotion that nobody approved', setFacts('promote', 'storage', { approvedBy: [] }), 'fail'],
  ['no-drift', 'a resource that differs', setFacts('promote', 'storage', { drift: 1 }), 'fail'],
  ['production-checked', 'a check that failed', setFacts('promote', 'storage', { checks: check({ outcome: 'fail' }) }), 'fail'],
  ['production-checked', 'no check', setFacts('promote', 'storage', { checks: [] }), 'unknown'],
  ['runbook-written', 'a component that it leaves out', setFacts('handover', undefined, { documents: [{ kind: 'runbook', file: 'r.md', digest: 'd', components: ['storage'] }] }), 'fail'],
  ['handover-acknowledged', 'an open acknowledgement', setFacts('handover', undefined, { acknowledgement: null }), 'unknown'],
  ...['code-follows-standards', 'policies-verified', 'configuration-validated', 'evidence-collected'].map((id): LateRow => [id, 'a broken guideline in the plans', demand('bucket-private', { decision: 'fail' }, 'plan'), 'fail']),
  ...['code-follows-standards', 'policies-verified', 'configuration-validated', 'evidence-collected'].map((id): LateRow => [id, 'a guideline that a person attests', demand('bucket-private', { by: 'attestation' }, 'plan'), 'unknown']),
  ['evidence-collected', 'a scanner that saw nothing', setFacts('scan', undefined, { tools: [] }), 'unknown'],
  ['configuration-validated', 'no rule over the plans', setFacts('plan', undefined, { claims: [] }), 'unknown'],
  ['architecture-validated', 'a broken decision', demand('ADR-1', { decision: 'fail' }, 'plan'), 'fail'],
  ['decisions-reflected', 'a decision without a rule', demand('ADR-1', { decision: 'undecided', by: null }, 'plan'), 'unknown'],
  ['deletion-guarded', 'a bucket that drops its objects', (records) => void (valuesOf(records, 'storage', 'aws_s3_bucket.data', 'promote')['force_destroy'] = true), 'fail'],
  ['networks-apart', 'both in one account', (records) => void (valuesOf(records, 'network', 'aws_vpc.vpc', 'promote')['owner_id'] = '111111111111'), 'unknown'],
  ['networks-apart', 'a rule for everyone', (records) => void (valuesOf(records, 'network', 'aws_vpc_security_group_ingress_rule.peers', 'promote')['cidr_ipv4'] = '0.0.0.0/0'), 'fail'],
  ['artifacts-traced', 'another stack than synth made', setFacts('promote', 'storage', { stack: 'f'.repeat(64) }), 'fail'],
  ['artifacts-traced', 'no digest', setFacts('promote', 'storage', { stack: null }), 'unknown'],
  ['change-documented', 'no plan of the change', setFacts('prepare', undefined, { implementationPlan: null }), 'unknown'],
  ...['change-documented', 'as-built-written', 'knowledge-written', 'monitoring-recorded'].map((id): LateRow => [id, 'no documents', setFacts('handover', undefined, { documents: [] }), 'fail']),
  ['alarms-in-runbook', 'an alarm that says nothing', (records) => void (valuesOf(records, 'monitoring', 'aws_cloudwatch_metric_alarm.throttled', 'promote')['alarm_description'] = 'Throttled'), 'unknown'],
];
