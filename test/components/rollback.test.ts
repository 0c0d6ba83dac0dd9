import { describe, expect, it } from '@jest/globals';
import { renderRollback, rollbackProcedure } from '../../src/components/rollback.ts';
import type { LastGood, RollbackInput, RollbackResource } from '../../src/components/rollback-assessment.ts';
import type { JsonObject } from '../../src/json.ts';
import { SENSITIVE, UNKNOWN, type Action } from '../../src/terraform/plan.ts';

const DIGEST = 'a'.repeat(64);
const resource = (type: string, attributes: JsonObject = { tags: {} }, action?: Action): RollbackResource => ({ address: `${type}.main`, type, attributes, ...(action === undefined ? {} : { action }) });
const component = { name: 'storage', dependsOn: ['encryption'], digest: DIGEST };
const lastGood = (stack?: RollbackResource[]): LastGood => ({ change: 'CR-0007', digest: 'b'.repeat(64), ...(stack === undefined ? {} : { stack }) });
const procedure = (stack: RollbackResource[], more: Partial<RollbackInput> = {}) => rollbackProcedure({ component, stack, ...more });

describe('the way back, from a plan', () => {
  it.each<[Action, string, string, string]>([
    ['create', 'terraform_data', 'reversible', 'destroyed'],
    ['update', 'terraform_data', 'reversible', 'updated'],
    ['replace', 'terraform_data', 'replacement', 'replaced'],
    ['delete', 'terraform_data', 'replacement', 'created again'],
    ['no-op', 'aws_dynamodb_table', 'reversible', 'untouched'],
    ['update', 'aws_dynamodb_table', 'reversible', 'updated'],
    ['create', 'aws_dynamodb_table', 'data-loss', 'destroyed'],
    ['replace', 'aws_dynamodb_table', 'data-loss', 'replaced'],
    ['delete', 'aws_dynamodb_table', 'data-loss', 'created again'],
    ['create', 'nobody_knows_this', 'data-loss', 'destroyed'],
    ['update', 'nobody_knows_this', 'reversible', 'updated'],
  ])('takes back %s of %s: %s, %s', (action, type, expected, effect) => {
    const given = procedure([resource(type, { name: 'a' }, action)]);
    expect(given.class).toBe(expected);
    expect(given.effects).toEqual([{ address: `${type}.main`, effect }]);
  });
});

describe('the way back, from two stacks', () => {
  it.each<[string, RollbackResource[], RollbackResource[], string, string]>([
    ['nothing differs', [resource('aws_dynamodb_table', { name: 'a' })], [resource('aws_dynamodb_table', { name: 'a' })], 'reversible', 'untouched'],
    ['an attribute differs that changes in place', [resource('aws_dynamodb_table', { name: 'a', billing_mode: 'PROVISIONED' })], [resource('aws_dynamodb_table', { name: 'a' })], 'reversible', 'updated'],
    ['an attribute differs that is fixed', [resource('aws_dynamodb_table', { name: 'b' })], [resource('aws_dynamodb_table', { name: 'a' })], 'data-loss', 'replaced'],
    ['a fixed attribute of what holds nothing', [resource('aws_security_group', { description: 'b' })], [resource('aws_security_group', { description: 'a' })], 'replacement', 'replaced'],
    ['only Terraform\'s own settings differ', [resource('aws_dynamodb_table', { name: 'a', lifecycle: { prevent_destroy: true } })], [resource('aws_dynamodb_table', { name: 'a' })], 'reversible', 'untouched'],
    ['a table is new', [resource('aws_dynamodb_table', { name: 'a' })], [], 'data-loss', 'destroyed'],
    ['a rule is new', [resource('aws_security_group', { name: 'a' })], [], 'reversible', 'destroyed'],
    ['a table is gone', [], [resource('aws_dynamodb_table', { name: 'a' })], 'data-loss', 'created again'],
    ['an unknown type differs', [resource('nobody_knows_this', { name: 'b' })], [resource('nobody_knows_this', { name: 'a' })], 'data-loss', 'unsure'],
    ['nothing is written that could be compared', [resource('aws_dynamodb_table', {})], [resource('aws_dynamodb_table', {})], 'data-loss', 'unsure'],
    ['a variable is named that may have had another value', [resource('aws_dynamodb_table', { name: 'a-${var.b}' })], [resource('aws_dynamodb_table', { name: 'a-${var.b}' })], 'data-loss', 'unsure'],
    ['a resource is named, which is compared by itself', [resource('aws_dynamodb_table', { name: '${aws_s3_bucket.a.id}' })], [resource('aws_dynamodb_table', { name: '${aws_s3_bucket.a.id}' })], 'reversible', 'untouched'],
    ['there are more of it', [resource('aws_dynamodb_table', { name: 'a', count: 2 })], [resource('aws_dynamodb_table', { name: 'a', count: 1 })], 'data-loss', 'unsure'],
  ])('%s', (_title, now, then, expected, effect) => {
    const given = procedure(now, { lastGood: lastGood(then) });
    expect([given.class, given.effects[0]?.effect]).toEqual([expected, effect]);
  });

  it('calls nothing safe that it cannot compare', () => {
    const given = procedure([resource('aws_dynamodb_table', { name: 'a' })], { lastGood: lastGood() });
    expect([given.class, given.effects[0]?.effect]).toEqual(['data-loss', 'unsure']);
  });

  it('has nothing to take back when the stack is the same byte for byte', () => {
    const given = procedure([resource('aws_dynamodb_table', {})], { lastGood: { change: 'CR-0007', digest: DIGEST } });
    expect([given.class, given.effects[0]?.effect]).toEqual(['reversible', 'untouched']);
    expect(given.steps.join()).toContain('Expect the plan to show no change.');
  });
});

