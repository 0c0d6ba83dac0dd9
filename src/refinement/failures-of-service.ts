import { numberOf } from '../number-of.ts';
import { isDeadLetterQueue } from './dead-letter-queue.ts';
import { always, type FailureMode, type Scale } from './failure-mode.ts';
import type { Json } from '../json.ts';
import { isWide } from './exposure.ts';
import { judgePolicy, type PolicyKind } from './policy.ts';
import type { Subject } from './subject.ts';
import { plainText } from './value-text.ts';

const DAY = 86_400;

/** By what a policy opens. */
function byPolicy(kind: PolicyKind): Scale {
  const scores = { risk: 8, note: 4, good: 2 } as const;
  return {
    worst: 8,
    of: (value) => {
      const opinion = judgePolicy(value, kind);
      return opinion === undefined ? always(8, 'no policy is set') : always(scores[opinion.level], opinion.says);
    },
  };
}

const isSet = (value: Json | undefined): boolean => value !== undefined && value !== null && value !== '';

/** Who reaches a port, by the addresses that its rule names. */
function reached(attribute: string, applies: (subject: Subject) => boolean): FailureMode {
  return {
    types: ['aws_vpc_security_group_ingress_rule'],
    failure: 'someone who should not reaches the ports',
    effect: 'services behind it are open to attack',
    attribute,
    applies,
    severity: always(8, 'an attacker reaches what listens'),
    occurrence: {
      worst: 7,
      of: (value) => (value === undefined ? always(1, 'it names no addresses, only a group or prefix list') : isWide(plainText(value)) ? always(7, `${plainText(value)} is a large part of the internet`) : always(2, `only ${plainText(value)}`)),
    },
    detection: always(7, 'seen in flow logs by who looks'),
  };
}

