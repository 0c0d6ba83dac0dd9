import { companion, requireOf, valueAt, type Control, type SynthesizedResource } from './control.ts';

const present = (value: unknown): boolean => typeof value === 'string' && value !== '';

/** `alias/aws/sqs` and its kind are AWS's own keys: nobody here decides who may use them. */
const ownKey = (value: unknown): boolean => present(value) && !String(value).includes('alias/aws/');

const BY_DEFAULT = ['rule', 'apply_server_side_encryption_by_default'];

function bucketEncrypted(bucket: SynthesizedResource, all: readonly SynthesizedResource[]): boolean {
  const setting = companion(all, 'aws_s3_bucket_server_side_encryption_configuration', 'bucket', bucket);
  const rules = [setting?.values['rule'] ?? []].flat();
  return rules.length === 1 && setting !== undefined && valueAt(setting, ...BY_DEFAULT, 'sse_algorithm') === 'aws:kms' && ownKey(valueAt(setting, ...BY_DEFAULT, 'kms_master_key_id'));
}

/** Data at rest: everything that stores something names a customer-managed key, and keys rotate. */
export const ENCRYPTION_CONTROLS: readonly Control[] = [
  {
    id: 'bucket-encrypted',
    statement: 'Every bucket encrypts with a customer-managed key.',
    violations: requireOf('aws_s3_bucket', bucketEncrypted, 'has no aws_s3_bucket_server_side_encryption_configuration with aws:kms and a key of ours'),
  },
  {
    id: 'queue-encrypted',
    statement: 'Every queue encrypts with a customer-managed key.',
    violations: requireOf('aws_sqs_queue', (queue) => ownKey(valueAt(queue, 'kms_master_key_id')), 'names no key of ours in kms_master_key_id'),
  },
  {
    id: 'topic-encrypted',
    statement: 'Every topic encrypts with a customer-managed key.',
    violations: requireOf('aws_sns_topic', (topic) => ownKey(valueAt(topic, 'kms_master_key_id')), 'names no key of ours in kms_master_key_id'),
  },
  {
    id: 'table-encrypted',
    statement: 'Every table encrypts with a customer-managed key.',
    violations: requireOf(
      'aws_dynamodb_table',
      (table) => valueAt(table, 'server_side_encryption', 'enabled') === true && ownKey(valueAt(table, 'server_side_encryption', 'kms_key_arn')),
      'names no key of ours in server_side_encryption',
    ),
  },
  {
    id: 'logs-encrypted',
    statement: 'Every log group encrypts with a customer-managed key.',
    violations: requireOf('aws_cloudwatch_log_group', (group) => ownKey(valueAt(group, 'kms_key_id')), 'names no key of ours in kms_key_id'),
  },
  {
    id: 'key-rotates',
    statement: 'Every key rotates and has a policy of its own.',
    violations: requireOf('aws_kms_key', (key) => valueAt(key, 'enable_key_rotation') === true && present(valueAt(key, 'policy')), 'has no enable_key_rotation true, or no policy'),
  },
];