describe('data at stake', () => {
  const protections = (type: string, attributes: JsonObject): string[] => procedure([resource(type, attributes)]).dataLost[0]?.protectedBy ?? ['not at stake'];

  it.each<[string, JsonObject, JsonObject, string]>([
    ['aws_dynamodb_table', { deletion_protection_enabled: true }, { deletion_protection_enabled: false }, 'deletion protection'],
    ['aws_dynamodb_table', { point_in_time_recovery: { enabled: true } }, { point_in_time_recovery: { enabled: false } }, 'point-in-time recovery'],
    ['aws_s3_bucket', { force_destroy: false }, { force_destroy: true }, 'refuses to delete a bucket that is not empty'],
    ['aws_kms_key', { deletion_window_in_days: 7 }, { deletion_window_in_days: 8 }, 'a waiting period of 7 days'],
    ['aws_cloudwatch_log_group', { skip_destroy: true }, { skip_destroy: false }, 'Terraform lets the log group stay'],
    ['aws_db_instance', { skip_final_snapshot: false }, { skip_final_snapshot: true }, 'a final snapshot'],
    ['aws_dynamodb_table', { name: 'a', lifecycle: { prevent_destroy: true } }, { name: 'a', lifecycle: { prevent_destroy: false } }, 'prevent_destroy'],
    ['aws_dynamodb_table', { name: 'a', lifecycle: [{ prevent_destroy: true }] }, { name: 'a' }, 'prevent_destroy'],
  ])('%s is protected by %j and not by %j: %s', (type, guarded, open, says) => {
    expect(protections(type, guarded).join()).toContain(says);
    expect(protections(type, open).join()).not.toContain(says);
  });

  it.each([['${var.keep}'], [UNKNOWN], [SENSITIVE]])('is not called protected by what nobody can read: %j', (value) => {
    expect(protections('aws_s3_bucket', { force_destroy: value })).toEqual([]);
    expect(protections('aws_dynamodb_table', { deletion_protection_enabled: value })).toEqual([]);
  });

  it('is not called protected where the attributes are not known at all', () => {
    expect(protections('aws_s3_bucket', {})).toEqual([]);
  });

  it.each([
    ['aws_s3_bucket', 'all objects and all their versions'],
    ['aws_dynamodb_table', 'all items'],
    ['aws_sqs_queue', 'every message'],
    ['aws_kms_key', 'can never be read again'],
    ['aws_cloudwatch_log_group', 'all log events'],
    ['nobody_knows_this', 'not known here: whether nobody_knows_this holds data'],
  ])('of %s: %s', (type, what) => {
    const [loss, ...more] = procedure([resource(type)]).dataLost;
    expect([loss?.address, more]).toEqual([`${type}.main`, []]);
    expect(loss?.what).toContain(what);
  });

  it('is none for what holds nothing', () => {
    expect(procedure([resource('aws_cloudwatch_metric_alarm'), resource('terraform_data'), resource('aws_iam_role')]).dataLost).toEqual([]);
  });
});

