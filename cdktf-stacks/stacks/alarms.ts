/** The names of what is watched. */
export interface Watched {
  flowLogGroupName: string;
  bucketName: string;
  tableName: string;
  queueName: string;
  deadLetterQueueName: string;
  topicName: string;
}

export interface AlarmDefinition {
  id: string;
  alarmDescription: string;
  namespace: string;
  metricName: string;
  dimensions: Record<string, string>;
  statistic: 'Sum' | 'Maximum' | 'Average';
  /** Seconds. */
  period: number;
  evaluationPeriods: number;
  comparisonOperator: 'GreaterThanThreshold' | 'GreaterThanOrEqualToThreshold';
  threshold: number;
}

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const GIBIBYTE = 2 ** 30;

/** What operations is called for. Each description says what to look at first. */
export function alarmDefinitions(watched: Watched): AlarmDefinition[] {
  const anyInFiveMinutes = { statistic: 'Sum', period: 5 * MINUTE, evaluationPeriods: 1, comparisonOperator: 'GreaterThanOrEqualToThreshold', threshold: 1 } as const;
  const table = { namespace: 'AWS/DynamoDB', dimensions: { TableName: watched.tableName } };
  return [
    {
      id: 'dead_letters',
      alarmDescription: 'A message failed three times. Read it in the dead-letter queue, mend the consumer, redrive.',
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: watched.deadLetterQueueName },
      ...anyInFiveMinutes,
      statistic: 'Maximum',
    },
    {
      id: 'work_waits',
      alarmDescription: 'The oldest message waits longer than 15 minutes. See whether consumers run and keep up.',
      namespace: 'AWS/SQS',
      metricName: 'ApproximateAgeOfOldestMessage',
      dimensions: { QueueName: watched.queueName },
      statistic: 'Maximum',
      period: 5 * MINUTE,
      evaluationPeriods: 3,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 15 * MINUTE,
    },
    { id: 'table_reads_throttled', alarmDescription: 'Reads of the table are throttled. Look for a hot partition key.', metricName: 'ReadThrottleEvents', ...table, ...anyInFiveMinutes },
    { id: 'table_writes_throttled', alarmDescription: 'Writes to the table are throttled. Look for a hot partition key.', metricName: 'WriteThrottleEvents', ...table, ...anyInFiveMinutes },
    {
      id: 'bucket_grows',
      alarmDescription: 'The bucket holds more than 500 GiB. Look at what is written, and at the lifecycle rules.',
      namespace: 'AWS/S3',
      metricName: 'BucketSizeBytes',
      dimensions: { BucketName: watched.bucketName, StorageType: 'StandardStorage' },
      statistic: 'Average',
      period: DAY,
      evaluationPeriods: 1,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 500 * GIBIBYTE,
    },
    {
      id: 'flow_logs_surge',
      alarmDescription: 'More than 1 GiB of flow logs in an hour. Look for a scan or an exfiltration in the flow logs.',
      namespace: 'AWS/Logs',
      metricName: 'IncomingBytes',
      dimensions: { LogGroupName: watched.flowLogGroupName },
      statistic: 'Sum',
      period: HOUR,
      evaluationPeriods: 1,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: GIBIBYTE,
    },
    {
      id: 'notifications_fail',
      alarmDescription: 'SNS could not deliver a notification. Look at the subscriptions and the key policy.',
      namespace: 'AWS/SNS',
      metricName: 'NumberOfNotificationsFailed',
      dimensions: { TopicName: watched.topicName },
      ...anyInFiveMinutes,
    },
  ];
}
