import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { takeFromInbox } from './inbox.ts';
import { check, clientFor, output, uniqueName } from './world.ts';

/** What is published to the topic arrives in the inbox. It is mailed to people too: not for production. */
await check(async () => {
  const topicArn = output('topic_arn');
  const mark = uniqueName();
  await new SNSClient(clientFor(topicArn)).send(new PublishCommand({ TopicArn: topicArn, Subject: 'Drill', Message: `Only a drill: ${mark}` }));
  await takeFromInbox(new SQSClient(clientFor(topicArn)), output('inbox_queue_url'), mark);
  return 'a notification went from the topic to the inbox';
});
