import type { Json } from '../json.ts';
import { numberOf } from '../number-of.ts';
import { ENCRYPTION_RULES, type ControlledRule } from './encryption.ts';
import { EXPOSURE_RULES } from './exposure.ts';
import { requiresTls } from './policy.ts';
import { good, note, risk, type Opinion } from './rules.ts';

/** A year, as Security Hub's control asks for. */
const RETENTION_DAYS = 365;

function tls(types: string[], otherwise: (says: string) => Opinion, control?: string): ControlledRule {
  return {
    types,
    attribute: 'policy',
    ...(control === undefined ? {} : { control }),
    judge: (value) => (value !== undefined && requiresTls(value) ? good('requests without TLS are refused') : otherwise('its policy does not refuse requests without TLS')),
  };
}

function required(types: string[], attribute: string, yes: string, no: string, control: string): ControlledRule {
  return { types, attribute, control, judge: (value: Json | undefined) => (value === true || value === 'Enabled' ? good(yes) : risk(no)) };
}

const closed = (attribute: string): ControlledRule => ({
  types: ['aws_default_security_group'],
  attribute,
  control: 'EC2.2',
  judge: (value) => (Array.isArray(value) && value.length > 0 ? risk('the default security group lets traffic through') : good('the default security group lets nothing through')),
});

/** What published controls ask of single attributes. */
export const COMPLIANCE_RULES: readonly ControlledRule[] = [
  ...ENCRYPTION_RULES,
  ...EXPOSURE_RULES.filter(({ control }) => control !== undefined),
  tls(['aws_s3_bucket_policy'], risk, 'S3.5'),
  tls(['aws_sqs_queue_policy', 'aws_sns_topic_policy'], note),
  required(['aws_s3_bucket_versioning'], 'versioning_configuration[0].status', 'old versions are kept', 'no old version is kept', 'S3.14'),
  required(['aws_dynamodb_table'], 'point_in_time_recovery[0].enabled', 'continuous backups are on', 'continuous backups are off', 'DynamoDB.2'),
  required(['aws_dynamodb_table'], 'deletion_protection_enabled', 'deletion protection is on', 'deletion protection is off', 'DynamoDB.6'),
  required(['aws_cloudtrail'], 'enable_log_file_validation', 'a changed trail is noticed', 'a changed trail is not noticed', 'CloudTrail.4'),
  {
    types: ['aws_cloudwatch_log_group'],
    attribute: 'retention_in_days',
    control: 'CloudWatch.16',
    judge: (value) => {
      const days = Number(value ?? 0);
      if (days === 0) return note('log events are kept for ever, which is longer than data protection may allow');
      return days < RETENTION_DAYS ? risk(`log events are kept ${numberOf(days, 'day')}, less than a year`) : good(`log events are kept ${numberOf(days, 'day')}`);
    },
  },
  {
    types: ['aws_flow_log'],
    attribute: 'traffic_type',
    judge: (value) => (value === 'ALL' ? good('accepted and rejected traffic is recorded') : risk('only part of the traffic is recorded')),
  },
  {
    types: ['aws_cloudwatch_metric_alarm'],
    attribute: 'alarm_actions',
    control: 'CloudWatch.15',
    judge: (value) => (Array.isArray(value) && value.length > 0 ? good('the alarm calls something') : risk('the alarm calls nothing')),
  },
  closed('ingress'),
  closed('egress'),
];
