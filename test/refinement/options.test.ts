import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { answer, complaintAbout, OPTIONS } from '../../src/refinement/options.ts';
import { SENSITIVE, UNKNOWN } from '../../src/terraform/plan.ts';
import { aPlannedResource } from '../helpers/a-plan.ts';
import { anInput, aNew, pointOn } from './an-input.ts';

const ASKED = [1, 2, 3, 4, 5, 6, 7, 8];

describe('the eight options', () => {
  it('are the mission\'s, by number', () => {
    expect(OPTIONS.map(({ number, key }) => `${number} ${key}`)).toEqual(['1 security', '2 performance', '3 cost', '4 fmea', '5 deployment', '6 readiness', '7 compliance', '8 finalise']);
  });

  it.each(ASKED)('answer under their own number: %d', (option) => {
    expect(answer(option, anInput([aNew('aws_kms_key', {})])).option).toBe(option);
  });

  it.each([0, 9, 1.5, Number.NaN])('refuse %d and say what is allowed', (choice) => {
    expect(() => answer(choice, anInput([]))).toThrow(UserError);
    expect(complaintAbout(choice)?.allowed).toBe('1 security, 2 performance, 3 cost, 4 fmea, 5 deployment, 6 readiness, 7 compliance, 8 finalise');
  });

  it.each(ASKED.slice(0, 7))('say of no plan that there is none: %d', (option) => {
    const given = answer(option, { components: [], records: [] });
    expect(given.points.filter(({ level }) => level === 'good')).toEqual([]);
    expect(given.unanswered).toContain('there is no plan to answer from');
  });

  it.each(ASKED.slice(0, 7))('say so when nothing is left to speak of: %d', (option) => {
    expect(answer(option, anInput([aPlannedResource({ type: 'aws_sqs_queue', action: 'delete', before: {} })])).unanswered).toContain('no managed resource will exist after this change');
  });

  it.each(ASKED)('never let a hidden value show or count as good: %d', (option) => {
    const types = ['aws_kms_key', 'aws_s3_bucket', 'aws_s3_bucket_versioning', 'aws_s3_bucket_public_access_block', 'aws_dynamodb_table', 'aws_sqs_queue', 'aws_sns_topic', 'aws_cloudwatch_metric_alarm', 'aws_cloudwatch_log_group', 'aws_subnet', 'aws_vpc_endpoint', 'aws_flow_log', 'aws_iam_role', 'aws_iam_role_policy', 'aws_vpc_security_group_ingress_rule', 'aws_db_instance'];
    const attributes = [
      'enable_key_rotation', 'policy', 'deletion_window_in_days', 'bucket', 'force_destroy', 'versioning_configuration', 'block_public_policy', 'block_public_acls', 'ignore_public_acls', 'restrict_public_buckets', 'billing_mode',
      'point_in_time_recovery', 'deletion_protection_enabled', 'server_side_encryption', 'kms_master_key_id', 'redrive_policy', 'message_retention_seconds', 'receive_wait_time_seconds', 'visibility_timeout_seconds', 'alarm_actions',
      'ok_actions', 'alarm_description', 'treat_missing_data', 'period', 'dimensions', 'retention_in_days', 'kms_key_id', 'availability_zone', 'cidr_block', 'cidr_ipv4', 'cidr_ipv6', 'traffic_type', 'assume_role_policy', 'map_public_ip_on_launch',
      'vpc_endpoint_type', 'tags_all', 'storage_encrypted', 'publicly_accessible', 'multi_az', 'backup_retention_period', 'deletion_protection', 'arn', 'region', 'id', 'name', 'log_group_class', 'fifo_queue', 'fifo_topic', 'instance_class',
    ];
    for (const hidden of [UNKNOWN, SENSITIVE]) {
      const given = answer(option, anInput(types.map((type) => aNew(type, Object.fromEntries(attributes.map((attribute) => [attribute, hidden]))))));
      // What is good then is about the plan as a whole: how many of a type, no downtime.
      expect(given.points.filter(({ level, address }) => level === 'good' && address.includes('.'))).toEqual([]);
      expect(given.points.map(({ says }) => says).join()).not.toContain('$');
    }
  });

  describe('the eighth', () => {
    it('counts the risks of the others', () => {
      const risks = (rotation: boolean) => pointOn(answer(8, anInput([aNew('aws_kms_key', { enable_key_rotation: rotation })])), 'option 1, Security', 'risks');
      expect(risks(true)).toMatchObject({ value: 0, level: 'note' });
      expect(risks(false)).toMatchObject({ value: 1, level: 'risk' });
    });

    it('calls nothing good that could say nothing', () => {
      const given = answer(8, anInput([aNew('terraform_data', {})]));
      expect(given.points.filter(({ level }) => level === 'good')).toEqual([]);
      expect(pointOn(given, 'option 2, Performance', 'risks')?.says).toContain('it could say nothing');
      // Nothing unanswered either: a key has no performance of its own.
      expect(pointOn(answer(8, anInput([aNew('aws_kms_key', { enable_key_rotation: true })])), 'option 2, Performance', 'risks')).toMatchObject({ level: 'note', says: 'it could say nothing' });
    });
  });
});
