import { withControls } from '../compliance/controls-of.ts';
import type { Json } from '../json.ts';
import { good, look, note, risk, type Opinion, type Rule } from './rules.ts';
import { plainText } from './value-text.ts';

/**
 * A rule that a published control asks for as well. Control ids are those of AWS Security Hub
 * (https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html); src/compliance/controls.json
 * says which controls of CIS AWS Foundations ask for the same.
 */
export interface ControlledRule extends Rule {
  control?: string;
}

/** The same rule with its control named at the end of what it says. */
export function namingControl(rule: ControlledRule): Rule {
  const { control } = rule;
  if (control === undefined) return rule;
  return {
    ...rule,
    judge: (value, subject, all) => {
      const opinion = rule.judge(value, subject, all);
      return opinion && { ...opinion, says: `${opinion.says} [${withControls(control)}]` };
    },
  };
}

/** A key of one's own is good; without one, `otherwise` says what the service does by itself. */
function ownKey(otherwise: Opinion): (value: Json | undefined) => Opinion {
  return (value) => {
    if (value === undefined) return otherwise;
    return /(^|\/)alias\/aws\//.test(plainText(value))
      ? note("encrypted at rest with AWS's key for the service, whose policy cannot be changed")
      : good('encrypted at rest with a key whose policy and rotation are in your hands');
  };
}

const plain = (what: string): Opinion => risk(`${what} is not encrypted at rest`);

function enabled(yes: string, no: string): Rule['judge'] {
  return (value) => (value === true ? good(yes) : risk(no));
}

function bucketAlgorithm(value: Json | undefined): Opinion {
  if (value === 'aws:kms' || value === 'aws:kms:dsse') return good('objects are encrypted at rest through KMS');
  if (value === 'AES256') return note("objects are encrypted with S3's own key: no key policy guards them and no key use is recorded");
  return risk('no known encryption at rest is set for the objects');
}

export const ENCRYPTION_RULES: readonly ControlledRule[] = [
  {
    types: ['aws_kms_key'],
    attribute: 'enable_key_rotation',
    control: 'KMS.4',
    judge: (value, subject) => {
      if (value === true) return good('the key material is rotated');
      return (look(subject, 'customer_master_key_spec') ?? 'SYMMETRIC_DEFAULT') !== 'SYMMETRIC_DEFAULT'
        ? note('AWS rotates no asymmetric or HMAC key: rotate it by a new key')
        : risk('the key material is never rotated');
    },
  },
  { types: ['aws_s3_bucket_server_side_encryption_configuration'], attribute: 'rule[*].apply_server_side_encryption_by_default[0].sse_algorithm', control: 'S3.17', judge: bucketAlgorithm },
  {
    types: ['aws_dynamodb_table'],
    attribute: 'server_side_encryption[0].enabled',
    judge: (value) => (value === true ? good('items are encrypted at rest through KMS') : note('items are encrypted with a key that AWS owns: no key policy guards them and no key use is recorded')),
  },
  {
    types: ['aws_dynamodb_table'],
    attribute: 'server_side_encryption[0].kms_key_arn',
    judge: ownKey(note('no key of your own encrypts the table')),
  },
  {
    types: ['aws_sqs_queue'],
    attribute: 'kms_master_key_id',
    control: 'SQS.1',
    judge: (value, subject) => {
      if (value !== undefined) return ownKey(plain('the queue'))(value);
      return look(subject, 'sqs_managed_sse_enabled') === true ? note("messages are encrypted with SQS's own key: no key policy guards them") : plain('the queue');
    },
  },
  { types: ['aws_sns_topic'], attribute: 'kms_master_key_id', control: 'SNS.1', judge: ownKey(plain('the topic')) },
  { types: ['aws_cloudwatch_log_group', 'aws_secretsmanager_secret'], attribute: 'kms_key_id', judge: ownKey(note('encrypted with a key that AWS owns: no key policy guards it')) },
  { types: ['aws_db_instance', 'aws_rds_cluster'], attribute: 'storage_encrypted', control: 'RDS.3 or RDS.27', judge: enabled('the storage is encrypted at rest', 'the storage is not encrypted at rest') },
  { types: ['aws_ebs_volume', 'aws_efs_file_system'], attribute: 'encrypted', judge: enabled('encrypted at rest', 'not encrypted at rest') },
];
