import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/json.ts';
import { answer } from '../../src/refinement/options.ts';
import { SENSITIVE, UNKNOWN } from '../../src/terraform/plan.ts';
import { aChangeRecord } from '../helpers/a-record.ts';
import { anInput, aNew, nest, pointOn, pointWith } from './an-input.ts';

const policy = (statement: JsonObject): string => JSON.stringify({ Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } }, ...statement }] });

const CHANGES: [type: string, attribute: string, before: unknown, level: string, after: unknown, then: string, control?: string][] = [
  ['aws_kms_key', 'enable_key_rotation', true, 'good', false, 'risk', '[KMS.4, CIS AWS Foundations 3.0.0 3.6]'],
  ['aws_s3_bucket_policy', 'policy', policy({}), 'good', policy({ Effect: 'Allow' }), 'risk', '[S3.5, CIS AWS Foundations 3.0.0 2.1.1]'],
  ['aws_s3_bucket_policy', 'policy', policy({ Action: ['*'] }), 'good', policy({ Action: 's3:GetObject' }), 'risk', '[S3.5, CIS AWS Foundations 3.0.0 2.1.1]'],
  ['aws_s3_bucket_policy', 'policy', policy({ Principal: { AWS: '*' } }), 'good', policy({ Principal: { AWS: 'arn:aws:iam::111111111111:root' } }), 'risk'],
  ['aws_s3_bucket_policy', 'policy', policy({}), 'good', policy({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), 'risk'],
  ['aws_sns_topic_policy', 'policy', policy({ Action: 'sns:Publish' }), 'good', policy({ Action: 'sns:GetTopicAttributes' }), 'note'],
  ['aws_s3_bucket_public_access_block', 'block_public_acls', true, 'good', false, 'risk', '[S3.8, CIS AWS Foundations 3.0.0 2.1.4]'],
  ['aws_s3_bucket_versioning', 'versioning_configuration[0].status', 'Enabled', 'good', 'Suspended', 'risk', '[S3.14]'],
  ['aws_dynamodb_table', 'point_in_time_recovery[0].enabled', true, 'good', false, 'risk', '[DynamoDB.2]'],
  ['aws_dynamodb_table', 'deletion_protection_enabled', true, 'good', null, 'risk', '[DynamoDB.6]'],
  ['aws_cloudwatch_log_group', 'retention_in_days', 365, 'good', 90, 'risk', '[CloudWatch.16]'],
  ['aws_cloudwatch_log_group', 'retention_in_days', 0, 'note', 365, 'good', '[CloudWatch.16]'],
  ['aws_flow_log', 'traffic_type', 'ALL', 'good', 'ACCEPT', 'risk'],
  ['aws_default_security_group', 'ingress', [], 'good', [{ cidr_blocks: [] }], 'risk', '[EC2.2, CIS AWS Foundations 3.0.0 5.4]'],
  ['aws_sqs_queue', 'kms_master_key_id', 'key', 'good', null, 'risk', '[SQS.1]'],
];

describe('compliance', () => {
  it.each(CHANGES)('answers from %s %s: %j is %s, %j is %s %s', (type, attribute, before, level, after, then, control = '') => {
    for (const [value, expected] of [[before, level], [after, then]]) {
      const point = pointWith(7, type, nest(attribute, value), attribute);
      expect([point?.address, point?.attribute, point?.value, point?.level]).toEqual([`${type}.main`, attribute, value, expected]);
      expect(point?.says).toContain(control);
    }
  });

  it('asks for owner, environment and data classification in the tags', () => {
    const all = { Owner: 'platform', Environment: 'test', DataClassification: 'confidential' };
    const given = (tags: JsonObject) => answer(7, anInput([aNew('aws_vpc', { tags_all: tags })]));
    const good = 'resources with all required tags';
    expect(pointOn(given(all), 'storage', good)).toMatchObject({ value: 1, level: 'good' });
    expect(pointOn(given(all), 'aws_vpc.main', 'tags_all')).toBeUndefined();
    expect(pointOn(given({ ...all, DataClassification: '' }), 'aws_vpc.main', 'tags_all')).toMatchObject({ level: 'risk', says: 'no tag says its data classification' });
    expect(pointOn(given({ 'data-classification': 'none' }), 'aws_vpc.main', 'tags_all')).toMatchObject({ level: 'risk', says: 'no tag says its owner, environment' });
    expect(pointOn(given({}), 'storage', good)).toBeUndefined();
  });

  it.each([
    ['aws_vpc', { id: 'vpc-1' }, 'aws_flow_log', { vpc_id: 'vpc-1', traffic_type: 'ALL' }, { vpc_id: 'vpc-2' }, 'risk', 'good'],
    ['aws_s3_bucket', { bucket: 'one' }, 'aws_s3_bucket_policy', { bucket: 'one', policy: policy({}) }, { bucket: 'two' }, 'risk', undefined],
    ['aws_s3_bucket', { bucket: 'one' }, 'aws_s3_bucket_logging', { bucket: 'one' }, { bucket: 'two' }, 'note', 'good'],
  ])('misses what must stand beside %s %j: %s', (type, values, needs, beside, elsewhere, level, there) => {
    const on = (companion: JsonObject) => pointOn(answer(7, anInput([aNew(type, values), aNew(needs, companion)])), `${type}.main`, needs);
    expect(on(beside)?.level).toBe(there);
    if (there !== undefined) expect(on(beside)?.value).toEqual([`${needs}.main`]);
    expect(on(elsewhere)).toMatchObject({ value: null, level });
  });

  it.each([
    [{ region: 'eu-central-1' }, 'region', 'eu-central-1'],
    [{ arn: 'arn:aws:sqs:eu-west-1:111111111111:work' }, 'arn', 'eu-west-1'],
    [{ availability_zone: 'us-gov-west-1a' }, 'availability_zone', 'us-gov-west-1'],
  ])('reads the region from %j', (values, attribute, region) => {
    expect(pointOn(answer(7, anInput([aNew('aws_subnet', values)])), 'aws_subnet.main', attribute)).toMatchObject({ value: region, level: 'note' });
  });

  it('is warned by a second region, and says when none is known', () => {
    const regions = answer(7, anInput([aNew('aws_vpc', { region: 'eu-central-1' }, 'a'), aNew('aws_vpc', { region: 'us-east-1' }, 'b')])).points.filter(({ attribute }) => attribute === 'region');
    expect(regions.map(({ value, level }) => [value, level])).toEqual([['eu-central-1', 'risk'], ['us-east-1', 'risk']]);
    expect(answer(7, anInput([aNew('aws_vpc', { region: UNKNOWN })])).unanswered).toContain('storage: its region: no resource names one before apply');
  });

  it('names who approved the change, from the record', () => {
    const approved = (by: string[], verdict: 'pass' | 'halt' = 'pass') => answer(7, anInput([], { records: [aChangeRecord({ step: 'approval', verdict, facts: { approvedBy: by, digest: 'd', window: null } })] }));
    expect(pointOn(approved(['ann@example.com']), 'approval', 'approved by')).toMatchObject({ value: ['ann@example.com'], level: 'good' });
    expect(pointOn(approved([]), 'approval', 'approved by')).toMatchObject({ value: [], level: 'risk' });
    expect(pointOn(approved(['ann@example.com'], 'halt'), 'approval', 'approved by')).toMatchObject({ level: 'risk' });
    expect(answer(7, anInput([])).unanswered).toContain('who approved the change: there is no record of approval');
  });

  it.each([UNKNOWN, SENSITIVE])('neither praises nor blames what it cannot see: %j', (hidden) => {
    const given = answer(7, anInput([aNew('aws_kms_key', { enable_key_rotation: hidden, tags_all: hidden, arn: hidden })]));
    expect(given.points).toEqual([]);
    expect(given.unanswered.join()).toContain('enable_key_rotation, tags_all');
  });

  it('lists a type it knows nothing about', () => {
    expect(answer(7, anInput([aNew('aws_mystery', {})])).unanswered).toContain('aws_mystery (1): nothing is known here about its compliance');
  });
});
