import { describe, expect, it } from '@jest/globals';
import type { StepRecord } from '../../src/evidence/record.ts';
import type { JsonObject } from '../../src/json.ts';
import { normalise, type ProbeResult } from '../../src/claims/probe.ts';
import { PROBES, probeById } from '../../src/claims/probes/all.ts';
import { recordName, viewOf, type Stage } from '../../src/claims/record-view.ts';
import { addResource, aFinishedChange, factsOf, removeResource, valuesOf } from './a-finished-change.ts';

function ask(id: string, records: StepRecord[], stage?: Stage): ProbeResult {
  const probe = probeById(PROBES, id);
  if (probe === undefined) throw new Error(`there is no probe ${id}`);
  return probe.decide(viewOf(records, stage));
}

/** Decided before production, from records up to the checklist. */
const BEFORE = [
  'tested-in-test', 'smoke-tested', 'production-checks-defined', 'rollback-written', 'scanned', 'no-findings', 'findings-answered', 'promotion-path', 'one-component-at-a-time',
  'approved', 'window-named', 'frontend-developer-served', 'backend-developer-served', 'product-owner-served', 'architect-served', 'requirements-met', 'latency-met',
  'all-from-code', 'tags-consistent', 'dependencies-declared', 'encrypted-at-rest', 'keys-rotate', 'point-in-time-recovery', 'public-access-block-set', 'buckets-versioned',
  'buckets-expire-old-versions', 'logs-expire', 'plain-http-denied-by-policy', 'no-all-powerful-identity', 'no-open-ingress', 'no-public-addresses', 'default-group-closed',
  'network-flows-logged', 'subnets-in-two-zones', 'data-stores-watched', 'dead-letters-watched', 'alarms-routed', 'requirement/REQ-2',
];
/** Decided by the final checklist only. */
const AFTER = ['production-databases-protected', 'no-drift', 'production-checked', 'as-built-written', 'runbook-written', 'monitoring-recorded', 'knowledge-written', 'handover-acknowledged'];
/** Never a pass: they can refute, or need what this change has not done. */
const NEVER = ['least-privilege-not-refuted', 'minimal-access-not-refuted', 'rollback-tested'];

describe('the probes', () => {
  it('have different ids, and no two decide the same words', () => {
    const ids = PROBES.map(({ id }) => id);
    const texts = PROBES.flatMap((probe) => probe.texts.map(normalise));
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(texts).size).toBe(texts.length);
    expect([...BEFORE, ...AFTER, ...NEVER].filter((id) => !id.includes('/')).sort()).toEqual([...ids].sort());
  });

  it.each(PROBES.map(({ id }) => [id]))('%s decides nothing without records', (id) => {
    expect(ask(id, []).outcome).toBe('unknown');
  });

  it.each(NEVER)('%s does not pass, even where nothing is wrong', (id) => {
    expect(ask(id, aFinishedChange()).outcome).toBe('unknown');
  });

  it.each(AFTER)('%s is undecided before production', (id) => {
    expect(ask(id, aFinishedChange()).outcome).toBe('unknown');
    expect(ask(id, aFinishedChange({ promoted: true }), 'rehearsed').outcome).toBe('unknown');
  });
});

/** What an emulator stores and does not act on: shown by real accounts only. */
const SETTINGS = ['public-access-block-set', 'plain-http-denied-by-policy', 'alarms-routed'];
const inCloud = (records: StepRecord[]): StepRecord[] => records.map((record) => ({ ...record, target: 'cloud' }));
const worldOf = (id: string): ((records: StepRecord[]) => StepRecord[]) => (SETTINGS.includes(id) ? inCloud : (records) => records);

describe.each([
  ['before production', BEFORE, { promoted: false }, 'rehearsed' as const],
  ['at the end', [...BEFORE, ...AFTER], { promoted: true }, 'promoted' as const],
])('%s', (_title, passing, options, stage) => {
  it.each(passing)('%s passes, and not without any of the records it cites', (id) => {
    const records = worldOf(id)(aFinishedChange(options));
    const result = ask(id, records, stage);
    expect(result).toMatchObject({ outcome: 'pass' });
    expect(result.evidence.length).toBeGreaterThan(0);
    for (const { record: cited, says } of result.evidence) {
      expect(says).not.toBe('');
      const without = records.filter((record) => recordName(record) !== cited);
      expect(without).toHaveLength(records.length - 1);
      expect({ cited, outcome: ask(id, without, stage).outcome }).not.toMatchObject({ outcome: 'pass' });
    }
  });

  it.each(passing)('%s passes on no cited record that is a fail', (id) => {
    const passed = worldOf(id)(aFinishedChange(options));
    for (const { record: cited } of ask(id, passed, stage).evidence) {
      const records = passed.map((record): StepRecord => (recordName(record) === cited ? { ...record, verdict: 'fail' } : record));
      expect(ask(id, records, stage).outcome).not.toBe('pass');
    }
  });
});

