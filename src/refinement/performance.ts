import type { Json } from '../json.ts';
import { byLevel, type Answer, type RefinementInput } from './option.ts';
import { QUOTA_RULES, quotaPoints } from './quotas.ts';
import { isDeadLetterQueue } from './dead-letter-queue.ts';
import { readOne } from './reading.ts';
import { answerOf, applyRules, good, look, note, risk, typesOf, type Opinion, type Part, type Rule } from './rules.ts';
import { ofType, point, related, subjectsOf, type Subject } from './subject.ts';
import { isProvisioned } from './table-capacity.ts';
import { plainText } from './value-text.ts';

/** Seconds: an alarm that takes longer than this tells of an outage late. */
const QUICK = 300;
const SLOW = 900;
/** S3's storage metrics. https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html */
const ONCE_A_DAY = ['BucketSizeBytes', 'NumberOfObjects'];
/** Seconds that a reader of a queue may wait for a message: SQS allows no more, and less means more empty answers. */
const LONG_POLL = 20;
/** Storage classes whose objects must be restored before they can be read. */
const RESTORED_FIRST: Record<string, string> = { GLACIER: 'minutes to hours', DEEP_ARCHIVE: '12 hours and more' };

const alarms = ['aws_cloudwatch_metric_alarm'];
const queues = ['aws_sqs_queue'];
const tables = ['aws_dynamodb_table'];

const PERFORMANCE_RULES: readonly Rule[] = [
  { types: tables, attribute: 'billing_mode', judge: billingMode },
  { types: tables, attribute: 'read_capacity', applies: isProvisioned, judge: capacity('reads') },
  { types: tables, attribute: 'write_capacity', applies: isProvisioned, judge: capacity('writes') },
  { types: tables, attribute: 'on_demand_throughput[0].max_read_request_units', judge: (value) => ceiling(value, 'reads') },
  { types: tables, attribute: 'on_demand_throughput[0].max_write_request_units', judge: (value) => ceiling(value, 'writes') },
  {
    types: queues,
    attribute: 'receive_wait_time_seconds',
    judge: (value, subject) => {
      const seconds = Number(value ?? 0);
      if (seconds >= LONG_POLL) return good('readers wait for a message (long polling), so few calls come back empty');
      if (seconds > 0) return note(`readers wait ${seconds} s for a message; ${LONG_POLL} s would cost fewer calls`);
      const says = 'short polling, unless the reader asks to wait: a call comes back at once and empty, and may miss messages that are there';
      return isDeadLetterQueue(subject) ? note(says) : risk(says);
    },
  },
  { types: queues, attribute: 'visibility_timeout_seconds', judge: visibility },
  { types: queues, attribute: 'delay_seconds', judge: (value) => (Number(value ?? 0) > 0 ? note(`every message waits ${Number(value)} s before it can be read`) : undefined) },
  {
    types: queues,
    attribute: 'fifo_queue',
    judge: (value, subject) => (value === true && look(subject, 'fifo_throughput_limit') !== 'perMessageGroupId' ? note('ordered: 300 calls a second for the whole queue and each action, without batches') : undefined),
  },
  { types: queues, attribute: 'kms_data_key_reuse_period_seconds', judge: (value) => (typeof value === 'number' && value < 300 ? note(`a new data key is asked of KMS every ${value} s; KMS throttles per account`) : undefined) },
  { types: alarms, attribute: 'period', judge: detectionTime },
  {
    types: ['aws_s3_bucket_lifecycle_configuration'],
    attribute: 'rule[*].transition[*].storage_class',
    judge: (value) => (RESTORED_FIRST[plainText(value)] === undefined ? good('objects can still be read at once') : risk(`reading such an object takes ${RESTORED_FIRST[plainText(value)] ?? ''}`)),
  },
  {
    types: ['aws_s3_bucket_server_side_encryption_configuration'],
    attribute: 'rule[*].bucket_key_enabled',
    judge: (value) => (value === true ? good('one bucket key saves most calls to KMS') : note('every object asks KMS by itself; KMS throttles per account')),
  },
  {
    types: ['aws_vpc_endpoint'],
    attribute: 'vpc_endpoint_type',
    judge: (value) => (value === 'Interface' ? note('an interface endpoint has a limit per zone') : good('a gateway endpoint: no extra hop and no limit of its own')),
  },
  { types: ['aws_subnet'], attribute: 'cidr_block', judge: addressRoom },
  { types: ['aws_db_instance', 'aws_ebs_volume'], attribute: 'iops', judge: (value) => (value === undefined ? undefined : note(`limited to ${Number(value)} operations a second`)) },
  { types: ['aws_db_instance', 'aws_rds_cluster_instance', 'aws_elasticache_cluster'], attribute: 'instance_class', judge: burstable },
  { types: ['aws_instance', 'aws_launch_template'], attribute: 'instance_type', judge: burstable },
  { types: ['aws_lambda_function'], attribute: 'memory_size', judge: (value) => note(`${Number(value ?? 128)} MB; CPU grows with memory`) },
  { types: ['aws_lambda_function'], attribute: 'reserved_concurrent_executions', judge: (value) => (typeof value === 'number' && value >= 0 ? note(`at most ${value} at once`) : undefined) },
];

