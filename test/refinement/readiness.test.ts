import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/json.ts';
import { answer } from '../../src/refinement/options.ts';
import { SENSITIVE, UNKNOWN } from '../../src/terraform/plan.ts';
import { aPlannedResource } from '../helpers/a-plan.ts';
import { aRecord } from '../helpers/a-record.ts';
import { anInput, aNew, nest, pointOn, pointWith } from './an-input.ts';

const CHANGES: [type: string, attribute: string, before: unknown, level: string | undefined, after: unknown, then: string | undefined][] = [
  ['aws_cloudwatch_metric_alarm', 'alarm_actions', ['arn:aws:sns:eu-central-1:1:t'], 'good', [], 'risk'],
  ['aws_cloudwatch_metric_alarm', 'alarm_actions', ['arn:aws:sns:eu-central-1:1:t'], 'good', null, 'risk'],
  ['aws_cloudwatch_metric_alarm', 'actions_enabled', true, undefined, false, 'risk'],
  ['aws_cloudwatch_metric_alarm', 'ok_actions', ['t'], 'good', [], 'note'],
  ['aws_cloudwatch_metric_alarm', 'alarm_description', 'Read the dead letters.', 'good', '', 'risk'],
  ['aws_cloudwatch_log_group', 'retention_in_days', 365, 'good', 7, 'risk'],
  ['aws_cloudwatch_log_group', 'retention_in_days', 0, 'note', 365, 'good'],
  ['aws_dynamodb_table', 'point_in_time_recovery[0].enabled', true, 'good', false, 'risk'],
  ['aws_dynamodb_table', 'deletion_protection_enabled', true, 'good', false, 'note'],
  ['aws_s3_bucket_versioning', 'versioning_configuration[0].status', 'Enabled', 'good', 'Suspended', 'risk'],
  ['aws_kms_key', 'deletion_window_in_days', 30, 'good', 7, 'note'],
  ['aws_sqs_queue', 'message_retention_seconds', 1_209_600, 'good', 3600, 'risk'],
  ['aws_sqs_queue', 'redrive_policy', '{}', 'good', null, 'note'],
  ['aws_sns_topic_subscription', 'protocol', 'sqs', undefined, 'email', 'note'],
  ['aws_db_instance', 'backup_retention_period', 7, 'good', 0, 'risk'],
];

