import { DescribeContinuousBackupsCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { check, clientFor, expectEqual, output } from './world.ts';

/** The table can be restored to any second of the last 35 days. */
await check(async () => {
  const tableName = output('table_name');
  const dynamodb = new DynamoDBClient(clientFor(output('table_arn')));
  const { ContinuousBackupsDescription: backups } = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: tableName }));
  expectEqual('point-in-time recovery', backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus, 'ENABLED');
  return `${tableName}: point-in-time recovery is on`;
});
