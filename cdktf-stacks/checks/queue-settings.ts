import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { check, clientFor, expectEqual, output } from './world.ts';

/** Both queues are encrypted with the platform's key, and failed messages go from one to the other. Reads only. */
await check(async () => {
  const keyArn = output('encryption_key_arn');
  const sqs = new SQSClient(clientFor(keyArn));
  const attributesOf = async (QueueUrl: string) => (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};
  const work = await attributesOf(output('queue_url'));
  const deadLetter = await attributesOf(output('dead_letter_queue_url'));
  expectEqual('key of the work queue', work['KmsMasterKeyId'], keyArn);
  expectEqual('key of the dead-letter queue', deadLetter['KmsMasterKeyId'], keyArn);
  const redrive = JSON.parse(work['RedrivePolicy'] ?? '{}') as { deadLetterTargetArn?: string; maxReceiveCount?: number | string };
  expectEqual('dead-letter queue', redrive.deadLetterTargetArn, deadLetter['QueueArn']);
  expectEqual('receives before a message is dead', Number(redrive.maxReceiveCount), 3);
  const allow = JSON.parse(deadLetter['RedriveAllowPolicy'] ?? '{}') as { redrivePermission?: string; sourceQueueArns?: string[] };
  expectEqual('queues that may use the dead-letter queue', [allow.redrivePermission, allow.sourceQueueArns], ['byQueue', [work['QueueArn']]]);
  return 'both queues are encrypted with the right key, and dead letters have their way';
});
