import type { Json } from '../json.ts';
import { numberOf } from '../number-of.ts';
import { isDeadLetterQueue } from './dead-letter-queue.ts';
import { good, note, risk, type Opinion, type Rule } from './rules.ts';
import type { Subject } from './subject.ts';
import { isProvisioned } from './table-capacity.ts';
import { plainText } from './value-text.ts';

const fixed = (says: string) => (): Opinion => note(says);
const whenSet = (says: (value: Json) => string): Rule['judge'] => (value) => (value === undefined ? undefined : note(says(value)));

function kept(value: Json | undefined): Opinion {
  const days = Number(value ?? 0);
  return days === 0 ? risk('log events are kept for ever: the cost only grows') : note(`log events are paid for ${numberOf(days, 'day')}`);
}

function polling(value: Json | undefined, subject: Subject): Opinion {
  if (Number(value ?? 0) > 0) return good('long polling: few paid calls come back empty');
  const says = 'short polling, unless the reader asks to wait: empty answers are paid calls';
  return isDeadLetterQueue(subject) ? note(says) : risk(says);
}

/** Attributes that decide what a resource costs, without a price. */
export const COST_DRIVERS: readonly Rule[] = [
  { types: ['aws_kms_key'], attribute: 'multi_region', judge: (value) => note(value === true ? 'each replica of the key is paid like a key' : 'one key, paid by the month and by the call') },
  { types: ['aws_kms_key'], attribute: 'enable_key_rotation', judge: (value) => (value === true ? note('the first two rotations add to the monthly price of the key') : undefined) },
  { types: ['aws_s3_bucket_versioning'], attribute: 'versioning_configuration[0].status', judge: (value) => (value === 'Enabled' ? note('every old version is stored and paid until a lifecycle rule expires it') : note('no old versions are stored')) },
  { types: ['aws_s3_bucket_lifecycle_configuration'], attribute: 'rule[*].transition[*].storage_class', judge: whenSet((value) => `objects move to ${plainText(value)}: cheaper to keep, dearer to read`) },
  { types: ['aws_s3_bucket_lifecycle_configuration'], attribute: 'rule[*].expiration[*].days', judge: whenSet((value) => `objects are paid for ${plainText(value)} days`) },
  { types: ['aws_s3_bucket_lifecycle_configuration'], attribute: 'rule[*].noncurrent_version_expiration[*].noncurrent_days', judge: whenSet((value) => `old versions are paid for ${plainText(value)} days`) },
  {
    types: ['aws_s3_bucket_lifecycle_configuration'],
    attribute: 'rule[*].abort_incomplete_multipart_upload[*].days_after_initiation',
    judge: whenSet((value) => `the parts of a broken upload are paid for ${plainText(value)} days`),
  },
  { types: ['aws_s3_bucket_server_side_encryption_configuration'], attribute: 'rule[*].bucket_key_enabled', judge: (value) => (value === true ? good('a bucket key saves most calls to KMS') : note('each object is a paid call to KMS')) },
  { types: ['aws_dynamodb_table'], attribute: 'billing_mode', judge: (value) => note(value === 'PAY_PER_REQUEST' ? 'paid by the request' : 'capacity is paid by the hour, used or not') },
  { types: ['aws_dynamodb_table'], attribute: 'read_capacity', applies: isProvisioned, judge: provisioned('read') },
  { types: ['aws_dynamodb_table'], attribute: 'write_capacity', applies: isProvisioned, judge: provisioned('write') },
  { types: ['aws_dynamodb_table'], attribute: 'table_class', judge: whenSet((value) => `table class ${plainText(value)}`) },
  { types: ['aws_dynamodb_table'], attribute: 'point_in_time_recovery[0].enabled', judge: (value) => (value === true ? note('continuous backups are paid by the gigabyte') : undefined) },
  { types: ['aws_dynamodb_table'], attribute: 'replica', judge: (value) => (Array.isArray(value) && value.length > 0 ? note(`${value.length} replica(s): writes and storage are paid in each`) : undefined) },
  { types: ['aws_sqs_queue'], attribute: 'receive_wait_time_seconds', judge: polling },
  { types: ['aws_sqs_queue'], attribute: 'kms_data_key_reuse_period_seconds', judge: whenSet((value) => `a call to KMS every ${plainText(value)} s while the queue is used`) },
  { types: ['aws_sns_topic'], attribute: 'fifo_topic', judge: (value) => note(value === true ? 'ordered: paid by message and by gigabyte' : 'paid by publication and by delivery') },
  { types: ['aws_sns_topic_subscription'], attribute: 'protocol', judge: (value) => (value === 'sms' ? risk('each text message is paid, by country') : undefined) },
  { types: ['aws_cloudwatch_metric_alarm'], attribute: 'period', judge: (value) => note(typeof value === 'number' && value < 60 ? `a period of ${value} s makes it a high-resolution alarm, paid at a higher rate` : 'one alarm at the standard rate for each metric it looks at') },
  { types: ['aws_cloudwatch_dashboard'], attribute: 'dashboard_name', judge: fixed('a dashboard is paid by the month beyond the free ones') },
  { types: ['aws_cloudwatch_log_group'], attribute: 'retention_in_days', judge: kept },
  { types: ['aws_cloudwatch_log_group'], attribute: 'log_group_class', judge: (value) => note(value === 'INFREQUENT_ACCESS' ? 'half the price to take in, fewer features' : 'the standard price to take in') },
  { types: ['aws_flow_log'], attribute: 'max_aggregation_interval', judge: (value) => note(`one record for each flow every ${Number(value ?? 600)} s; shorter means more to take in and keep`) },
  { types: ['aws_flow_log'], attribute: 'traffic_type', judge: (value) => note(`records ${plainText(value ?? 'ALL')} traffic`) },
  { types: ['aws_vpc_endpoint'], attribute: 'vpc_endpoint_type', judge: (value) => (value === 'Interface' ? note('paid by the hour for each zone, and by the gigabyte') : good('a gateway endpoint is free')) },
  { types: ['aws_nat_gateway'], attribute: 'connectivity_type', judge: fixed('paid by the hour, and by the gigabyte') },
  { types: ['aws_eip'], attribute: 'domain', judge: fixed('a public IPv4 address is paid by the hour') },
  { types: ['aws_instance'], attribute: 'instance_type', judge: whenSet((value) => `${plainText(value)}, paid while it runs`) },
  { types: ['aws_db_instance', 'aws_rds_cluster_instance'], attribute: 'instance_class', judge: whenSet((value) => `${plainText(value)}, paid while it runs`) },
  { types: ['aws_db_instance'], attribute: 'multi_az', judge: (value) => (value === true ? note('two instances are paid') : undefined) },
  { types: ['aws_db_instance'], attribute: 'allocated_storage', judge: whenSet((value) => `${plainText(value)} GB, paid used or not`) },
  { types: ['aws_lambda_function'], attribute: 'memory_size', judge: (value) => note(`${Number(value ?? 128)} MB are paid for each moment it runs`) },
];

function provisioned(what: string): Rule['judge'] {
  return (value) => (typeof value === 'number' && value > 0 ? note(`${value} ${what} capacity units, paid used or not`) : undefined);
}