describe('operational readiness', () => {
  it.each(CHANGES)('answers from %s %s: %j is %s, %j is %s', (type, attribute, before, level, after, then) => {
    for (const [value, expected] of [[before, level], [after, then]]) {
      const point = pointWith(6, type, nest(attribute, value), attribute);
      expect(point?.level).toBe(expected);
      if (point !== undefined) expect([point.address, point.attribute, point.value]).toEqual([`${type}.main`, attribute, value === '' ? null : value]);
    }
  });

  it('misses alarms where CloudWatch measures', () => {
    const queue = aNew('aws_sqs_queue', { name: 'work' });
    const alarm = (name: string, actions: string[]) => aNew('aws_cloudwatch_metric_alarm', { dimensions: { QueueName: name }, alarm_actions: actions });
    const on = (...resources: ReturnType<typeof aNew>[]) => pointOn(answer(6, anInput([queue, ...resources])), 'aws_sqs_queue.main', 'alarms on it');
    expect(on(alarm('work', ['t']))).toMatchObject({ value: ['aws_cloudwatch_metric_alarm.main'], level: 'good' });
    expect(on(alarm('work', []))).toMatchObject({ value: ['aws_cloudwatch_metric_alarm.main'], level: 'risk' });
    expect(on(alarm('other', ['t']))).toMatchObject({ value: [], level: 'risk' });
  });

  it('misses who listens to a topic', () => {
    const topic = aNew('aws_sns_topic', { arn: 'arn:aws:sns:eu-central-1:1:t', name: 't' });
    const subscription = (arn: unknown) => aNew('aws_sns_topic_subscription', { topic_arn: arn as string, protocol: 'sqs' });
    const on = (arn: unknown) => pointOn(answer(6, anInput([topic, subscription(arn)])), 'aws_sns_topic.main', 'aws_sns_topic_subscription');
    expect(on('arn:aws:sns:eu-central-1:1:t')).toMatchObject({ level: 'good' });
    expect(on('arn:aws:sns:eu-central-1:1:other')).toMatchObject({ value: null, level: 'risk' });
    expect(on(UNKNOWN)).toBeUndefined();
    expect(answer(6, anInput([topic, subscription(UNKNOWN)])).unanswered).toContain('storage: aws_sns_topic.main: aws_sns_topic_subscription: whether one is for this topic is known only after apply');
  });

  it.each([
    [{ tags_all: { Owner: 'platform' }, tags: null }, ['platform']],
    [{ tags: { team: 'data' } }, ['data']],
  ])('finds the owner in the tags %j', (values, owners) => {
    const given = answer(6, anInput([aNew('aws_vpc', values), aNew('aws_subnet', values)]));
    expect(pointOn(given, 'storage', 'owners')).toMatchObject({ value: owners, level: 'good' });
  });

  it.each([[{ tags: { Owner: '' } }, { Owner: '' }], [{ tags: { Name: 'x' } }, { Name: 'x' }], [{ tags: null, tags_all: null }, {}]])('misses the owner in the tags %j', (values, shown) => {
    const given = answer(6, anInput([aNew('aws_vpc', values)]));
    expect(pointOn(given, 'aws_vpc.main', 'tags')).toMatchObject({ value: shown, level: 'risk' });
    expect(pointOn(given, 'storage', 'owners')).toBeUndefined();
  });

  it('asks no owner of what takes no tags', () => {
    expect(answer(6, anInput([aNew('aws_s3_bucket_policy', { policy: '{}' })])).points).toEqual([]);
  });

  it.each([UNKNOWN, SENSITIVE])('neither praises nor blames what it cannot see: %j', (hidden) => {
    const given = answer(6, anInput([aNew('aws_cloudwatch_metric_alarm', { alarm_actions: [hidden], ok_actions: hidden, alarm_description: hidden, treat_missing_data: hidden, tags_all: hidden })]));
    expect(given.points).toEqual([]);
    for (const attribute of ['alarm_actions', 'ok_actions', 'alarm_description', 'treat_missing_data', 'tags_all']) expect(given.unanswered.join()).toContain(attribute);
  });

  describe('from the record of the rehearsal', () => {
    const check = { name: 'it answers', outcome: 'pass', seconds: 1, detail: 'answered', safeInProduction: true };
    const facts = (more: JsonObject): JsonObject => ({ applied: true, resources: [], dataSources: [], checks: [check], rollback: { outcome: 'pass', detail: 'taken back' }, ...more });
    const rehearsed = (more: JsonObject, record: Parameters<typeof aRecord>[0] = {}) => answer(6, anInput([], { records: [aRecord({ step: 'rehearse', environment: 'test', facts: facts(more), ...record })] }));

    it('says how each check went', () => {
      expect(pointOn(rehearsed({}), 'storage', 'check it answers')).toMatchObject({ value: 'pass', level: 'good' });
      expect(pointOn(rehearsed({ checks: [{ ...check, outcome: 'fail' }] }), 'storage', 'check it answers')).toMatchObject({ value: 'fail', level: 'risk' });
      expect(pointOn(rehearsed({ checks: [{ ...check, outcome: 'not-exercised' }] }), 'storage', 'check it answers')).toMatchObject({ value: 'not-exercised', level: 'note' });
    });

    it('says whether anybody has tried to take it back', () => {
      expect(pointOn(rehearsed({}), 'storage', 'rehearsed rollback')).toMatchObject({ value: 'pass', level: 'good' });
      expect(pointOn(rehearsed({ rollback: null }), 'storage', 'rehearsed rollback')).toMatchObject({ value: null, level: 'risk' });
    });

    it('takes the newest one, and a failed one for a risk', () => {
      expect(pointOn(rehearsed({}, { verdict: 'fail', reasons: ['the check failed'] }), 'storage', 'last rehearsal')).toMatchObject({ value: 'fail', level: 'risk', says: 'the check failed' });
    });

    it('does not pretend where there is none, or none of this component', () => {
      const none = 'storage: whether it works: there is no record of a rehearsal yet';
      expect(answer(6, anInput([])).unanswered).toContain(none);
      expect(rehearsed({}, { component: 'network' }).unanswered).toContain(none);
    });
  });

  it('sees what differs in the world', () => {
    const input = anInput([], { plan: { drift: [aPlannedResource({ type: 'aws_sqs_queue', action: 'update' })] } });
    expect(pointOn(answer(6, input), 'aws_sqs_queue.main', 'drift')).toMatchObject({ value: 'update', level: 'risk' });
  });
});