type Spoil = (records: StepRecord[]) => void;
const set = (component: string, address: string, values: JsonObject): Spoil => (records) => void Object.assign(valuesOf(records, component, address), values);
const setFacts = (step: StepRecord['step'], component: string | undefined, facts: JsonObject): Spoil => (records) => void Object.assign(factsOf(records, step, component), facts);
const drop = (component: string, address: string): Spoil => (records) => removeResource(records, component, address);
const add = (component: string, type: string, values: JsonObject = {}): Spoil => (records) => addResource(records, component, type, values);
const statement = (values: JsonObject): string => JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } }, ...values }] });
const check = (overrides: JsonObject): JsonObject[] => [{ name: 'it works', outcome: 'pass', seconds: 1, detail: '', safeInProduction: true, ...overrides }];
const scanOf = (overrides: JsonObject): JsonObject => ({ tools: [{ tool: 'checkov', version: '1', covered: ['encryption', 'network', 'storage', 'database', 'messaging', 'monitoring'], passed: 3, ...overrides }] });
const waiver = { check: 'CKV_1', component: 'storage', reason: 'later', owner: 'Kim', expires: '2027-01-01' };
const need = { need: 'works', component: 'storage', outcome: 'pass', detail: '' };
const requirement = { id: 'REQ-1', statement: 'fast', decision: 'pass', seconds: 1, maxSeconds: 2, says: 'x' };

