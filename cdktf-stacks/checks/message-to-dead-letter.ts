import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient, type Message } from '@aws-sdk/client-sqs';
import { check, CheckFailure, clientFor, eventually, output, uniqueName } from './world.ts';

/** Three receives are allowed; a few more would mean that the redrive policy does not work. */
const MAX_TRIES = 10;

/**
 * A message that nobody deletes ends in the dead-letter queue, where it is read and removed. It receives from the work queue,
 * so it would count against real messages: not for production.
 */
await check(async () => {
  const queue = output('queue_url');
  const deadLetters = output('dead_letter_queue_url');
  const sqs = new SQSClient(clientFor(output('queue_arn')));
  const body = uniqueName();
  const receive = async (QueueUrl: string): Promise<Message | undefined> => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }));
    return Messages?.find((message) => message.Body === body);
  };
  const remove = async (QueueUrl: string, message: Message): Promise<void> => {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  };
  await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }));
  let receives = 0;
  const dead = await eventually(30, 'the message in the dead-letter queue', async () => {
    const failed = await receive(queue);
    if (failed !== undefined) receives += 1;
    if (receives <= MAX_TRIES) return receive(deadLetters);
    if (failed !== undefined) await remove(queue, failed);
    throw new CheckFailure(`the message was received ${receives} times and is still in the work queue`);
  });
  await remove(deadLetters, dead);
  return `a message that failed ${receives} times was in the dead-letter queue`;
});