/** Failure modes of messages, alarms, logs, networks and permissions. */
export const FAILURES_OF_SERVICE: readonly FailureMode[] = [
  {
    types: ['aws_sqs_queue'],
    failure: 'a message cannot be worked on',
    effect: 'it comes back again and again, and is lost when its retention ends',
    attribute: 'redrive_policy',
    applies: (subject) => !isDeadLetterQueue(subject),
    severity: { worst: 8, of: (value) => (value === undefined ? always(8, 'no dead-letter queue: it is lost in the end') : always(4, 'it is kept aside in a dead-letter queue')) },
    occurrence: always(5, 'any message can be one that its reader does not expect'),
    detection: { metrics: ['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible'] },
  },
  {
    types: ['aws_sqs_queue'],
    failure: 'nobody reads the queue',
    effect: 'messages are lost when their retention ends',
    attribute: 'message_retention_seconds',
    severity: {
      worst: 9,
      of: (value) => {
        const seconds = typeof value === 'number' ? value : 4 * DAY;
        return always(seconds >= 4 * DAY ? 5 : seconds >= DAY ? 7 : 9, `${numberOf(Math.round((seconds / DAY) * 10) / 10, 'day')} to mend the reader`);
      },
    },
    occurrence: always(4, 'readers are deployed and break'),
    detection: { metrics: ['ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible', 'NumberOfMessagesReceived', 'NumberOfMessagesDeleted'] },
  },
  {
    types: ['aws_sns_topic'],
    failure: 'nobody is told',
    effect: 'what is published reaches no one',
    attribute: 'protocol',
    companion: { type: 'aws_sns_topic_subscription', by: 'topic_arn' },
    severity: always(8, 'alarms and events go unheard'),
    occurrence: { worst: 9, of: (value) => (value === undefined ? always(9, 'no subscription in these plans is for this topic') : always(3, `somebody is subscribed by ${plainText(value)}`)) },
    detection: { metrics: ['NumberOfNotificationsDelivered', 'NumberOfNotificationsFailed'] },
  },
  {
    types: ['aws_cloudwatch_metric_alarm'],
    failure: 'the alarm fires and nobody hears it',
    effect: 'the outage lasts until a user tells of it',
    attribute: 'alarm_actions',
    severity: always(8, 'an outage lasts longer'),
    occurrence: {
      worst: 10,
      of: (value) => (Array.isArray(value) && value.length > 0 ? always(2, `it calls ${value.length} action(s)`) : always(10, 'it calls nothing')),
      partly: (value) => (Array.isArray(value) && value.length > 0 ? always(5, `it calls ${value.length} action(s) that are known only after apply`) : undefined),
    },
    detection: always(8, 'one sees it only in the console'),
  },
  {
    types: ['aws_cloudwatch_metric_alarm'],
    failure: 'the source of the metric falls silent',
    effect: 'the alarm stays quiet while nothing works',
    attribute: 'treat_missing_data',
    severity: always(6, 'an outage lasts longer'),
    occurrence: always(3, 'metrics stop when what sends them stops'),
    detection: { worst: 9, of: (value) => (value === 'breaching' ? always(2, 'silence fires the alarm') : always(9, 'silence is not taken for trouble')) },
  },
  {
    types: ['aws_cloudwatch_log_group'],
    failure: 'log events are gone when they are needed',
    effect: 'an incident cannot be traced',
    attribute: 'retention_in_days',
    severity: {
      worst: 7,
      of: (value) => {
        const days = typeof value === 'number' ? value : 0;
        return days === 0 ? always(2, 'kept for ever') : always(days >= 365 ? 2 : days >= 90 ? 4 : 7, `kept ${numberOf(days, 'day')}`);
      },
    },
    occurrence: always(4, 'incidents are often found weeks later'),
    detection: always(9, 'one notices when looking for them'),
  },
  {
    types: ['aws_subnet'],
    failure: 'an availability zone fails',
    effect: 'what runs in its subnets is gone until the zone is back',
    attribute: 'availability_zone',
    severity: {
      worst: 9,
      of: (_value, subject, all) => {
        const zones = new Set(all.filter((other) => other.component === subject.component && other.resource.type === 'aws_subnet').map(({ values }) => values['availability_zone']).filter((zone) => typeof zone === 'string'));
        return zones.size > 1 ? always(4, `subnets stand in ${zones.size} zones`) : always(9, 'all known subnets of the component stand in one zone');
      },
    },
    occurrence: always(2, 'zones fail now and then'),
    detection: always(3, 'AWS tells of it'),
  },
  reached('cidr_ipv4', ({ values }) => !isSet(values['cidr_ipv6'])),
  reached('cidr_ipv6', ({ values }) => isSet(values['cidr_ipv6'])),
  {
    types: ['aws_vpc_endpoint'],
    failure: 'data leaves through the endpoint to somebody else\'s account',
    effect: 'data is in the hands of others',
    attribute: 'policy',
    severity: always(8, 'what has left cannot be taken back'),
    occurrence: byPolicy('endpoint'),
    detection: always(7, 'seen in CloudTrail by who looks'),
  },
  {
    types: ['aws_iam_role'],
    failure: 'somebody else takes the role on',
    effect: 'they act with its permissions',
    attribute: 'assume_role_policy',
    severity: always(8, 'they may do what the role may'),
    occurrence: byPolicy('trust'),
    detection: always(7, 'seen in CloudTrail by who looks'),
  },
  {
    types: ['aws_iam_role_policy', 'aws_iam_policy'],
    failure: 'a program does more than it should',
    effect: 'data of others is read or changed',
    attribute: 'policy',
    severity: always(7, 'as far as the policy goes'),
    occurrence: byPolicy('identity'),
    detection: always(7, 'seen in CloudTrail by who looks'),
  },
  {
    types: ['aws_vpc'],
    failure: 'an intrusion cannot be traced',
    effect: 'what was reached and taken stays unknown',
    attribute: 'traffic_type',
    companion: { type: 'aws_flow_log', by: 'vpc_id' },
    severity: { worst: 7, of: (value) => (value === 'ALL' ? always(2, 'accepted and rejected traffic is recorded') : always(7, value === undefined ? 'no traffic is recorded' : `only ${plainText(value)} traffic is recorded`)) },
    occurrence: always(3, 'intrusions are rare'),
    detection: always(9, 'one notices when looking for it'),
  },
];
