import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { eventually } from './world.ts';

/** Waits for the notification whose text holds `mark` in the alarm inbox, and removes it; all others stay. `CHECK_PATIENCE_SECONDS`: 20. */
export async function takeFromInbox(sqs: SQSClient, QueueUrl: string, mark: string): Promise<void> {
  await eventually(Number(process.env['CHECK_PATIENCE_SECONDS'] ?? 20), 'the notification in the alarm inbox', async () => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 1, WaitTimeSeconds: 1 }));
    const message = Messages?.find(({ Body }) => Body?.includes(mark) === true);
    if (message === undefined) return undefined;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    return true;
  });
}
