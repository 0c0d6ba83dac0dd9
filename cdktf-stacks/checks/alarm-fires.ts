import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { SQSClient } from '@aws-sdk/client-sqs';
import { takeFromInbox } from './inbox.ts';
import { check, CheckFailure, clientFor, cloudWatchClientFor, output, outputList, uniqueName } from './world.ts';

/** An alarm that goes off arrives in the inbox. CloudWatch sets the alarm back at its next evaluation. Mails people too: not for production. */
await check(async () => {
  const topicArn = output('topic_arn');
  const [alarm] = outputList('alarm_names');
  if (alarm === undefined) throw new CheckFailure('there is no alarm');
  const mark = uniqueName();
  await new CloudWatchClient(cloudWatchClientFor(topicArn)).send(new SetAlarmStateCommand({ AlarmName: alarm, StateValue: 'ALARM', StateReason: `Only a drill: ${mark}` }));
  await takeFromInbox(new SQSClient(clientFor(topicArn)), output('inbox_queue_url'), mark);
  return `${alarm} went off and arrived in the inbox`;
});
