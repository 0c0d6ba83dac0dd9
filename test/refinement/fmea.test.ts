import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/json.ts';
import { answer } from '../../src/refinement/options.ts';
import { SENSITIVE, UNKNOWN } from '../../src/terraform/plan.ts';
import { aPlannedResource } from '../helpers/a-plan.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';
import { anInput, aNew, nest, pointOn, pointWith } from './an-input.ts';

const trust = (principal: JsonObject): string => JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] });

/** Scores are severity, occurrence, detection. */
const CHANGES: [type: string, attribute: string, before: unknown, scores: number[], after: unknown, then: number[]][] = [
  ['aws_dynamodb_table', 'point_in_time_recovery[0].enabled', true, [4, 4, 8], false, [9, 4, 8]],
  ['aws_dynamodb_table', 'billing_mode', 'PAY_PER_REQUEST', [6, 2, 9], 'PROVISIONED', [6, 5, 9]],
  ['aws_dynamodb_table', 'deletion_protection_enabled', true, [9, 1, 2], false, [9, 4, 2]],
  ['aws_kms_key', 'deletion_window_in_days', 30, [8, 2, 7], 7, [10, 2, 7]],
  ['aws_kms_key', 'enable_key_rotation', true, [7, 1, 9], null, [9, 1, 9]],
  ['aws_s3_bucket', 'force_destroy', false, [10, 1, 2], true, [10, 5, 2]],
  ['aws_sqs_queue', 'redrive_policy', '{"maxReceiveCount":3}', [4, 5, 9], null, [8, 5, 9]],
  ['aws_sqs_queue', 'message_retention_seconds', 345_600, [5, 4, 9], 3600, [9, 4, 9]],
  ['aws_cloudwatch_metric_alarm', 'alarm_actions', ['arn:aws:sns:eu-central-1:1:t'], [8, 2, 8], [], [8, 10, 8]],
  ['aws_cloudwatch_metric_alarm', 'treat_missing_data', 'breaching', [6, 3, 2], 'notBreaching', [6, 3, 9]],
  ['aws_cloudwatch_log_group', 'retention_in_days', 365, [2, 4, 9], 7, [7, 4, 9]],
  ['aws_vpc_security_group_ingress_rule', 'cidr_ipv4', '10.0.0.0/16', [8, 2, 7], '0.0.0.0/0', [8, 7, 7]],
  ['aws_iam_role', 'assume_role_policy', trust({ Service: 'ec2.amazonaws.com' }), [8, 2, 7], trust({ AWS: '*' }), [8, 8, 7]],
  ['aws_vpc_security_group_ingress_rule', 'cidr_ipv6', 'fd00::/48', [8, 2, 7], '::/0', [8, 7, 7]],
  ['aws_vpc_endpoint', 'policy', trust({ AWS: '111111111111' }), [8, 2, 7], null, [8, 4, 7]],
  ['aws_db_instance', 'multi_az', true, [4, 3, 9], false, [9, 3, 9]],
];

