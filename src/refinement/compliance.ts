import { approvalFacts } from '../claims/probes/facts.ts';
import { withControls } from '../compliance/controls-of.ts';
import type { Json } from '../json.ts';
import { COMPLIANCE_RULES } from './compliance-rules.ts';
import { namingControl } from './encryption.ts';
import { lastRecord } from './last-record.ts';
import { byLevel, type Answer, type Point, type RefinementInput } from './option.ts';
import { knownValue } from './reading.ts';
import { answerOf, applyRules, gap, ONLY_AFTER_APPLY, SENSITIVE_SO_NOT_JUDGED, typesOf, type Part } from './rules.ts';
import { ofType, point, related, subjectsOf, type Subject } from './subject.ts';
import { tagsOf, tagThatTells, type Telling } from './tags.ts';

const REQUIRED_TAGS: readonly Telling[] = ['owner', 'environment', 'data classification'];

/** What has to stand beside a resource, by the attribute that names it. `there`: undefined where what stands there speaks for itself. */
const COMPANIONS = [
  { type: 'aws_vpc', needs: 'aws_flow_log', by: 'vpc_id', level: 'risk', control: 'EC2.6', says: 'no flow log in these plans records its traffic', there: 'a flow log records its traffic' },
  { type: 'aws_s3_bucket', needs: 'aws_s3_bucket_policy', by: 'bucket', level: 'risk', control: 'S3.5', says: 'no bucket policy in these plans refuses requests without TLS', there: undefined },
  { type: 'aws_s3_bucket', needs: 'aws_s3_bucket_public_access_block', by: 'bucket', level: 'risk', control: 'S3.8', says: 'no public access block in these plans is for it', there: undefined },
  { type: 'aws_s3_bucket', needs: 'aws_s3_bucket_logging', by: 'bucket', level: 'note', control: 'S3.9', says: 'no server access logging in these plans is for it', there: 'server access is logged' },
] as const;

const NOTHING_TO_SAY = [
  'aws_kms_alias', 'aws_kms_key_policy', 'aws_vpc', 'aws_s3_bucket', 'aws_s3_bucket_lifecycle_configuration', 'aws_s3_bucket_ownership_controls', 'aws_s3_bucket_logging', 'aws_route_table',
  'aws_route_table_association', 'aws_vpc_endpoint', 'aws_iam_role', 'aws_iam_policy', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment', 'aws_vpc_security_group_egress_rule',
  'aws_sqs_queue_redrive_allow_policy', 'aws_sns_topic_subscription', 'aws_cloudwatch_dashboard',
];

/** Option 7: tags, encryption at rest and in transit, retention, audit trail, region, with the published control where one asks for it. */
export function compliance(input: RefinementInput): Answer {
  const subjects = subjectsOf(input);
  const rules = COMPLIANCE_RULES.map(namingControl);
  const region = regions(input, subjects);
  const approval = approvalPoints(input);
  const parts = [applyRules(rules, subjects), companions(subjects), tagPoints(subjects), { points: [...region.points, ...approval.points], gaps: [] }];
  const answer = answerOf(7, 'Compliance', 'compliance', [...typesOf(rules), ...NOTHING_TO_SAY], input, parts, [...region.unanswered, ...approval.unanswered]);
  return { ...answer, points: byLevel(answer.points) };
}

function companions(subjects: Subject[]): Part {
  const part: Part = { points: [], gaps: [] };
  for (const { type, needs, by, level, control, says, there } of COMPANIONS) {
    const named = (words: string): string => `${words} [${withControls(control)}]`;
    for (const subject of ofType(subjects, type)) {
      const { found, undetermined } = related(subject, ofType(subjects, needs), by);
      if (found.length > 0) part.points.push(...(there === undefined ? [] : [point(subject, needs, found.map(({ resource }) => resource.address), 'good', named(there))]));
      else if (undetermined.length > 0) part.gaps.push(gap(subject, needs, `whether one is for it is ${ONLY_AFTER_APPLY}`));
      else part.points.push(point(subject, needs, null, level, named(says)));
    }
  }
  return part;
}

/** Each resource whose tags do not say what they must, and the number of those whose tags do. */
function tagPoints(subjects: Subject[]): Part {
  const part: Part = { points: [], gaps: [] };
  const complete = new Map<string, number>();
  for (const subject of subjects) {
    const tags = tagsOf(subject);
    if (tags === undefined) continue;
    if (tags.state !== 'known') {
      part.gaps.push(gap(subject, tags.attribute, tags.state === 'unknown' ? ONLY_AFTER_APPLY : SENSITIVE_SO_NOT_JUDGED));
      continue;
    }
    const missing = REQUIRED_TAGS.filter((what) => tagThatTells(tags.values, what) === undefined);
    if (missing.length > 0) part.points.push(point(subject, tags.attribute, tags.values, 'risk', `no tag says its ${missing.join(', ')}`));
    else complete.set(subject.component, (complete.get(subject.component) ?? 0) + 1);
  }
  part.points.push(...[...complete].map(([component, count]): Point => ({ component, address: component, attribute: 'resources with all required tags', value: count, level: 'good', says: 'their tags say owner, environment and data classification' })));
  return part;
}

/** Where data stands: the first resource of each component and region that tells. */
function regions(input: RefinementInput, subjects: Subject[]): { points: Point[]; unanswered: string[] } {
  const points = input.components.flatMap(({ component }) => {
    const seen = new Map<string, Point>();
    for (const subject of subjects.filter((other) => other.component === component.name)) {
      const told = regionOf(subject);
      if (told !== undefined && !seen.has(told.region)) seen.set(told.region, point(subject, told.attribute, told.region, 'note', 'the region in which the component stands'));
    }
    return seen.size < 2 ? [...seen.values()] : [...seen.values()].map((other): Point => ({ ...other, level: 'risk', says: `the component stands in ${seen.size} regions: ${[...seen.keys()].join(', ')}` }));
  });
  const told = new Set(points.map(({ component }) => component));
  return { points, unanswered: input.components.filter(({ component }) => !told.has(component.name)).map(({ component }) => `${component.name}: its region: no resource names one before apply`) };
}

function regionOf({ values }: Subject): { attribute: string; region: string } | undefined {
  const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
  const region = text(knownValue(values, 'region'));
  if (region !== '') return { attribute: 'region', region };
  const ofArn = text(knownValue(values, 'arn')).split(':')[3] ?? '';
  if (ofArn !== '') return { attribute: 'arn', region: ofArn };
  const zone = /^([a-z]{2}(?:-[a-z]+)+-\d)[a-z]$/.exec(text(knownValue(values, 'availability_zone')))?.[1];
  return zone === undefined ? undefined : { attribute: 'availability_zone', region: zone };
}

/** Who approved the change: the beginning of its audit trail. */
function approvalPoints(input: RefinementInput): { points: Point[]; unanswered: string[] } {
  const record = lastRecord(input.records, 'approval');
  if (record === undefined) return { points: [], unanswered: ['who approved the change: there is no record of approval'] };
  const facts = approvalFacts.safeParse(record.facts);
  const by = facts.success ? [...facts.data.approvedBy, ...(facts.data.template === null ? [] : [`template ${facts.data.template}`])] : [];
  const approved = record.verdict === 'pass' && by.length > 0;
  const about = { component: 'all components', address: 'approval', attribute: 'approved by', value: by };
  return {
    points: [{ ...about, level: approved ? 'good' : 'risk', says: approved ? `the change may begin${record.target === 'sandbox' ? '; this record was made in the sandbox and counts for no real account' : ''}` : `the change is not approved: ${record.verdict}` }],
    unanswered: [],
  };
}
