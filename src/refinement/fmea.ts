import { holdsData } from '../components/data-holders.ts';
import type { Json } from '../json.ts';
import { watchOn } from './alarms.ts';
import type { FailureMode, Scale, Score } from './failure-mode.ts';
import { FAILURES_OF_DATA } from './failures-of-data.ts';
import { FAILURES_OF_SERVICE } from './failures-of-service.ts';
import type { Answer, Level, Point, RefinementInput } from './option.ts';
import { readOne, type Reading } from './reading.ts';
import { forcesOf } from './replacement.ts';
import { answerOf, gap, ONLY_AFTER_APPLY, SENSITIVE_SO_NOT_JUDGED, type Gap, type Part } from './rules.ts';
import { surroundingsOf, type Surroundings } from './surroundings.ts';
import { ofType, point, related, subjectsOf, type Subject } from './subject.ts';

const FAILURE_MODES = [...FAILURES_OF_DATA, ...FAILURES_OF_SERVICE];

/** Types whose failures show in others: a policy, an alias, a switch of the bucket above. */
const NOTHING_TO_SAY = [
  'aws_kms_alias', 'aws_kms_key_policy', 'aws_s3_bucket_versioning', 'aws_s3_bucket_public_access_block', 'aws_s3_bucket_server_side_encryption_configuration',
  'aws_s3_bucket_lifecycle_configuration', 'aws_s3_bucket_policy', 'aws_s3_bucket_ownership_controls', 'aws_sqs_queue_policy', 'aws_sqs_queue_redrive_allow_policy',
  'aws_sns_topic_policy', 'aws_sns_topic_subscription', 'aws_cloudwatch_dashboard', 'aws_route_table_association', 'aws_default_security_group', 'aws_vpc_security_group_egress_rule',
  'aws_route_table', 'aws_security_group', 'aws_flow_log', 'aws_s3_bucket_logging',
];

/** Priorities from here on are a risk, or a note. They are thresholds for reading, not verdicts. */
const RISK_FROM = 200;
const NOTE_FROM = 60;
const UNWATCHED = 9;

/**
 * Option 4: failure modes with their effects (IEC 60812). Severity, occurrence and detection are scored 1 to 10 from attributes,
 * each with its reason; what is not known before apply is scored as the worst. The highest product first.
 */
export function fmea(input: RefinementInput): Answer {
  const subjects = subjectsOf(input);
  const surroundings = surroundingsOf(input);
  const parts = subjects.flatMap((subject) => FAILURE_MODES.filter((mode) => mode.types.includes(subject.resource.type) && (mode.applies?.(subject) ?? true)).map((mode) => analyse(mode, subject, subjects, surroundings)));
  const known = [...FAILURE_MODES.flatMap(({ types }) => types), ...NOTHING_TO_SAY];
  const answer = answerOf(4, 'Failure modes and effects', 'failure modes', known, input, [...parts, { points: ofThisChange(input), gaps: [] }]);
  return { ...answer, points: answer.points.sort((a, b) => (b.scores?.priority ?? 0) - (a.scores?.priority ?? 0)) };
}

function analyse(mode: FailureMode, subject: Subject, all: Subject[], surroundings: Surroundings): Part {
  const { holder, reading, gaps } = decisive(mode, subject, all);
  const score = (how: Score | Scale): Score => scoreOf(how, reading, subject, all, (holder ?? subject).values[mode.attribute]);
  const severity = score(mode.severity);
  const occurrence = score(mode.occurrence);
  const detection = 'metrics' in mode.detection ? byAlarm(mode.detection.metrics, subject, all, surroundings) : { ...score(mode.detection), gaps: [] };
  // A companion that is not there: the point is about the resource that lacks it.
  const attribute = mode.companion !== undefined && holder === undefined ? mode.companion.type : reading.path;
  const value: Json = reading.state === 'known' ? reading.value : reading.state === 'unknown' ? { $unknown: true } : reading.state === 'sensitive' ? { $sensitive: true } : null;
  const scoredPoint = scored(holder ?? subject, attribute, value, mode, severity, occurrence, detection);
  const open = gaps.length > 0;
  return { points: [open && scoredPoint.level === 'good' ? { ...scoredPoint, level: 'note' } : scoredPoint], gaps: [...gaps, ...detection.gaps] };
}

