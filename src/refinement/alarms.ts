import { knownValue, readAll, readOne } from './reading.ts';
import { ONLY_AFTER_APPLY } from './rules.ts';
import type { Surroundings } from './surroundings.ts';
import { ofType, related, type Related, type Subject } from './subject.ts';

const ALARM = 'aws_cloudwatch_metric_alarm';

/** Dimension by which CloudWatch's metrics name a resource. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html */
const DIMENSIONS: Readonly<Record<string, string>> = {
  aws_sqs_queue: 'QueueName',
  aws_dynamodb_table: 'TableName',
  aws_s3_bucket: 'BucketName',
  aws_sns_topic: 'TopicName',
  aws_cloudwatch_log_group: 'LogGroupName',
  aws_lambda_function: 'FunctionName',
  aws_db_instance: 'DBInstanceIdentifier',
  aws_rds_cluster: 'DBClusterIdentifier',
  aws_nat_gateway: 'NatGatewayId',
  aws_instance: 'InstanceId',
  aws_efs_file_system: 'FileSystemId',
  aws_kinesis_stream: 'StreamName',
};

/** Whether CloudWatch has a dimension for the type that is known here. */
export function canBeWatched(type: string): boolean {
  return Object.hasOwn(DIMENSIONS, type);
}

/** Alarms among `all` whose metric's dimension names the resource. */
function alarmsOn(subject: Subject, all: Subject[]): Related {
  const dimension = DIMENSIONS[subject.resource.type];
  if (dimension === undefined) return { found: [], undetermined: [] };
  const alarms = ofType(all, ALARM);
  const plain = related(subject, alarms, `dimensions.${dimension}`);
  const inQueries = related(subject, alarms, `metric_query[*].metric[*].dimensions.${dimension}`);
  const found = [...new Set([...plain.found, ...inQueries.found])];
  return { found, undetermined: [...new Set([...plain.undetermined, ...inQueries.undetermined])].filter((alarm) => !found.includes(alarm)) };
}

function looksAt({ values }: Subject, metrics: readonly string[] | undefined): 'yes' | 'no' | 'unknown' {
  if (metrics === undefined) return 'yes';
  const readings = [readOne(values, 'metric_name'), ...readAll(values, 'metric_query[*].metric[*].metric_name')];
  if (readings.some((reading) => reading.state === 'known' && typeof reading.value === 'string' && metrics.includes(reading.value))) return 'yes';
  return readings.some(({ state }) => state === 'unknown' || state === 'sensitive') ? 'unknown' : 'no';
}

/** Whether anybody hears the alarm. `unknown`: its actions are known only after apply, or hidden. */
function tellsSomebody({ values }: Subject): 'yes' | 'no' | 'unknown' {
  if (knownValue(values, 'actions_enabled') === false) return 'no';
  const actions = readOne(values, 'alarm_actions');
  if (actions.state === 'unknown' || actions.state === 'sensitive') return 'unknown';
  return actions.state === 'known' && Array.isArray(actions.value) && actions.value.length > 0 ? 'yes' : 'no';
}

export type Watch =
  | { state: 'heard'; alarms: string[] }
  | { state: 'unheard'; alarms: string[] }
  /** `others`: alarms on it that look at other metrics. */
  | { state: 'unwatched'; others: string[] }
  /** `why` completes the sentence `alarms on it: …`. */
  | { state: 'open'; why: string };

/**
 * Who watches a resource, among the planned alarms and those of the rehearsed components beside them.
 * `metrics`: only alarms on one of these count.
 */
export function watchOn(subject: Subject, planned: Subject[], { seen, unseen }: Surroundings, metrics?: readonly string[]): Watch {
  const on = alarmsOn(subject, [...planned, ...seen]);
  const found = on.found.filter((alarm) => looksAt(alarm, metrics) === 'yes');
  const undetermined = [...on.undetermined, ...on.found.filter((alarm) => looksAt(alarm, metrics) === 'unknown')].filter((alarm) => looksAt(alarm, metrics) !== 'no');
  const names = (alarms: Subject[]): string[] => alarms.map(({ component, resource }) => (component === subject.component ? resource.address : `${component}: ${resource.address}`));
  const heard = found.filter((alarm) => tellsSomebody(alarm) === 'yes');
  if (heard.length > 0) return { state: 'heard', alarms: names(heard) };
  const open = [...found.filter((alarm) => tellsSomebody(alarm) === 'unknown'), ...undetermined];
  if (open.length > 0) return { state: 'open', why: `whether ${names(open).join(', ')} watches it and tells somebody is ${ONLY_AFTER_APPLY}` };
  if (unseen.length > 0) return { state: 'open', why: `none is in sight, and what ${unseen.join(', ')} will hold is neither planned here nor rehearsed yet` };
  return found.length > 0 ? { state: 'unheard', alarms: names(found) } : { state: 'unwatched', others: names(on.found) };
}
