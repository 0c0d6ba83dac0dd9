import { rehearseFacts } from '../claims/probes/facts.ts';
import type { Json } from '../json.ts';
import { numberOf } from '../number-of.ts';
import { canBeWatched, watchOn } from './alarms.ts';
import { lastRecord } from './last-record.ts';
import { byLevel, type Answer, type Level, type Point, type RefinementInput } from './option.ts';
import { answerOf, applyRules, gap, good, note, ONLY_AFTER_APPLY, risk, SENSITIVE_SO_NOT_JUDGED, typesOf, type Opinion, type Part, type Rule } from './rules.ts';
import { ofType, point, related, subjectsOf, type Subject } from './subject.ts';
import { surroundingsOf, type Surroundings } from './surroundings.ts';
import { tagsOf, tagThatTells } from './tags.ts';
import { plainText } from './value-text.ts';

const alarms = ['aws_cloudwatch_metric_alarm'];

const some = (yes: string, no: Opinion) => (value: Json | undefined): Opinion => (Array.isArray(value) && value.length > 0 ? good(yes) : no);
const onOff = (yes: string, no: Opinion) => (value: Json | undefined): Opinion => (value === true ? good(yes) : no);

const READINESS_RULES: readonly Rule[] = [
  { types: alarms, attribute: 'alarm_actions', judge: some('somebody is told when it fires', risk('it fires and nobody is told')) },
  { types: alarms, attribute: 'actions_enabled', judge: (value) => (value === false ? risk('its actions are switched off') : undefined) },
  { types: alarms, attribute: 'ok_actions', judge: some('somebody is told when it is over', note('nobody is told when it is over')) },
  { types: alarms, attribute: 'alarm_description', judge: (value) => (value === undefined ? risk('whoever is woken by it reads nothing about what to do') : good('says what to look at')) },
  { types: alarms, attribute: 'treat_missing_data', judge: (value) => note(value === undefined ? 'missing data leaves it in doubt' : `missing data counts as ${plainText(value)}`) },
  {
    types: ['aws_cloudwatch_log_group'],
    attribute: 'retention_in_days',
    judge: (value) => {
      const days = Number(value ?? 0);
      if (days === 0) return note('log events are kept for ever');
      return days < 30 ? risk(`after ${numberOf(days, 'day')} nobody can look back`) : good(`one can look back ${numberOf(days, 'day')}`);
    },
  },
  { types: ['aws_dynamodb_table'], attribute: 'point_in_time_recovery[0].enabled', judge: onOff('any second of the recovery window can be restored', risk('there is no continuous backup')) },
  { types: ['aws_dynamodb_table'], attribute: 'deletion_protection_enabled', judge: onOff('AWS refuses to delete it', note('one call deletes it')) },
  { types: ['aws_db_instance', 'aws_rds_cluster'], attribute: 'deletion_protection', judge: onOff('AWS refuses to delete it', note('one call deletes it')) },
  { types: ['aws_db_instance', 'aws_rds_cluster'], attribute: 'backup_retention_period', judge: (value) => (Number(value ?? 0) > 0 ? good(`backups are kept ${numberOf(Number(value), 'day')}`) : risk('there are no automated backups')) },
  { types: ['aws_s3_bucket_versioning'], attribute: 'versioning_configuration[0].status', judge: (value) => (value === 'Enabled' ? good('old versions can be brought back') : risk('no old version is kept')) },
  { types: ['aws_kms_key'], attribute: 'deletion_window_in_days', judge: (value) => (Number(value ?? 30) < 30 ? note(`${numberOf(Number(value), 'day')} to take a delete back; 30 is the most`) : good('30 days to take a delete back')) },
  { types: ['aws_sqs_queue'], attribute: 'message_retention_seconds', judge: (value) => (Number(value ?? 345_600) < 86_400 ? risk('a weekend without readers loses messages') : good(`messages wait ${Math.round(Number(value ?? 345_600) / 86_400)} day(s) for a reader`)) },
  { types: ['aws_sqs_queue'], attribute: 'redrive_policy', judge: (value) => (value === undefined ? note('it has no dead-letter queue; right only if it is one, or nothing it holds can fail') : good('messages that fail are kept aside')) },
  { types: ['aws_sns_topic_subscription'], attribute: 'protocol', judge: (value) => (value === 'email' ? note('somebody has to confirm it by a click in a mail before it works') : undefined) },
];

const NOTHING_TO_SAY = [
  'aws_s3_bucket', 'aws_s3_bucket_public_access_block', 'aws_s3_bucket_server_side_encryption_configuration', 'aws_s3_bucket_lifecycle_configuration', 'aws_s3_bucket_policy',
  'aws_s3_bucket_ownership_controls', 'aws_kms_alias', 'aws_kms_key_policy', 'aws_sns_topic', 'aws_sns_topic_policy', 'aws_sqs_queue_policy', 'aws_sqs_queue_redrive_allow_policy', 'aws_vpc',
  'aws_subnet', 'aws_route_table', 'aws_route_table_association', 'aws_security_group', 'aws_default_security_group', 'aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule',
  'aws_vpc_endpoint', 'aws_flow_log', 'aws_iam_role', 'aws_iam_policy', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment', 'aws_cloudwatch_dashboard',
];

