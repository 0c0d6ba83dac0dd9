import { DeleteItemCommand, DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { check, clientFor, expectEqual, output, uniqueName } from './world.ts';

/** An item is written, reads back, is removed, and is gone; the table is encrypted with the platform's key. */
await check(async () => {
  const tableName = output('table_name');
  const keyArn = output('encryption_key_arn');
  const dynamodb = new DynamoDBClient(clientFor(output('table_arn')));
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: tableName }));
  expectEqual('state of encryption', Table?.SSEDescription?.Status, 'ENABLED');
  expectEqual('key', Table?.SSEDescription?.KMSMasterKeyArn, keyArn);
  const key = { pk: { S: uniqueName() }, sk: { S: 'item' } };
  const read = async () => (await dynamodb.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }))).Item;
  await dynamodb.send(new PutItemCommand({ TableName: tableName, Item: { ...key, content: { S: 'kept' } } }));
  try {
    expectEqual('content', (await read())?.['content'], { S: 'kept' });
  } finally {
    await dynamodb.send(new DeleteItemCommand({ TableName: tableName, Key: key }));
  }
  expectEqual('the item after its removal', await read(), undefined);
  return `${tableName}: an item was written, read and removed`;
});
