import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import type { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import type { TerraformStack } from 'cdktf';
import { denyPlainHttp, policyDocument } from '../policy.ts';

export interface AlarmRouteProps {
  keyArn: string;
  topicArn: string;
  inboxName: string;
  inboxArn: string;
  /** Pattern of the alarms that may publish. */
  anyAlarmArn: string;
  account: string;
  email: string;
}

/**
 * From an alarm to people and tools: alarm → topic → mail, and → an inbox queue, which keeps each notification for 14 days so
 * that none is lost while nobody reads mail, and so that the route can be tested from end to end.
 */
export class AlarmRoute {
  readonly inboxUrl: string;

  constructor(stack: TerraformStack, topic: SnsTopic, props: AlarmRouteProps) {
    new SnsTopicPolicy(stack, 'topic_policy', {
      arn: topic.arn,
      policy: policyDocument(
        {
          Sid: 'AlarmsOfThisPlatform',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: props.topicArn,
          Condition: { StringEquals: { 'aws:SourceAccount': props.account }, ArnLike: { 'aws:SourceArn': props.anyAlarmArn } },
        },
        denyPlainHttp('sns:Publish', props.topicArn),
      ),
    });
    const inbox = new SqsQueue(stack, 'inbox', {
      name: props.inboxName,
      messageRetentionSeconds: 14 * 86_400,
      kmsMasterKeyId: props.keyArn,
      kmsDataKeyReusePeriodSeconds: 300,
    });
    const inboxPolicy = new SqsQueuePolicy(stack, 'inbox_policy', {
      queueUrl: inbox.url,
      policy: policyDocument(
        {
          Sid: 'AlarmTopic',
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: props.inboxArn,
          Condition: { ArnEquals: { 'aws:SourceArn': props.topicArn } },
        },
        denyPlainHttp('sqs:*', props.inboxArn),
      ),
    });
    new SnsTopicSubscription(stack, 'to_inbox', { topicArn: topic.arn, protocol: 'sqs', endpoint: inbox.arn, dependsOn: [inboxPolicy] });
    new SnsTopicSubscription(stack, 'to_operations', { topicArn: topic.arn, protocol: 'email', endpoint: props.email });
    this.inboxUrl = inbox.url;
  }
}