/** Option 6: who is told when something breaks, how far back one can look, what can be restored, who owns it, what the rehearsal showed. */
export function readiness(input: RefinementInput): Answer {
  const subjects = subjectsOf(input);
  const rehearsals = rehearsalPoints(input);
  const parts = [applyRules(READINESS_RULES, subjects), unwatched(subjects, surroundingsOf(input)), silentTopics(subjects), owners(subjects), { points: rehearsals.points, gaps: [] }];
  const answer = answerOf(6, 'Operational readiness', 'operation', [...typesOf(READINESS_RULES), ...NOTHING_TO_SAY], input, parts, rehearsals.unanswered);
  return { ...answer, points: byLevel(answer.points) };
}

/** Resources that CloudWatch measures, and whether an alarm watches them and tells somebody. */
function unwatched(subjects: Subject[], surroundings: Surroundings): Part {
  const part: Part = { points: [], gaps: [] };
  for (const subject of subjects.filter(({ resource }) => canBeWatched(resource.type))) {
    const watch = watchOn(subject, subjects, surroundings);
    if (watch.state === 'open') part.gaps.push(gap(subject, 'alarms on it', watch.why));
    else if (watch.state === 'heard') part.points.push(point(subject, 'alarms on it', watch.alarms, 'good', 'watched, and somebody is told'));
    else if (watch.state === 'unheard') part.points.push(point(subject, 'alarms on it', watch.alarms, 'risk', 'watched, and nobody is told'));
    else part.points.push(point(subject, 'alarms on it', [], 'risk', 'no alarm watches it'));
  }
  return part;
}

function silentTopics(subjects: Subject[]): Part {
  const part: Part = { points: [], gaps: [] };
  const type = 'aws_sns_topic_subscription';
  for (const topic of ofType(subjects, 'aws_sns_topic')) {
    const { found, undetermined } = related(topic, ofType(subjects, type), 'topic_arn');
    if (found.length > 0) part.points.push(point(topic, type, found.map(({ resource }) => resource.address), 'good', 'somebody is subscribed'));
    else if (undetermined.length > 0) part.gaps.push(gap(topic, type, `whether one is for this topic is ${ONLY_AFTER_APPLY}`));
    else part.points.push(point(topic, type, null, 'risk', 'nobody in these plans is subscribed to it'));
  }
  return part;
}

/** Who owns what: the owners of each component, and each resource that names none. */
function owners(subjects: Subject[]): Part {
  const part: Part = { points: [], gaps: [] };
  const named = new Map<string, Set<string>>();
  for (const subject of subjects) {
    const tags = tagsOf(subject);
    if (tags === undefined) continue;
    if (tags.state !== 'known') {
      part.gaps.push(gap(subject, tags.attribute, tags.state === 'unknown' ? ONLY_AFTER_APPLY : SENSITIVE_SO_NOT_JUDGED));
      continue;
    }
    const owner = tagThatTells(tags.values, 'owner');
    if (owner === undefined) part.points.push(point(subject, tags.attribute, tags.values, 'risk', 'no tag says who owns it'));
    else named.set(subject.component, (named.get(subject.component) ?? new Set()).add(plainText(owner.value)));
  }
  part.points.push(...[...named].map(([component, owners]): Point => ({ component, address: component, attribute: 'owners', value: [...owners].sort(), level: 'good', says: 'named in the tags' })));
  return part;
}

/** What the newest rehearsal of each component showed, and what differs from the state. */
function rehearsalPoints(input: RefinementInput): { points: Point[]; unanswered: string[] } {
  const points: Point[] = [];
  const unanswered: string[] = [];
  for (const { component: { name }, plan } of input.components) {
    const about = (attribute: string, value: Json, level: Level, says: string): Point => ({ component: name, address: name, attribute, value, level, says });
    points.push(...plan.drift.map((resource) => point({ component: name, resource }, 'drift', resource.action, 'risk', 'the world differs from the state: somebody operates it by another way')));
    const record = lastRecord(input.records, 'rehearse', name);
    if (record === undefined) {
      unanswered.push(`${name}: whether it works: there is no record of a rehearsal yet`);
      continue;
    }
    points.push(about('last rehearsal', record.verdict, record.verdict === 'pass' ? 'good' : 'risk', record.reasons.length === 0 ? `at ${record.finishedAt}` : record.reasons.join('; ')));
    const facts = rehearseFacts.safeParse(record.facts);
    if (!facts.success) {
      unanswered.push(`${name}: which checks ran: the record of its rehearsal does not say`);
      continue;
    }
    const { checks, rollback } = facts.data;
    points.push(...checks.map((check) => about(`check ${check.name}`, check.outcome, check.outcome === 'pass' ? 'good' : check.outcome === 'fail' ? 'risk' : 'note', check.detail)));
    points.push(rollback === null ? about('rehearsed rollback', null, 'risk', 'nobody has tried to take it back') : about('rehearsed rollback', rollback.outcome, rollback.outcome === 'pass' ? 'good' : 'risk', rollback.detail));
  }
  return { points, unanswered };
}