describe('failure modes and effects', () => {
  it.each(CHANGES)('scores %s by %s: %j %j, %j %j', (type, attribute, before, scores, after, then) => {
    for (const [value, expected] of [[before, scores], [after, then]] as [unknown, number[]][]) {
      const point = pointWith(4, type, nest(attribute, value), attribute);
      const [severity = 0, occurrence = 0, detection = 0] = expected;
      expect([point?.address, point?.value]).toEqual([`${type}.main`, value]);
      expect(point?.scores).toEqual({ severity, occurrence, detection, priority: severity * occurrence * detection });
      expect(point?.says).toContain(`= ${severity * occurrence * detection}`);
    }
  });

  it('puts the highest priority first', () => {
    const priorities = answer(4, anInput([aNew('aws_dynamodb_table', { billing_mode: 'PROVISIONED' }), aNew('aws_cloudwatch_metric_alarm', {}), aNew('aws_kms_key', { enable_key_rotation: true })])).points.map(({ scores }) => scores?.priority ?? 0);
    expect(priorities.length).toBeGreaterThan(5);
    expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
  });

  it.each([UNKNOWN, SENSITIVE])('takes the worst for what it cannot see, calls nothing good, and says that it is open: %j', (hidden) => {
    const given = answer(4, anInput([aNew('aws_dynamodb_table', { deletion_protection_enabled: hidden, point_in_time_recovery: hidden, billing_mode: hidden })]));
    expect(pointOn(given, 'aws_dynamodb_table.main', 'deletion_protection_enabled')).toMatchObject({ value: hidden, scores: { severity: 9, occurrence: 4 } });
    expect(given.points.filter(({ level }) => level === 'good')).toEqual([]);
    expect(given.unanswered.join()).toContain('deletion_protection_enabled');
  });

  describe('detection', () => {
    const queue = aNew('aws_sqs_queue', { name: 'work', redrive_policy: null });
    const METRIC = 'ApproximateAgeOfOldestMessage';
    const alarm = (values: JsonObject) => aNew('aws_cloudwatch_metric_alarm', { alarm_actions: ['arn:aws:sns:eu-central-1:1:t'], metric_name: METRIC, dimensions: { QueueName: 'work' }, ...values });
    const detection = (resources: ReturnType<typeof aNew>[], records = {}) => pointOn(answer(4, anInput(resources, records)), 'aws_sqs_queue.main', 'redrive_policy')?.scores?.detection;

    it.each([
      ['an alarm that watches it and tells somebody', [queue, alarm({})], 3],
      ['an alarm that tells nobody', [queue, alarm({ alarm_actions: [] })], 8],
      ['an alarm whose actions are switched off', [queue, alarm({ actions_enabled: false })], 8],
      ['an alarm on another queue', [queue, alarm({ dimensions: { QueueName: 'other' } })], 9],
      ['an alarm on a table of the same name', [queue, alarm({ dimensions: { TableName: 'work' } })], 9],
      ['an alarm that looks at it in a query', [queue, alarm({ metric_name: null, dimensions: null, metric_query: [{ id: 'm', metric: [{ metric_name: METRIC, dimensions: { QueueName: 'work' } }] }] })], 3],
      ['an alarm on a metric that does not show this failure', [queue, alarm({ metric_name: 'SentMessageSize' })], 9],
      ['an alarm on a metric that is not yet known', [queue, alarm({ metric_name: UNKNOWN })], 9],
      ['no alarm', [queue], 9],
    ])('counts %s', (_title, resources, expected) => {
      expect(detection(resources)).toBe(expected);
    });

    it('does not count an alarm of which it is not yet known what it watches', () => {
      const given = answer(4, anInput([queue, alarm({ dimensions: { QueueName: UNKNOWN } })]));
      expect(pointOn(given, 'aws_sqs_queue.main', 'redrive_policy')?.scores?.detection).toBe(9);
      expect(given.unanswered).toContain('storage: aws_sqs_queue.main: alarms on it: whether aws_cloudwatch_metric_alarm.main watches it and tells somebody is known only after apply');
    });

    it('does not wait for what an alarm watches whose metric cannot show the failure anyway', () => {
      const given = answer(4, anInput([queue, alarm({ dimensions: { QueueName: UNKNOWN }, metric_name: 'SentMessageSize' })]));
      expect(given.unanswered.filter((text) => text.includes('alarms on it'))).toEqual([]);
    });

    const rehearsed = aRecord({ step: 'rehearse', component: 'monitoring', environment: 'test', facts: { applied: true, dataSources: [], checks: [], rollback: null, resources: [{ address: 'aws_cloudwatch_metric_alarm.work', type: 'aws_cloudwatch_metric_alarm', values: { alarm_actions: ['t'], metric_name: METRIC, dimensions: { QueueName: 'work' } } }] } });
    const made = aChangeRecord({ step: 'synth', facts: { components: ['storage', 'monitoring'].map((name) => ({ name, environment: 'test', dependsOn: [] })) } });

    it('counts an alarm of another component that was rehearsed', () => {
      expect(detection([queue], { records: [made, rehearsed] })).toBe(3);
    });

    it('leaves it open while another component has not been planned or rehearsed', () => {
      const given = answer(4, anInput([queue], { records: [made] }));
      expect(given.unanswered).toContain('storage: aws_sqs_queue.main: alarms on it: none is in sight, and what monitoring will hold is neither planned here nor rehearsed yet');
    });
  });

  describe('a setting that stands on a resource of its own', () => {
    const bucket = aNew('aws_s3_bucket', { bucket: 'one' });
    const versioning = (bucketName: unknown, status: string) => aNew('aws_s3_bucket_versioning', { bucket: bucketName as string, versioning_configuration: [{ status }] });
    const attribute = 'versioning_configuration[0].status';

    it('is read there', () => {
      expect(pointOn(answer(4, anInput([bucket, versioning('one', 'Enabled')])), 'aws_s3_bucket_versioning.main', attribute)).toMatchObject({ value: 'Enabled', scores: { severity: 3 } });
      expect(pointOn(answer(4, anInput([bucket, versioning('one', 'Suspended')])), 'aws_s3_bucket_versioning.main', attribute)).toMatchObject({ value: 'Suspended', scores: { severity: 9 } });
    });

    it('is missed where it is not', () => {
      expect(pointOn(answer(4, anInput([bucket, versioning('two', 'Enabled')])), 'aws_s3_bucket.main', 'aws_s3_bucket_versioning')).toMatchObject({ value: null, scores: { severity: 9 } });
    });

    it('is presumed to be for the only bucket, never called good, and said to be open', () => {
      const given = answer(4, anInput([bucket, versioning(UNKNOWN, 'Enabled')]));
      expect(pointOn(given, 'aws_s3_bucket_versioning.main', attribute)).toMatchObject({ value: 'Enabled', level: 'note' });
      expect(given.unanswered).toContain('storage: aws_s3_bucket.main: aws_s3_bucket_versioning: whether one is for it is known only after apply');
    });

    it('is presumed for none of two', () => {
      const given = answer(4, anInput([bucket, aNew('aws_s3_bucket', { bucket: 'two' }, 'two'), versioning(UNKNOWN, 'Enabled')]));
      expect(pointOn(given, 'aws_s3_bucket.main', 'aws_s3_bucket_versioning')).toMatchObject({ value: UNKNOWN, scores: { severity: 9 } });
    });
  });

  it('takes a list with unknown elements for better than an empty one, and for worse than a known one', () => {
    const occurrence = (actions: JsonObject['x']) => pointWith(4, 'aws_cloudwatch_metric_alarm', { alarm_actions: actions }, 'alarm_actions')?.scores?.occurrence;
    expect([occurrence(['t']), occurrence([UNKNOWN]), occurrence(UNKNOWN), occurrence([])]).toEqual([2, 5, 10, 10]);
    expect(answer(4, anInput([aNew('aws_cloudwatch_metric_alarm', { alarm_actions: [UNKNOWN] })])).unanswered).toContain('storage: aws_cloudwatch_metric_alarm.main: alarm_actions: known only after apply');
  });

  it('sees whether the traffic of a network is recorded', () => {
    const network = aNew('aws_vpc', { id: 'vpc-1' });
    const log = (traffic: string) => aNew('aws_flow_log', { vpc_id: 'vpc-1', traffic_type: traffic });
    const on = (...more: ReturnType<typeof aNew>[]) => answer(4, anInput([network, ...more]));
    expect(pointOn(on(log('ALL')), 'aws_flow_log.main', 'traffic_type')).toMatchObject({ value: 'ALL', scores: { severity: 2 } });
    expect(pointOn(on(log('REJECT')), 'aws_flow_log.main', 'traffic_type')).toMatchObject({ value: 'REJECT', scores: { severity: 7 } });
    expect(pointOn(on(), 'aws_vpc.main', 'aws_flow_log')).toMatchObject({ value: null, scores: { severity: 7 } });
  });

  it('does not take a rule for closed that opens IPv6 alone', () => {
    const given = answer(4, anInput([aNew('aws_vpc_security_group_ingress_rule', { cidr_ipv4: null, cidr_ipv6: '::/0' })]));
    expect(given.points.map(({ attribute, scores }) => [attribute, scores?.occurrence])).toEqual([['cidr_ipv6', 7]]);
  });

  it('sees one zone and two', () => {
    const subnet = (name: string, zone: string) => aNew('aws_subnet', { availability_zone: zone }, name);
    const severity = (zone: string) => pointOn(answer(4, anInput([subnet('a', 'eu-central-1a'), subnet('b', zone)])), 'aws_subnet.b', 'availability_zone')?.scores?.severity;
    expect([severity('eu-central-1b'), severity('eu-central-1a')]).toEqual([4, 9]);
  });

  it('knows what this change breaks, whatever the type', () => {
    const replaced = (path: string) => aPlannedResource({ type: 'terraform_data', action: 'replace', before: { input: 'a' }, after: { input: 'b', triggers_replace: 't' }, replacePaths: [[path]] });
    expect(pointOn(answer(4, anInput([replaced('triggers_replace')])), 'terraform_data.main', 'triggers_replace')).toMatchObject({ value: 't', scores: { severity: 5, occurrence: 10, detection: 2 } });
    expect(pointOn(answer(4, anInput([replaced('input')])), 'terraform_data.main', 'input')).toMatchObject({ value: 'b' });
    const gone = aPlannedResource({ type: 'aws_dynamodb_table', action: 'delete', before: {} });
    expect(pointOn(answer(4, anInput([gone])), 'aws_dynamodb_table.main', 'action')).toMatchObject({ value: 'delete', level: 'risk', scores: { severity: 10 } });
  });

  it('lists a type it knows nothing about and invents no failure for it', () => {
    const given = answer(4, anInput([aNew('terraform_data', { input: 'x' })]));
    expect(given.points).toEqual([]);
    expect(given.unanswered).toEqual(['terraform_data (1): nothing is known here about its failure modes']);
  });
});