/** The attribute that decides, on the resource itself or on its companion. */
function decisive(mode: FailureMode, subject: Subject, all: Subject[]): { holder: Subject | undefined; reading: Reading; gaps: Gap[] } {
  const { companion, attribute } = mode;
  if (companion === undefined) return withGap(subject, readOne(subject.values, attribute));
  const { found, undetermined } = related(subject, ofType(all, companion.type), companion.by);
  const [first] = found;
  if (first !== undefined) return withGap(first, readOne(first.values, attribute));
  const gaps = [gap(subject, companion.type, `whether one is for it is ${ONLY_AFTER_APPLY}`)];
  const [mate] = undetermined.filter((other) => other.component === subject.component);
  const alone = ofType(all, subject.resource.type).filter((other) => other.component === subject.component).length === 1;
  // The only bucket of a stack that sets this for some bucket: it is scored as meant for it, and said to be open all the same.
  if (mate !== undefined && alone) {
    const presumed = withGap(mate, readOne(mate.values, attribute));
    return { ...presumed, gaps: [...gaps, ...presumed.gaps] };
  }
  if (undetermined.length === 0) return { holder: undefined, reading: { state: 'absent', path: companion.type }, gaps: [] };
  return { holder: undefined, reading: { state: 'unknown', path: companion.type }, gaps };
}

function withGap(holder: Subject, reading: Reading): { holder: Subject; reading: Reading; gaps: Gap[] } {
  const why = reading.state === 'unknown' ? ONLY_AFTER_APPLY : reading.state === 'sensitive' ? SENSITIVE_SO_NOT_JUDGED : undefined;
  return { holder, reading, gaps: why === undefined ? [] : [gap(holder, reading.path, why)] };
}

function scoreOf(how: Score | Scale, reading: Reading, subject: Subject, all: Subject[], whole: Json | undefined): Score {
  if ('score' in how) return how;
  if (reading.state === 'known') return how.of(reading.value, subject, all);
  if (reading.state === 'absent') return how.of(undefined, subject, all);
  const because = `${reading.path} is ${reading.state === 'unknown' ? ONLY_AFTER_APPLY : 'sensitive'}, so the worst is taken`;
  return (whole === undefined ? undefined : how.partly?.(whole)) ?? { score: how.worst, because };
}

function byAlarm(metrics: readonly string[], subject: Subject, all: Subject[], surroundings: Surroundings): Score & { gaps: Gap[] } {
  const watch = watchOn(subject, all, surroundings, metrics);
  switch (watch.state) {
    case 'heard':
      return { score: 3, because: `watched by ${watch.alarms.join(', ')}`, gaps: [] };
    case 'unheard':
      return { score: 8, because: `${watch.alarms.join(', ')} watches it and tells nobody`, gaps: [] };
    case 'unwatched':
      return { score: UNWATCHED, because: watch.others.length === 0 ? 'no alarm watches it' : `${watch.others.join(', ')} on it looks at something else`, gaps: [] };
    case 'open':
      return { score: UNWATCHED, because: `no alarm is known to watch it`, gaps: [gap(subject, 'alarms on it', watch.why)] };
  }
}

/** What this very change can break, whatever the type. */
function ofThisChange(input: RefinementInput): Point[] {
  return input.components.flatMap(({ component, plan }) =>
    plan.resources.filter(({ mode }) => mode === 'managed').flatMap((resource) => {
      const subject = { component: component.name, resource };
      const holds = holdsData(resource.type) !== 'nothing';
      const severity = holds ? { score: 10, because: 'it holds data, or may' } : { score: 5, because: 'it holds no data' };
      const planned = { score: 10, because: 'it is planned' };
      const seen = { score: 2, because: 'the plan shows it' };
      if (resource.action === 'replace') {
        const [force] = forcesOf(resource);
        return [scored(subject, force?.attribute ?? 'action', force?.value ?? 'replace', { failure: 'it is away while it is replaced', effect: 'what uses it fails until the new one is there and known' }, severity, planned, seen)];
      }
      if (resource.action !== 'delete') return [];
      const still = { failure: 'something still needs it', effect: 'what needs it fails' };
      return [
        holds
          ? scored(subject, 'action', 'delete', { failure: 'what it holds is gone', effect: 'data is lost' }, severity, planned, seen)
          : scored(subject, 'action', 'delete', still, severity, { score: 4, because: 'uses outside these plans do not show' }, { score: 4, because: 'they show when they fail' }),
      ];
    }),
  );
}

function scored(subject: Pick<Subject, 'component' | 'resource'>, attribute: string, value: Json, mode: Pick<FailureMode, 'failure' | 'effect'>, severity: Score, occurrence: Score, detection: Score): Point {
  const priority = severity.score * occurrence.score * detection.score;
  const level: Level = priority >= RISK_FROM ? 'risk' : priority >= NOTE_FROM ? 'note' : 'good';
  const says = `${mode.failure}: ${mode.effect}. Severity ${severity.score} (${severity.because}) × occurrence ${occurrence.score} (${occurrence.because}) × detection ${detection.score} (${detection.because}) = ${priority}`;
  return { ...point(subject, attribute, value, level, says), scores: { severity: severity.score, occurrence: occurrence.score, detection: detection.score, priority } };
}
