import type { Probe } from '../probe.ts';
import { isForeign, keepsNoData } from './catalogue.ts';
import { askResources, companions, every, HIDDEN, quoted, valuesAt, type Judgement, type Located } from './resources.ts';
import { WATCHED } from './watched.ts';

const ALARM = 'aws_cloudwatch_metric_alarm';

const KEEPS_BUT_NOT_WATCHED = /^aws_(sqs_queue|sns_topic|secretsmanager_[a-z_]+|ssm_parameter)$/;

/** The alarms that name a resource in their dimensions; undefined when its name is not known. */
function alarmsOn(resource: Located, all: Located[]): Located[] | undefined {
  const watched = WATCHED[resource.type];
  if (watched === undefined) return undefined;
  const [name] = valuesAt(resource.values, watched.name);
  if (typeof name !== 'string') return undefined;
  return all.filter(({ type, values }) => type === ALARM && valuesAt(values, 'dimensions', watched.dimension).includes(name));
}

function judgeWatched(resource: Located, all: Located[], metric?: string): Judgement {
  const alarms = alarmsOn(resource, all);
  if (alarms === undefined) return { holds: undefined, says: 'its name is not known' };
  const fitting = alarms.filter((alarm) => metric === undefined || every(alarm, ['metric_name'], (value) => value === metric) === true);
  return { holds: fitting.length > 0, says: fitting.length > 0 ? `watched by ${fitting.map(({ address }) => address).join(', ')}` : `no ${ALARM} names it${metric === undefined ? '' : ` with ${metric}`}` };
}

/** An alarm is heard when it acts, and each topic it goes to is one of ours with a subscription. */
function judgeRoute(alarm: Located, all: Located[]): Judgement {
  if (every(alarm, ['actions_enabled'], (value) => value === true) === false) return { holds: false, says: quoted(alarm, ['actions_enabled']) };
  const actions = valuesAt(alarm.values, 'alarm_actions');
  if (actions.length === 0) return { holds: false, says: 'alarm_actions is not set' };
  if (actions.includes(HIDDEN)) return { holds: undefined, says: 'alarm_actions is not known' };
  const topics = actions.map((arn) => all.find(({ type, values }) => type === 'aws_sns_topic' && valuesAt(values, 'arn').includes(arn)));
  if (topics.includes(undefined)) return { holds: undefined, says: `${quoted(alarm, ['alarm_actions'])}, which no component made` };
  const heard = topics.map((topic) => (topic === undefined ? 0 : companions(topic, all, 'aws_sns_topic_subscription', 'topic_arn').length));
  return { holds: !heard.includes(0), says: `goes to ${topics.map((topic, index) => `${topic?.address ?? ''} with ${heard[index] ?? 0} subscriptions`).join(', ')}` };
}

function isDeadLetterQueue(queue: Located, all: Located[]): boolean {
  const [arn] = valuesAt(queue.values, 'arn');
  return typeof arn === 'string' && all.some(({ type, values }) => /^aws_sqs_queue(_redrive_policy)?$/.test(type) && valuesAt(values, 'redrive_policy').some((policy) => typeof policy === 'string' && policy.includes(`"${arn}"`)));
}

export const ALARM_PROBES: Probe[] = [
  {
    id: 'data-stores-watched',
    decide: (view) =>
      askResources(view, {
        what: 'bucket, table, database or log group',
        about: ({ type }) => Object.hasOwn(WATCHED, type) && !KEEPS_BUT_NOT_WATCHED.test(type),
        judge: (resource, all) => judgeWatched(resource, all),
        opaque: ({ type }) => !keepsNoData(type) && !KEEPS_BUT_NOT_WATCHED.test(type),
      }),
  },
  {
    id: 'dead-letters-watched',
    decide: (view) =>
      askResources(view, {
        what: 'dead-letter queue',
        about: (resource, all) => resource.type === 'aws_sqs_queue' && isDeadLetterQueue(resource, all),
        judge: (queue, all) => judgeWatched(queue, all, 'ApproximateNumberOfMessagesVisible'),
        opaque: isForeign,
      }),
  },
  {
    id: 'alarms-routed',
    decide: (view) => askResources(view, { what: 'alarm', about: ({ type }) => type === ALARM, judge: judgeRoute, opaque: isForeign, settingOnly: 'actions of alarms' }),
  },
];
