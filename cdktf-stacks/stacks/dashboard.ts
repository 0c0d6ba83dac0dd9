import type { Watched } from './alarms.ts';

const WIDTH = 12;
const HEIGHT = 6;

/** The dashboard: the alarms on top, below them one graph a component. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export function dashboardBody(alarmArns: string[], watched: Omit<Watched, 'topicName'>, region: string): string {
  const graphs: [title: string, stat: string, metrics: string[][]][] = [
    ['Messages waiting', 'Maximum', [watched.queueName, watched.deadLetterQueueName].map((queue) => ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', queue])],
    ['Table: consumed capacity', 'Sum', ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'].map((metric) => ['AWS/DynamoDB', metric, 'TableName', watched.tableName])],
    ['Bucket size', 'Average', [['AWS/S3', 'BucketSizeBytes', 'BucketName', watched.bucketName, 'StorageType', 'StandardStorage']]],
    ['Flow logs', 'Sum', [['AWS/Logs', 'IncomingBytes', 'LogGroupName', watched.flowLogGroupName]]],
  ];
  const widgets = graphs.map(([title, stat, metrics], index) => ({
    type: 'metric',
    x: (index % 2) * WIDTH,
    y: HEIGHT * (1 + Math.floor(index / 2)),
    width: WIDTH,
    height: HEIGHT,
    properties: { title, region, stat, view: 'timeSeries', metrics },
  }));
  const alarms = { type: 'alarm', x: 0, y: 0, width: 2 * WIDTH, height: HEIGHT, properties: { title: 'Alarms', alarms: alarmArns } };
  return JSON.stringify({ widgets: [alarms, ...widgets] });
}
