import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { check, CheckFailure, clientFor, cloudWatchClientFor, expectEqual, output, outputList } from './world.ts';

/** Every alarm goes to the topic, the topic lets alarms in, and somebody who confirmed listens. Reads only. */
await check(async () => {
  const topicArn = output('topic_arn');
  const names = outputList('alarm_names');
  const cloudwatch = new CloudWatchClient(cloudWatchClientFor(topicArn));
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: names }));
  for (const name of names) {
    const alarm = MetricAlarms.find(({ AlarmName }) => AlarmName === name);
    if (alarm === undefined) throw new CheckFailure(`there is no alarm ${name}`);
    expectEqual(`${name}: actions enabled`, alarm.ActionsEnabled, true);
    expectEqual(`${name}: actions`, alarm.AlarmActions, [topicArn]);
  }
  const sns = new SNSClient(clientFor(topicArn));
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
  expectEqual('key of the topic', Attributes?.['KmsMasterKeyId'], output('encryption_key_arn'));
  const policy = JSON.parse(Attributes?.['Policy'] ?? '{}') as { Statement?: { Effect: string; Principal: unknown; Action: unknown }[] };
  const letsAlarmsIn = (policy.Statement ?? []).some(
    ({ Effect, Principal, Action }) => Effect === 'Allow' && Action === 'sns:Publish' && JSON.stringify(Principal) === '{"Service":"cloudwatch.amazonaws.com"}',
  );
  if (!letsAlarmsIn) throw new CheckFailure('the topic policy does not let CloudWatch alarms publish');
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  const confirmed = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn?.startsWith('arn:') === true);
  if (!confirmed.some(({ Protocol }) => Protocol === 'sqs')) throw new CheckFailure('the inbox queue is not subscribed to the topic');
  if (!Subscriptions.some(({ Protocol }) => Protocol === 'email')) throw new CheckFailure('nobody gets the alarms by mail');
  return `${names.length} alarms go to the topic, ${confirmed.length} confirmed subscriptions listen`;
});
