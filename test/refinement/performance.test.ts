import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/json.ts';
import { answer } from '../../src/refinement/options.ts';
import { SENSITIVE, UNKNOWN } from '../../src/terraform/plan.ts';
import { anInput, aNew, nest, pointOn, pointWith } from './an-input.ts';

const CHANGES: [type: string, attribute: string, before: unknown, level: string | undefined, after: unknown, then: string | undefined, same?: JsonObject][] = [
  ['aws_dynamodb_table', 'billing_mode', 'PAY_PER_REQUEST', 'good', 'PROVISIONED', 'note'],
  ['aws_dynamodb_table', 'read_capacity', 0, undefined, 5, 'note', { billing_mode: 'PROVISIONED' }],
  ['aws_dynamodb_table', 'on_demand_throughput[0].max_write_request_units', -1, undefined, 40, 'note'],
  ['aws_dynamodb_table', 'global_secondary_index', [{}], undefined, Array.from({ length: 21 }, () => ({})), 'risk'],
  ['aws_sqs_queue', 'receive_wait_time_seconds', 20, 'good', 0, 'risk'],
  ['aws_sqs_queue', 'receive_wait_time_seconds', 5, 'note', null, 'risk'],
  ['aws_sqs_queue', 'receive_wait_time_seconds', 20, 'good', 0, 'note', { name: 'work-dead-letter' }],
  ['aws_sqs_queue', 'visibility_timeout_seconds', 60, 'note', 20, 'risk', { receive_wait_time_seconds: 20 }],
  ['aws_sqs_queue', 'delay_seconds', 0, undefined, 30, 'note'],
  ['aws_sqs_queue', 'fifo_queue', true, 'note', false, undefined],
  ['aws_cloudwatch_metric_alarm', 'period', 60, 'good', 3600, 'risk', { evaluation_periods: 1 }],
  ['aws_cloudwatch_metric_alarm', 'period', 300, 'note', 3600, 'risk', { evaluation_periods: 2 }],
  ['aws_cloudwatch_metric_alarm', 'period', 300, 'good', 86_400, 'risk', { metric_name: 'ApproximateAgeOfOldestMessage' }],
  ['aws_cloudwatch_metric_alarm', 'period', 300, 'note', 86_400, 'note', { metric_name: 'BucketSizeBytes' }],
  ['aws_s3_bucket_lifecycle_configuration', 'rule[0].transition[0].storage_class', 'STANDARD_IA', 'good', 'DEEP_ARCHIVE', 'risk'],
  ['aws_s3_bucket_server_side_encryption_configuration', 'rule[0].bucket_key_enabled', true, 'good', false, 'note'],
  ['aws_vpc_endpoint', 'vpc_endpoint_type', 'Gateway', 'good', 'Interface', 'note'],
  ['aws_subnet', 'cidr_block', '10.20.0.0/20', 'good', '10.20.0.0/28', 'risk'],
  ['aws_instance', 'instance_type', 'm7i.large', 'good', 't4g.small', 'note'],
];

describe('performance', () => {
  it.each(CHANGES)('answers from %s %s: %j is %s, %j is %s', (type, attribute, before, level, after, then, same = {}) => {
    for (const [value, expected] of [[before, level], [after, then]]) {
      const point = pointWith(2, type, { ...same, ...nest(attribute, value) }, attribute);
      if (expected === undefined) expect(point).toBeUndefined();
      else expect([point?.address, point?.attribute, point?.value, point?.level]).toEqual([`${type}.main`, attribute, value, expected]);
    }
  });

  it('does not speak of fixed capacity where there is none, even when its value is unknown', () => {
    const given = answer(2, anInput([aNew('aws_dynamodb_table', { billing_mode: 'PAY_PER_REQUEST', read_capacity: UNKNOWN, write_capacity: 0 })]));
    expect(given.points.map(({ attribute }) => attribute)).toEqual(['billing_mode']);
    expect(given.unanswered).toEqual([]);
  });

  it('misses what scales fixed capacity', () => {
    const table = aNew('aws_dynamodb_table', { name: 'items', billing_mode: 'PROVISIONED' });
    const scaler = aNew('aws_appautoscaling_target', { resource_id: 'table/items' });
    const attribute = 'aws_appautoscaling_target';
    expect(pointOn(answer(2, anInput([table])), 'aws_dynamodb_table.main', attribute)).toMatchObject({ value: null, level: 'risk' });
    expect(pointOn(answer(2, anInput([table, scaler])), 'aws_dynamodb_table.main', attribute)).toBeUndefined();
    expect(pointOn(answer(2, anInput([table, aNew('aws_appautoscaling_target', { resource_id: 'table/other' })])), 'aws_dynamodb_table.main', attribute)).toBeDefined();
  });

  it('counts what a region allows only so many of', () => {
    const networks = (count: number) => answer(2, anInput(Array.from({ length: count }, (_item, index) => aNew('aws_vpc', {}, `n${index}`))));
    expect(pointOn(networks(1), 'aws_vpc', 'number of aws_vpc')).toMatchObject({ value: 1, level: 'good' });
    expect(pointOn(networks(4), 'aws_vpc', 'number of aws_vpc')).toMatchObject({ value: 4, level: 'note' });
    expect(pointOn(networks(6), 'aws_vpc', 'number of aws_vpc')).toMatchObject({ value: 6, level: 'risk' });
  });

  it.each([UNKNOWN, SENSITIVE])('neither praises nor blames a value that it cannot see: %j', (hidden) => {
    const given = answer(2, anInput([aNew('aws_sqs_queue', { receive_wait_time_seconds: hidden, visibility_timeout_seconds: 30 })]));
    expect(given.points).toEqual([]);
    expect(given.unanswered).toHaveLength(1);
  });
});
