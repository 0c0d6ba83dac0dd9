import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import type { JsonObject } from '../../src/json.ts';
import { answer } from '../../src/refinement/options.ts';
import { parsePriceList, priceListSchema } from '../../src/refinement/price-list.ts';
import { SENSITIVE, UNKNOWN } from '../../src/terraform/plan.ts';
import { aPlannedResource } from '../helpers/a-plan.ts';
import { anInput, aNew, nest, pointOn, pointWith } from './an-input.ts';

const MONTHLY = 'monthly cost in USD';
const PRICES = priceListSchema.parse({
  source: 'a price list of the test',
  date: '2026-11-01',
  prices: [
    { type: 'aws_kms_key', monthlyUsd: 1, per: 'key' },
    { type: 'aws_kms_alias', monthlyUsd: 0, per: 'alias' },
    { type: 'aws_cloudwatch_metric_alarm', match: { period: 10 }, monthlyUsd: 0.3, per: 'high-resolution alarm' },
    { type: 'aws_cloudwatch_metric_alarm', match: { period: 60 }, monthlyUsd: 0.1, per: 'alarm' },
    { type: 'aws_dynamodb_table', match: { billing_mode: 'PROVISIONED' }, units: 'read_capacity', monthlyUsd: 0.1, per: 'read capacity unit' },
    { type: 'aws_dynamodb_table', match: { billing_mode: 'PROVISIONED' }, units: 'write_capacity', monthlyUsd: 0.5, per: 'write capacity unit' },
    { type: 'aws_vpc_endpoint', match: { vpc_endpoint_type: 'Interface' }, units: 'subnet_ids', monthlyUsd: 8, per: 'zone' },
  ],
});

const DRIVERS: [type: string, attribute: string, before: unknown, level: string | undefined, after: unknown, then: string | undefined][] = [
  ['aws_cloudwatch_log_group', 'retention_in_days', 30, 'note', 0, 'risk'],
  ['aws_dynamodb_table', 'billing_mode', 'PAY_PER_REQUEST', 'note', 'PROVISIONED', 'note'],
  ['aws_s3_bucket_versioning', 'versioning_configuration[0].status', 'Enabled', 'note', 'Suspended', 'note'],
  ['aws_s3_bucket_lifecycle_configuration', 'rule[0].noncurrent_version_expiration[0].noncurrent_days', 90, 'note', 365, 'note'],
  ['aws_sqs_queue', 'receive_wait_time_seconds', 20, 'good', 0, 'risk'],
  ['aws_vpc_endpoint', 'vpc_endpoint_type', 'Gateway', 'good', 'Interface', 'note'],
  ['aws_cloudwatch_metric_alarm', 'period', 60, 'note', 10, 'note'],
  ['aws_dynamodb_table', 'point_in_time_recovery[0].enabled', true, 'note', false, undefined],
];

