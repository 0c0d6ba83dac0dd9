import { ENCRYPTION_RULES } from './encryption.ts';
import { EXPOSURE_RULES } from './exposure.ts';
import { byLevel, type Answer, type Point, type RefinementInput } from './option.ts';
import { hiddenPaths } from './reading.ts';
import { answerOf, applyRules, gap, ONLY_AFTER_APPLY, typesOf, type Part } from './rules.ts';
import { scanPoints } from './scan-record.ts';
import { ofType, point, related, subjectsOf, type Subject } from './subject.ts';

const RULES = [...ENCRYPTION_RULES, ...EXPOSURE_RULES];

/** Types that have no attribute of their own which opens or closes anything. */
const NOTHING_TO_SAY = [
  'aws_s3_bucket', 'aws_s3_bucket_versioning', 'aws_s3_bucket_lifecycle_configuration', 'aws_s3_bucket_ownership_controls', 'aws_kms_alias', 'aws_vpc',
  'aws_route_table', 'aws_route_table_association', 'aws_flow_log', 'aws_cloudwatch_metric_alarm', 'aws_cloudwatch_dashboard', 'aws_sns_topic_subscription',
  'aws_sqs_queue_redrive_allow_policy', 'aws_sqs_queue_redrive_policy', 'aws_s3_bucket_logging',
];

/** Resources whose only purpose is to guard or to watch others. */
const SAFEGUARDS = [
  'aws_s3_bucket_public_access_block', 'aws_s3_bucket_server_side_encryption_configuration', 'aws_s3_bucket_policy', 'aws_sqs_queue_policy', 'aws_sns_topic_policy',
  'aws_kms_key', 'aws_kms_key_policy', 'aws_flow_log', 'aws_cloudtrail', 'aws_cloudwatch_metric_alarm', 'aws_default_security_group',
];

/** Option 1: encryption, key rotation, public access, policies, open ports, what the scanners found, what is hidden. */
export function security(input: RefinementInput): Answer {
  const subjects = subjectsOf(input);
  const scan = scanPoints(input);
  const answer = answerOf(
    1,
    'Security',
    'security',
    [...typesOf(RULES), ...NOTHING_TO_SAY],
    input,
    [applyRules(RULES, subjects), openBuckets(subjects), { points: [...removedSafeguards(input), ...sensitiveValues(input), ...scan.points], gaps: [] }],
    scan.unanswered,
  );
  return { ...answer, points: byLevel(answer.points) };
}

function openBuckets(subjects: Subject[]): Part {
  const part: Part = { points: [], gaps: [] };
  const type = 'aws_s3_bucket_public_access_block';
  for (const bucket of ofType(subjects, 'aws_s3_bucket')) {
    const { found, undetermined } = related(bucket, ofType(subjects, type), 'bucket');
    if (found.length > 0) continue;
    if (undetermined.length > 0) part.gaps.push(gap(bucket, type, `whether one is for this bucket is ${ONLY_AFTER_APPLY}`));
    else part.points.push(point(bucket, type, null, 'risk', 'no public access block in these plans is for this bucket'));
  }
  return part;
}

function removedSafeguards(input: RefinementInput): Point[] {
  return input.components.flatMap(({ component, plan }) =>
    plan.resources
      .filter(({ type, mode, action }) => mode === 'managed' && (action === 'delete' || action === 'forget') && SAFEGUARDS.includes(type))
      .map((resource) => point({ component: component.name, resource }, 'action', resource.action, 'risk', 'a safeguard goes away')),
  );
}

function sensitiveValues(input: RefinementInput): Point[] {
  return input.components.flatMap(({ component, plan }) =>
    plan.resources.flatMap((resource) => {
      const paths = hiddenPaths(resource.after, 'sensitive');
      if (resource.mode !== 'managed' || paths.length === 0) return [];
      const says = 'sensitive values: hidden here, and in clear in the state, so who reads the state reads them';
      return [point({ component: component.name, resource }, paths.map((path) => (path === '' ? 'the whole resource' : path)).join(', '), paths.length, 'note', says)];
    }),
  );
}