const NOTHING_TO_SAY = [
  'aws_s3_bucket', 'aws_s3_bucket_versioning', 'aws_s3_bucket_public_access_block', 'aws_s3_bucket_policy', 'aws_s3_bucket_ownership_controls', 'aws_s3_bucket_logging',
  'aws_kms_key', 'aws_kms_alias', 'aws_kms_key_policy', 'aws_vpc', 'aws_route_table', 'aws_route_table_association', 'aws_default_security_group', 'aws_security_group',
  'aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule', 'aws_security_group_rule', 'aws_flow_log', 'aws_iam_role', 'aws_iam_policy', 'aws_iam_role_policy',
  'aws_iam_role_policy_attachment', 'aws_sns_topic', 'aws_sns_topic_policy', 'aws_sns_topic_subscription', 'aws_sqs_queue_policy', 'aws_sqs_queue_redrive_allow_policy',
  'aws_sqs_queue_redrive_policy', 'aws_cloudwatch_log_group', 'aws_cloudwatch_dashboard', 'aws_appautoscaling_target', 'aws_appautoscaling_policy',
];

/** Option 2: capacity, waiting, time to detect, storage classes, service quotas. Nothing here is measured: `validate` measures. */
export function performance(input: RefinementInput): Answer {
  const subjects = subjectsOf(input);
  const rules = [...PERFORMANCE_RULES, ...QUOTA_RULES];
  const answer = answerOf(2, 'Performance', 'performance', [...typesOf(rules), ...NOTHING_TO_SAY], input, [applyRules(rules, subjects), unscaledTables(subjects), { points: quotaPoints(subjects), gaps: [] }]);
  return { ...answer, points: byLevel(answer.points) };
}

function billingMode(value: Json | undefined): Opinion {
  return value === 'PAY_PER_REQUEST' ? good('capacity follows the load; a jump beyond twice the earlier peak within 30 minutes may be throttled') : note('capacity is fixed beforehand; what goes beyond it is throttled');
}

function capacity(what: string): Rule['judge'] {
  return (value) => (typeof value === 'number' && value > 0 ? note(`${what} beyond ${value} units a second are throttled`) : undefined);
}

function ceiling(value: Json | undefined, what: string): Opinion | undefined {
  return typeof value === 'number' && value > 0 ? note(`${what} beyond ${value} units a second are refused, whatever the load`) : undefined;
}

function visibility(value: Json | undefined, subject: Subject): Opinion {
  const seconds = Number(value ?? 30);
  const wait = Number(look(subject, 'receive_wait_time_seconds') ?? 0);
  return seconds <= wait
    ? risk(`a message shows again after ${seconds} s, no later than a reader's wait of ${wait} s: it is worked on twice`)
    : note(`a reader has ${seconds} s to finish a message before another gets it`);
}

function detectionTime(value: Json | undefined, subject: Subject): Opinion | undefined {
  if (typeof value !== 'number') return undefined;
  const periods = Number(look(subject, 'evaluation_periods') ?? 1);
  const seconds = value * periods;
  if (ONCE_A_DAY.includes(plainText(look(subject, 'metric_name')))) return note(`fires ${seconds} s after the metric goes wrong; AWS measures it once a day, so no alarm on it is quicker`);
  const says = `fires ${seconds} s after the metric goes wrong (${periods} period(s) of ${value} s)`;
  if (seconds <= QUICK) return good(says);
  return seconds > SLOW ? risk(says) : note(says);
}

/** AWS keeps five addresses of each subnet. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
function addressRoom(value: Json | undefined): Opinion | undefined {
  const prefix = Number(plainText(value).split('/')[1]);
  if (!Number.isInteger(prefix) || prefix < 16 || prefix > 28) return undefined;
  const room = 2 ** (32 - prefix) - 5;
  const says = `room for ${room} addresses`;
  return room < 59 ? risk(says) : good(says);
}

function burstable(value: Json | undefined): Opinion | undefined {
  if (value === undefined) return undefined;
  return /(^|\.)t\d/.test(plainText(value)) ? note('burstable: slow once its credits are used up') : good('steady performance');
}

/** A table with fixed capacity and nothing that scales it. */
function unscaledTables(subjects: Subject[]): Part {
  const scalers = ofType(subjects, 'aws_appautoscaling_target');
  const part: Part = { points: [], gaps: [] };
  for (const table of ofType(subjects, 'aws_dynamodb_table')) {
    const mode = readOne(table.values, 'billing_mode');
    if (mode.state === 'known' ? mode.value !== 'PROVISIONED' : mode.state !== 'absent') continue;
    const { found, undetermined } = related({ ...table, values: { id: `table/${plainText(table.values['name'])}` } }, scalers, 'resource_id');
    if (found.length === 0 && undetermined.length === 0) part.points.push(point(table, 'aws_appautoscaling_target', null, 'risk', 'nothing in these plans scales the fixed capacity of this table'));
  }
  return part;
}