describe('cost', () => {
  it.each(DRIVERS)('says what cost depends on: %s %s, %j (%s) and %j (%s)', (type, attribute, before, level, after, then) => {
    const points = [before, after].map((value) => pointWith(3, type, nest(attribute, value), attribute));
    expect(points.map((point) => point?.level)).toEqual([level, then]);
    expect(points.map((point) => point?.value)).toEqual([before, then === undefined ? undefined : after]);
    expect(points[0]?.says).not.toBe(points[1]?.says);
  });

  describe('without a price list', () => {
    it.each([[[]], [[aNew('aws_kms_key', {})]], [[aNew('terraform_data', {}), aNew('aws_s3_bucket', {})]]])('is not priced, and never 0', (resources) => {
      const given = answer(3, anInput(resources));
      expect(pointOn(given, 'all resources', MONTHLY)?.value).toBe(resources.length === 0 ? 'not priced: no resources' : `not priced: ${resources.length} of ${resources.length} ${resources.length === 1 ? 'resource' : 'resources'}`);
      expect(given.points.some(({ value }) => value === 0)).toBe(false);
      expect(given.unanswered).toContain('what it costs: no price list was given');
    });
  });

  describe('with a price list', () => {
    const priced = (type: string, values: JsonObject) => pointOn(answer(3, anInput([aNew(type, values)], { prices: PRICES })), `${type}.main`, MONTHLY);

    it.each([
      ['aws_kms_key', {}, 1, '1 × 1 USD per key'],
      ['aws_kms_alias', {}, 0, '1 × 0 USD per alias'],
      ['aws_cloudwatch_metric_alarm', { period: 60 }, 0.1, '1 × 0.1 USD per alarm'],
      ['aws_cloudwatch_metric_alarm', { period: 10 }, 0.3, '1 × 0.3 USD per high-resolution alarm'],
      ['aws_dynamodb_table', { billing_mode: 'PROVISIONED', read_capacity: 5, write_capacity: 3 }, 2, '5 × 0.1 USD per read capacity unit + 3 × 0.5 USD per write capacity unit'],
      ['aws_vpc_endpoint', { vpc_endpoint_type: 'Interface', subnet_ids: ['a', 'b'] }, 16, '2 × 8 USD per zone'],
    ])('prices %s %j', (type, values, monthly, how) => {
      expect(priced(type, values)).toMatchObject({ value: monthly, says: how });
    });

    it.each([
      ['aws_cloudwatch_metric_alarm', { period: 300 }, 'the price list has nothing for it'],
      ['aws_s3_bucket', {}, 'the price list has nothing for it'],
      ['aws_cloudwatch_metric_alarm', { period: UNKNOWN }, 'period: known only after apply'],
      ['aws_dynamodb_table', { billing_mode: 'PROVISIONED', read_capacity: UNKNOWN, write_capacity: 3 }, 'read_capacity: known only after apply'],
      ['aws_dynamodb_table', { billing_mode: 'PROVISIONED', read_capacity: SENSITIVE, write_capacity: 3 }, 'read_capacity: sensitive, so not judged'],
      ['aws_dynamodb_table', { billing_mode: 'PROVISIONED', read_capacity: 'many', write_capacity: 3 }, 'read_capacity: neither a number nor a list'],
      ['aws_dynamodb_table', { billing_mode: 'PROVISIONED' }, 'read_capacity: not set, so the number of units is not known'],
      ['aws_dynamodb_table', { billing_mode: 'PROVISIONED', read_capacity: 0, write_capacity: 0 }, 'the price list has nothing for it'],
    ])('does not price %s %j', (type, values, why) => {
      expect(priced(type, values)).toMatchObject({ value: 'not priced', says: why });
    });

    it('gives a total only when everything is priced', () => {
      const key = aNew('aws_kms_key', {});
      const alarm = (name: string) => aNew('aws_cloudwatch_metric_alarm', { period: 60 }, name);
      const total = (...more: ReturnType<typeof aNew>[]) => pointOn(answer(3, anInput([key, alarm('a'), alarm('b'), alarm('c'), ...more], { prices: PRICES })), 'all resources', MONTHLY);
      expect(total()).toMatchObject({ value: 1.3, says: 'prices of a price list of the test, 2026-11-01' });
      expect(total(aNew('terraform_data', {}))).toMatchObject({ value: 'not priced: 1 of 5 resources' });
    });
  });

  it('sees the end of a cost, and a cost that nobody looks after any more', () => {
    const gone = (action: 'delete' | 'forget') => pointOn(answer(3, anInput([aPlannedResource({ type: 'aws_kms_key', action, before: {} })])), 'aws_kms_key.main', 'action');
    expect(gone('delete')).toMatchObject({ value: 'delete', level: 'note' });
    expect(gone('forget')).toMatchObject({ value: 'forget', level: 'risk' });
  });

  it('misses the end of what a bucket holds', () => {
    const bucket = aNew('aws_s3_bucket', { bucket: 'one' });
    const rules = (name: string) => aNew('aws_s3_bucket_lifecycle_configuration', { bucket: name, rule: [] });
    const attribute = 'aws_s3_bucket_lifecycle_configuration';
    expect(pointOn(answer(3, anInput([bucket, rules('one')])), 'aws_s3_bucket.main', attribute)).toBeUndefined();
    expect(pointOn(answer(3, anInput([bucket, rules('two')])), 'aws_s3_bucket.main', attribute)).toMatchObject({ level: 'risk' });
  });
});

describe('a price list', () => {
  const text = 'source: our contract\ndate: 2026-11-01\nprices:\n  - { type: aws_kms_key, monthlyUsd: 1, per: key }\n';

  it('is read from YAML', () => {
    expect(parsePriceList(text, 'prices.yaml').prices).toEqual([{ type: 'aws_kms_key', match: {}, monthlyUsd: 1, per: 'key' }]);
  });

  it.each([
    ['a price below zero', text.replace('monthlyUsd: 1', 'monthlyUsd: -1'), 'prices.0.monthlyUsd'],
    ['no date', text.replace('date: 2026-11-01\n', ''), 'date'],
    ['no source', text.replace('source: our contract\n', ''), 'source'],
    ['a field that it does not know', text.replace('per: key', 'per: key, price: 2'), 'prices.0.price'],
  ])('is refused with %s', (_title, broken, field) => {
    expect(() => parsePriceList(broken, 'prices.yaml')).toThrow(UserError);
    expect(() => parsePriceList(broken, 'prices.yaml')).toThrow(field);
  });
});