describe('one fact makes the difference:', () => {
  it.each<[probe: string, title: string, spoil: Spoil, outcome: ProbeResult['outcome'], named: string]>([
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
    ['plain-http-denied-by-policy', 'a refusal for the bucket, not its objects', set('storage', 'aws_s3_bucket_policy.policy', { policy: statement({ Action: 's3:*', Resource: 'arn:aws:s3:::orders-data-111111111111' }) }), 'fail', 'aws_s3_bucket.data'],
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
    ['tags-consistent', 'a tag of a resource’s own', set('storage', 'aws_s3_bucket.data', { tags_all: { Platform: 'orders', Owner: 'a', Backup: 'yes' } }), 'pass', 'Owner, Platform'],
    ['dependencies-declared', 'an ARN written by hand', set('database', 'aws_dynamodb_table.items', { note: 'arn:aws:sqs:eu-central-1:111111111111:orders-work' }), 'fail', 'aws_sqs_queue.work (messaging)'],
    ['dependencies-declared', 'an ARN inside a policy', set('database', 'aws_dynamodb_table.items', { policy: '{"Resource":["arn:aws:s3:::orders-data-111111111111/*"]}' }), 'fail', 'aws_s3_bucket.data (storage)'],
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
    ['latency-met', 'no bound on any', setFacts('validate', undefined, { requirements: [{ ...requirement, maxSeconds: null }] }), 'unknown', 'bound in seconds'],
    ['requirement/REQ-2', 'another requirement missed', setFacts('validate', undefined, { requirements: [{ ...requirement, decision: 'fail' }, { ...requirement, id: 'REQ-2' }] }), 'pass', 'REQ-2'],
    ['requirement/REQ-2', 'a requirement that is not there', setFacts('validate', undefined, { requirements: [requirement] }), 'unknown', 'requirement REQ-2'],
  ])('%s with %s', (id, _title, spoil, outcome, named) => {
    const records = structuredClone(aFinishedChange());
    spoil(records);
    const result = ask(id, records);
    expect(result).toMatchObject({ outcome });
    expect(JSON.stringify(result)).toContain(named);
  });

  it.each<[probe: string, title: string, spoil: Spoil, outcome: ProbeResult['outcome']]>([
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
  ])('after promotion, %s with %s', (id, _title, spoil, outcome) => {
    const records = structuredClone(aFinishedChange({ promoted: true }));
    spoil(records);
    expect(ask(id, records)).toMatchObject({ outcome });
  });

  it('rollback-tested passes once every rollback was rehearsed, and fails when one failed', () => {
    const records = structuredClone(aFinishedChange());
    for (const record of records.filter(({ step }) => step === 'rehearse')) record.facts['rollback'] = { outcome: 'pass', detail: 'taken back' };
    expect(ask('rollback-tested', records).outcome).toBe('pass');
    for (const open of [{ outcome: 'not-rehearsed', detail: 'it is new' }, null]) {
      factsOf(records, 'rehearse', 'storage')['rollback'] = open;
      expect(ask('rollback-tested', records)).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining(open?.detail ?? 'rehearse/storage/test') as unknown });
    }
    factsOf(records, 'rehearse', 'storage')['rollback'] = { outcome: 'not-needed', detail: 'it is as it was' };
    expect(ask('rollback-tested', records).outcome).toBe('pass');
    const untouched = structuredClone(records);
    for (const record of untouched.filter(({ step }) => step === 'rehearse')) record.facts['rollback'] = { outcome: 'not-needed', detail: 'it is as it was' };
    expect(ask('rollback-tested', untouched)).toMatchObject({ outcome: 'unknown', reason: 'nothing changes, so no way back was rehearsed' });
    factsOf(records, 'rehearse', 'storage')['rollback'] = null;
    expect(ask('rollback-tested', records)).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('rehearse/storage/test') as unknown });
    factsOf(records, 'rehearse', 'storage')['rollback'] = { outcome: 'fail', detail: 'the table stayed' };
    expect(ask('rollback-tested', records)).toMatchObject({ outcome: 'fail', evidence: [{ says: 'the table stayed' }] });
  });

  it.each<[string, (records: StepRecord[]) => StepRecord[]]>([
    ['one component was not promoted', (records) => records.filter(({ step, component }) => step !== 'promote' || component !== 'network')],
    ['one promotion failed', (records) => records.map((record) => (record.step === 'promote' && record.component === 'network' ? { ...record, verdict: 'fail' } : record))],
    ['synth made something new since', (records) => [...records, ...records.filter(({ step }) => step === 'synth')]],
  ])('until all is promoted, statements are decided from test: %s', (_title, change) => {
    const records = structuredClone(aFinishedChange({ promoted: true }));
    valuesOf(records, 'database', 'aws_dynamodb_table.items', 'promote')['server_side_encryption'] = [];
    expect(ask('encrypted-at-rest', records).outcome).toBe('fail');
    const result = ask('encrypted-at-rest', change(records));
    expect(result.outcome).toBe('pass');
    expect(result.evidence.map(({ record }) => record)).not.toContainEqual(expect.stringContaining('promote'));
    expect(ask('encrypted-at-rest', change(records), 'promoted').outcome).not.toBe('pass');
  });

  it.each(['no-drift', 'production-checked', 'production-databases-protected'])('%s holds nothing of an earlier promotion against a new one, and nothing for it', (id) => {
    const records = structuredClone(aFinishedChange({ promoted: true }));
    Object.assign(factsOf(records, 'promote', 'database'), { drift: 2, checks: check({ outcome: 'fail' }) });
    valuesOf(records, 'database', 'aws_dynamodb_table.items', 'promote')['deletion_protection_enabled'] = false;
    expect(ask(id, records, 'promoted').outcome).toBe('fail');
    expect(ask(id, records, 'rehearsed').outcome).toBe('unknown');
    expect(ask(id, [...records, ...records.filter(({ step }) => step === 'synth')]).outcome).toBe('unknown');
  });

  it.each(SETTINGS)('%s stays undecided in the sandbox, where only the setting was seen', (id) => {
    expect(ask(id, aFinishedChange())).toMatchObject({ outcome: 'unknown', reason: expect.stringContaining('not exercised here (emulator)') });
    expect(ask(id, inCloud(aFinishedChange())).reason).not.toContain('emulator');
  });

  it('the later of two records counts, also when it is the worse one', () => {
    const records = aFinishedChange();
    const again = structuredClone(records.find(({ step, component }) => step === 'rehearse' && component === 'database'));
    if (again === undefined) throw new Error('no record');
    expect(ask('tested-in-test', [...records, { ...again, verdict: 'fail' }]).outcome).toBe('unknown');
    expect(ask('tested-in-test', [{ ...again, verdict: 'fail' }, ...records]).outcome).toBe('pass');
  });
});
