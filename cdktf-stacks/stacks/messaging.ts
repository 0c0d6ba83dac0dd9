import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy/index.js';
import { SqsQueueRedriveAllowPolicy } from '@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy/index.js';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue/index.js';
import type { Construct } from 'constructs';
import { ComponentStack } from '../component-stack.ts';
import { denyPlainHttp, policyDocument } from '../policy.ts';
import type { Settings } from '../settings.ts';

const DAY = 86_400;
/** A message that was received this often and never deleted goes to the dead-letter queue. */
const MAX_RECEIVES = 3;

/**
 * The work queue and its dead-letter queue.
 *
 * Owner: platform-engineering. Data: confidential messages in flight, 4 days at most, dead letters 14. Depends on: encryption.
 * Lost when destroyed: every message that is waiting in either queue. Queues hold no data of record, so nothing refuses it.
 */
export class MessagingStack extends ComponentStack {
  readonly queueName: string;
  readonly deadLetterQueueName: string;

  constructor(scope: Construct, settings: Settings, upstream: { keyArn: string }) {
    super(scope, settings, { component: 'messaging', owner: 'platform-engineering', dataClassification: 'confidential' });
    const workName = `${this.prefix}-work`;
    const deadLetterName = `${workName}-dead-letter`;
    const encrypted = { kmsMasterKeyId: upstream.keyArn, kmsDataKeyReusePeriodSeconds: 300 };
    const deadLetter = new SqsQueue(this, 'dead_letter', { name: deadLetterName, messageRetentionSeconds: 14 * DAY, ...encrypted });
    const work = new SqsQueue(this, 'work', {
      name: workName,
      messageRetentionSeconds: 4 * DAY,
      visibilityTimeoutSeconds: 60,
      receiveWaitTimeSeconds: 20,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetter.arn, maxReceiveCount: MAX_RECEIVES }),
      ...encrypted,
    });
    new SqsQueueRedriveAllowPolicy(this, 'redrive_allow', {
      queueUrl: deadLetter.url,
      redriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [this.arn('sqs', workName)] }),
    });
    new SqsQueuePolicy(this, 'work_policy', { queueUrl: work.url, policy: policyDocument(denyPlainHttp('sqs:*', this.arn('sqs', workName))) });
    new SqsQueuePolicy(this, 'dead_letter_policy', {
      queueUrl: deadLetter.url,
      policy: policyDocument(denyPlainHttp('sqs:*', this.arn('sqs', deadLetterName))),
    });
    this.queueName = work.name;
    this.deadLetterQueueName = deadLetter.name;
    this.output('queue_url', work.url, 'Queue for work');
    this.output('queue_arn', work.arn, 'ARN of the work queue, for policies');
    this.output('dead_letter_queue_url', deadLetter.url, 'Queue for messages that failed three times');
    this.output('encryption_key_arn', upstream.keyArn, 'Key that both queues must be encrypted with');
  }
}
