import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/json.ts';
import { answer } from '../../src/refinement/options.ts';
import { SENSITIVE, UNKNOWN } from '../../src/terraform/plan.ts';
import { aPlannedResource } from '../helpers/a-plan.ts';
import { aChangeRecord } from '../helpers/a-record.ts';
import { anInput, aNew, DIGEST, nest, pointOn, pointWith } from './an-input.ts';

const policy = (statement: JsonObject): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Sid: 'Here', Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }] });
const world = { from_port: 443, to_port: 443 };

/** Type, attribute, its value and the level before, its value and the level after, other values that stay. */
const CHANGES: [type: string, attribute: string, before: unknown, level: string, after: unknown, then: string, same?: JsonObject][] = [
  ['aws_kms_key', 'enable_key_rotation', true, 'good', false, 'risk'],
  ['aws_kms_key', 'enable_key_rotation', null, 'risk', true, 'good'],
  ['aws_dynamodb_table', 'server_side_encryption[0].kms_key_arn', 'arn:aws:kms:eu-central-1:111111111111:key/k', 'good', null, 'note'],
  ['aws_sqs_queue', 'kms_master_key_id', 'arn:aws:kms:eu-central-1:111111111111:key/k', 'good', '', 'risk'],
  ['aws_sqs_queue', 'kms_master_key_id', null, 'note', 'key', 'good', { sqs_managed_sse_enabled: true }],
  ['aws_sns_topic', 'kms_master_key_id', 'alias/aws/sns', 'note', null, 'risk'],
  ['aws_s3_bucket_server_side_encryption_configuration', 'rule[0].apply_server_side_encryption_by_default[0].sse_algorithm', 'aws:kms', 'good', 'AES256', 'note'],
  ['aws_s3_bucket_public_access_block', 'block_public_policy', true, 'good', false, 'risk'],
  ['aws_s3_bucket_public_access_block', 'restrict_public_buckets', true, 'good', null, 'risk'],
  ['aws_vpc_security_group_ingress_rule', 'cidr_ipv4', '10.20.0.0/16', 'good', '0.0.0.0/0', 'risk', world],
  ['aws_vpc_security_group_ingress_rule', 'cidr_ipv4', '10.20.0.0/16', 'good', '128.0.0.0/1', 'risk', world],
  ['aws_vpc_security_group_ingress_rule', 'cidr_ipv6', 'fd00::/48', 'good', '::/0', 'risk', world],
  ['aws_vpc_security_group_egress_rule', 'cidr_ipv4', '10.20.0.0/16', 'good', '0.0.0.0/0', 'note', world],
  ['aws_security_group', 'ingress[0].cidr_blocks', ['10.0.0.0/8'], 'good', ['10.0.0.0/8', '0.0.0.0/0'], 'risk'],
  ['aws_s3_bucket_policy', 'policy', policy({ Principal: { AWS: 'arn:aws:iam::111111111111:role/app' } }), 'good', policy({ Principal: '*' }), 'risk'],
  ['aws_s3_bucket_policy', 'policy', policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': '1' } } }), 'note', policy({ Principal: { AWS: '*' } }), 'risk'],
  ['aws_iam_role_policy', 'policy', policy({ Resource: 'arn:aws:s3:::b/*' }), 'good', policy({ Action: ['s3:*'], Resource: 'arn:aws:s3:::b/*' }), 'risk'],
  ['aws_iam_role', 'assume_role_policy', policy({ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }), 'good', policy({ Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }), 'risk'],
  ['aws_kms_key', 'policy', policy({ Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'kms:*' }), 'good', policy({ Principal: { AWS: '*' }, Action: 'kms:*' }), 'risk'],
  ['aws_kms_key', 'policy', policy({ Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'kms:*' }), 'good', 'no policy at all', 'risk'],
  ['aws_vpc_endpoint', 'policy', policy({ Principal: '*', Action: 's3:*', Condition: { StringEquals: { 'aws:PrincipalAccount': '1' } } }), 'good', policy({ Principal: '*', Action: 's3:*' }), 'note'],
  ['aws_subnet', 'map_public_ip_on_launch', false, 'good', true, 'risk'],
  ['aws_db_instance', 'storage_encrypted', true, 'good', false, 'risk'],
];

describe('security', () => {
  it.each(CHANGES)('answers from %s %s: %j is %s, %j is %s', (type, attribute, before, level, after, then, same = {}) => {
    const first = pointWith(1, type, { ...same, ...nest(attribute, before) }, attribute);
    const second = pointWith(1, type, { ...same, ...nest(attribute, after) }, attribute);
    expect([first?.address, first?.attribute, first?.value, first?.level]).toEqual([`${type}.main`, attribute, before, level]);
    expect([second?.address, second?.attribute, second?.value, second?.level]).toEqual([`${type}.main`, attribute, after === '' ? null : after, then]);
  });

  it('says which ports a wide rule opens, and which of them administer machines', () => {
    const open = (from: number, to: number): string | undefined => pointWith(1, 'aws_vpc_security_group_ingress_rule', { cidr_ipv4: '0.0.0.0/0', from_port: from, to_port: to }, 'cidr_ipv4')?.says;
    expect(open(443, 443)).toBe('0.0.0.0/0 may reach port 443');
    expect(open(20, 30)).toBe('0.0.0.0/0 may reach ports 20 to 30, which include remote administration');
    expect(open(-1, -1)).toBe('0.0.0.0/0 may reach all ports');
  });

  it('misses the public access block of a bucket, and only of the bucket that has none', () => {
    const bucket = (name: string) => aNew('aws_s3_bucket', { bucket: name }, name);
    const block = aNew('aws_s3_bucket_public_access_block', { bucket: 'one', block_public_acls: true, block_public_policy: true, ignore_public_acls: true, restrict_public_buckets: true });
    const given = answer(1, anInput([bucket('one'), bucket('two'), block]));
    expect(pointOn(given, 'aws_s3_bucket.one', 'aws_s3_bucket_public_access_block')).toBeUndefined();
    expect(pointOn(given, 'aws_s3_bucket.two', 'aws_s3_bucket_public_access_block')).toMatchObject({ value: null, level: 'risk' });
  });

  it('leaves open whether a block is for a bucket while that is known only after apply', () => {
    const given = answer(1, anInput([aNew('aws_s3_bucket', { bucket: 'one' }), aNew('aws_s3_bucket_public_access_block', { bucket: UNKNOWN, block_public_acls: true })]));
    expect(pointOn(given, 'aws_s3_bucket.main', 'aws_s3_bucket_public_access_block')).toBeUndefined();
    expect(given.unanswered).toContain('storage: aws_s3_bucket.main: aws_s3_bucket_public_access_block: whether one is for this bucket is known only after apply');
  });

  it.each([
    [UNKNOWN, 'known only after apply'],
    [SENSITIVE, 'sensitive, so not judged'],
  ])('neither praises nor blames a value that it cannot see: %j', (hidden, why) => {
    const given = answer(1, anInput([aNew('aws_kms_key', { enable_key_rotation: hidden, policy: hidden })]));
    expect(pointOn(given, 'aws_kms_key.main', 'enable_key_rotation')).toBeUndefined();
    expect(given.points.filter(({ level }) => level === 'good')).toEqual([]);
    expect(given.unanswered).toContain(`storage: aws_kms_key.main: enable_key_rotation, policy: ${why}`);
  });

  it('rests no opinion on another attribute that it cannot see', () => {
    const given = answer(1, anInput([aNew('aws_sqs_queue', { kms_master_key_id: null, sqs_managed_sse_enabled: UNKNOWN })]));
    expect(given.points).toEqual([]);
    expect(given.unanswered).toContain('storage: aws_sqs_queue.main: sqs_managed_sse_enabled: known only after apply');
  });

  it('does not need that other attribute when its own decides', () => {
    const given = answer(1, anInput([aNew('aws_sqs_queue', { kms_master_key_id: 'key', sqs_managed_sse_enabled: UNKNOWN })]));
    expect(pointOn(given, 'aws_sqs_queue.main', 'kms_master_key_id')).toMatchObject({ level: 'good' });
    expect(given.unanswered.filter((text) => text.includes('aws_sqs_queue'))).toEqual([]);
  });

  it('counts sensitive values where they stand and shows none', () => {
    const given = answer(1, anInput([aNew('terraform_data', { input: { user: 'app', password: SENSITIVE }, output: [SENSITIVE] })]));
    expect(pointOn(given, 'terraform_data.main', 'input.password, output[0]')).toMatchObject({ value: 2, level: 'note' });
    expect(JSON.stringify(given)).not.toContain('$sensitive');
  });

  it('sees a safeguard go', () => {
    const gone = aPlannedResource({ type: 'aws_flow_log', action: 'delete', before: { traffic_type: 'ALL' } });
    expect(pointOn(answer(1, anInput([gone])), 'aws_flow_log.main', 'action')).toMatchObject({ value: 'delete', level: 'risk' });
    expect(answer(1, anInput([{ ...gone, action: 'no-op', after: { traffic_type: 'ALL' } }])).points).toEqual([]);
  });

  it('lists a type it knows nothing about by name and count, and says nothing good of it', () => {
    const given = answer(1, anInput([aNew('terraform_data', {}, 'a'), aNew('terraform_data', {}, 'b'), aNew('random_id', {})]));
    expect(given.points).toEqual([]);
    expect(given.unanswered).toEqual(expect.arrayContaining(['terraform_data (2): nothing is known here about its security', 'random_id (1): nothing is known here about its security']));
  });

  describe('from the record of scan', () => {
    const facts = (more: JsonObject): JsonObject => ({ components: ['storage'], tools: [{ tool: 'checkov', version: '3.3.30', covered: ['storage'], passed: 7 }], unwaived: 0, findings: [], waived: [], ...more });
    const scanned = (more: JsonObject, subjects = { 'test/storage': DIGEST }) => answer(1, anInput([], { records: [aChangeRecord({ step: 'scan', subjects, facts: facts(more) })] }));

    it('counts what nobody waived', () => {
      expect(pointOn(scanned({}), 'scan', 'findings without a waiver')).toMatchObject({ value: 0, level: 'good' });
      expect(pointOn(scanned({ unwaived: 2 }), 'scan', 'findings without a waiver')).toMatchObject({ value: 2, level: 'risk' });
    });

    it('names a finding at its resource, for the environment that is planned', () => {
      const finding = { tool: 'tfsec', check: 'aws-s3-enable-versioning', severity: 'MEDIUM', component: 'storage', environment: 'test', address: 'aws_s3_bucket.data', problem: 'no versioning' };
      const given = scanned({ unwaived: 2, findings: [finding, { ...finding, environment: 'production', address: 'aws_s3_bucket.other' }] });
      expect(pointOn(given, 'aws_s3_bucket.data', 'aws-s3-enable-versioning')).toMatchObject({ value: 'MEDIUM', level: 'risk', says: 'tfsec: no versioning' });
      expect(pointOn(given, 'aws_s3_bucket.other', 'aws-s3-enable-versioning')).toBeUndefined();
    });

    it('names a waiver with its end, once', () => {
      const waiver = { check: 'CKV_AWS_18', component: 'storage', reason: 'no access logs', owner: 'ann', expires: '2027-01-01', address: 'aws_s3_bucket.data' };
      expect(pointOn(scanned({ waived: [waiver, waiver] }), 'aws_s3_bucket.data', 'waiver of CKV_AWS_18')).toMatchObject({ value: '2027-01-01', level: 'note' });
    });

    it('is a risk when a scanner did not read the component', () => {
      const given = scanned({ tools: [{ tool: 'checkov', version: '3.3.30', covered: [], passed: 0 }] });
      expect(pointOn(given, 'storage', 'read by checkov')).toMatchObject({ value: false, level: 'risk' });
    });

    it.each([
      ['there is no record', anInput([]), 'what the scanners find: there is no record of scan'],
      ['the record is about another stack', anInput([], { records: [aChangeRecord({ step: 'scan', subjects: { 'test/storage': 'b'.repeat(64) }, facts: facts({}) })] }), 'what the scanners find in storage: the newest record of scan is about another stack of it'],
      ['the record says nothing', anInput([], { records: [aChangeRecord({ step: 'scan', verdict: 'fail', reasons: ['checkov crashed'], facts: {} })] }), 'what the scanners find: the record of scan (fail) does not say: checkov crashed'],
    ])('says so when %s', (_title, input, says) => {
      expect(answer(1, input).unanswered).toContain(says);
    });
  });
});
