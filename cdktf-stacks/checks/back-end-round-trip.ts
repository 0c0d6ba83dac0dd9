import { readFileSync } from 'node:fs';
import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { check, clientFor, expectEqual, uniqueName } from './world.ts';

/** What the back end does, with its connection settings alone: it keeps an item, and finds its queue. */
await check(async () => {
  const { components } = JSON.parse(readFileSync(process.env['CUTOVER_CONNECTION_FILE'] ?? '', 'utf8')) as { components: Record<string, Record<string, string>> };
  const { database = {}, messaging = {} } = components;
  const dynamodb = new DynamoDBClient(clientFor(database['table_arn'] ?? ''));
  const key = { pk: { S: uniqueName() }, sk: { S: 'item' } };
  await dynamodb.send(new PutItemCommand({ TableName: database['table_name'], Item: key }));
  try {
    expectEqual('the item', (await dynamodb.send(new GetItemCommand({ TableName: database['table_name'], Key: key, ConsistentRead: true }))).Item, key);
  } finally {
    await dynamodb.send(new DeleteItemCommand({ TableName: database['table_name'], Key: key }));
  }
  const { Attributes } = await new SQSClient(clientFor(messaging['queue_arn'] ?? '')).send(new GetQueueAttributesCommand({ QueueUrl: messaging['queue_url'], AttributeNames: ['QueueArn'] }));
  expectEqual('the queue', Attributes?.['QueueArn'], messaging['queue_arn']);
  return `${database['table_name'] ?? ''} and ${messaging['queue_url'] ?? ''}: found and used, by connection.json alone`;
});
