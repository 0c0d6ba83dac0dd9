import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { check, clientFor, expectEqual, output, s3ClientFor } from './world.ts';

/** Bucket, table and queues are all encrypted with the encryption component's key. Over four components, reads only. */
await check(async () => {
  const keyArn = output('encryption_key_arn');
  const { ServerSideEncryptionConfiguration } = await new S3Client(s3ClientFor(keyArn)).send(new GetBucketEncryptionCommand({ Bucket: output('storage_bucket_name') }));
  const bucketDefault = ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  expectEqual('key of the bucket', bucketDefault?.KMSMasterKeyID, keyArn);
  const { Table } = await new DynamoDBClient(clientFor(keyArn)).send(new DescribeTableCommand({ TableName: output('database_table_name') }));
  expectEqual('key of the table', Table?.SSEDescription?.KMSMasterKeyArn, keyArn);
  const sqs = new SQSClient(clientFor(keyArn));
  for (const queue of ['messaging_queue_url', 'messaging_dead_letter_queue_url']) {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: output(queue), AttributeNames: ['KmsMasterKeyId'] }));
    expectEqual(`key of ${queue}`, Attributes?.['KmsMasterKeyId'], keyArn);
  }
  return `bucket, table and queues are encrypted with ${keyArn}`;
});