describe('the procedure', () => {
  const nodes = [
    { name: 'encryption', dependsOn: [] },
    { name: 'storage', dependsOn: ['encryption'] },
    { name: 'reports', dependsOn: ['storage'] },
    { name: 'monitoring', dependsOn: ['reports', 'encryption'] },
    { name: 'network', dependsOn: [] },
  ];

  it('takes dependents back first, the outermost first, and nobody else', () => {
    const given = procedure([], { components: nodes });
    expect(given.dependents).toEqual(['monitoring', 'reports']);
    expect(given.steps.findIndex((step) => step.includes('monitoring, reports'))).toBe(1);
    expect(procedure([], { component: { name: 'monitoring', dependsOn: [] }, components: nodes }).steps.join()).toContain('No other component depends on monitoring');
  });

  it('does not take silence for no dependents', () => {
    expect(procedure([]).steps.join()).toContain('Find out which components read outputs of storage');
  });

  it('names the change, the commit and the digest to go back to', () => {
    const steps = procedure([resource('terraform_data')], { lastGood: { ...lastGood(), commit: 'c0ffee' } }).steps.join('\n');
    expect(steps).toContain('commit `c0ffee`, which change CR-0007 delivered');
    expect(steps).toContain('b'.repeat(64));
    expect(steps).not.toContain('destroy -out');
  });

  it('never advises to destroy, without a record, what may have been there before', () => {
    const { steps } = procedure([resource('aws_s3_bucket', { bucket: 'a' })]);
    const destroy = steps.findIndex((step) => step.includes('plan -destroy'));
    expect(steps[destroy]).toContain('If all of it is new');
    expect(steps.slice(0, destroy).join()).toContain('anything else was there before and must stay');
  });

  it('saves data before it goes back, and verifies last', () => {
    const { steps } = procedure([resource('aws_dynamodb_table', { name: 'a' })], { lastGood: lastGood([]), components: nodes });
    const at = (text: string): number => steps.findIndex((step) => step.includes(text));
    expect(at('Save what must be kept of `aws_dynamodb_table.main`')).toBeLessThan(at('Write a change request for the rollback'));
    expect(at('Verify:')).toBeGreaterThan(at('Expect no more than this'));
  });
});

describe('the procedure as Markdown', () => {
  it('holds class, steps in order, and data at stake', () => {
    const given = procedure([resource('aws_dynamodb_table', { name: 'a', point_in_time_recovery: { enabled: true } })], { lastGood: lastGood([]), components: [component, { name: 'encryption', dependsOn: [] }] });
    const page = renderRollback(given);
    expect(page).toContain('# Rollback of storage\n');
    expect(page).toContain('- Class: **data-loss**');
    expect(page.match(/^\d+\. /gm)).toHaveLength(given.steps.length);
    expect(page).toMatch(/^\| `aws_dynamodb_table.main` \| all items \| point-in-time recovery/m);
  });

  it('says so when no data is at stake, and when no earlier delivery is on record', () => {
    const page = renderRollback(procedure([resource('terraform_data')]));
    expect(page).toContain('None of the resources that are known to hold data is destroyed or replaced.');
    expect(page).toContain('- Back to: not known: there is no record of an earlier good delivery');
  });

  it('shows commands and addresses as code, and the words around them as text', () => {
    const page = renderRollback(procedure([resource('aws_sqs_queue', { name: 'a' })], { lastGood: lastGood([]) }));
    expect(page).toContain('Run `cutover deliver --change <id of the rollback>`. Read the plan');
    expect(page).toContain('Save what must be kept of `aws_sqs_queue.main`. At stake');
  });

  it('does not let an address end its code', () => {
    const page = renderRollback(procedure([{ address: 'a["`<b>`"]', type: 'aws_sqs_queue', attributes: { name: 'a' } }]));
    expect(page).toContain('`a["\'<b>\'"]`. At stake');
  });

  it('keeps its table and its lines whatever an address holds', () => {
    const address = 'aws_sqs_queue.a["x|y\n# heading <b>"]';
    const page = renderRollback(procedure([{ address, type: 'aws_sqs_queue', attributes: { name: 'a' } }]));
    expect(page.split('\n').filter((line) => line.startsWith('# '))).toEqual(['# Rollback of storage']);
    expect(page.split('\n').find((line) => line.startsWith('| `aws_sqs'))?.match(/(?<!\\)\|/g)).toHaveLength(5);
  });
});
