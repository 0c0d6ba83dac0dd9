import { numberOf } from '../number-of.ts';
import { COST_DRIVERS } from './cost-drivers.ts';
import { byLevel, type Answer, type Point, type RefinementInput } from './option.ts';
import { cents, costOf, type PriceList } from './price-list.ts';
import { answerOf, applyRules, gap, ONLY_AFTER_APPLY, typesOf, type Part } from './rules.ts';
import { ofType, point, related, subjectsOf, type Subject } from './subject.ts';

export const NOT_PRICED = 'not priced';

/** Types that cost nothing by themselves. They still need a price of 0 in the list before a total is given. */
const NOTHING_TO_SAY = [
  'aws_kms_alias', 'aws_kms_key_policy', 'aws_s3_bucket', 'aws_s3_bucket_public_access_block', 'aws_s3_bucket_policy', 'aws_s3_bucket_ownership_controls', 'aws_vpc', 'aws_subnet',
  'aws_route_table', 'aws_route_table_association', 'aws_default_security_group', 'aws_security_group', 'aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule',
  'aws_security_group_rule', 'aws_iam_role', 'aws_iam_policy', 'aws_iam_role_policy', 'aws_iam_role_policy_attachment', 'aws_sns_topic_policy', 'aws_sqs_queue_policy',
  'aws_sqs_queue_redrive_allow_policy', 'aws_sqs_queue_redrive_policy',
];

/** Option 3: what each resource's cost depends on, and the cost where a price list was given. Without a price: not priced, never 0. */
export function cost(input: RefinementInput): Answer {
  const subjects = subjectsOf(input);
  const priced = pricePoints(subjects, input.prices);
  const drivers = applyRules(COST_DRIVERS, subjects);
  const answer = answerOf(3, 'Cost', 'cost', [...typesOf(COST_DRIVERS), ...NOTHING_TO_SAY], input, [drivers, growingBuckets(subjects), { points: endingCosts(input), gaps: [] }], priced.unanswered);
  return { ...answer, points: [...priced.total, ...byLevel([...answer.points, ...priced.points])] };
}

function pricePoints(subjects: Subject[], list: PriceList | undefined): { total: Point[]; points: Point[]; unanswered: string[] } {
  const costs = subjects.map((subject) => ({ subject, cost: costOf(subject, list) }));
  const points = costs.map(({ subject, cost }) =>
    cost.priced ? point(subject, 'monthly cost in USD', cost.monthlyUsd, 'note', cost.how) : point(subject, 'monthly cost in USD', NOT_PRICED, 'note', cost.why),
  );
  const open = costs.filter(({ cost }) => !cost.priced).length;
  const sum = cents(costs.reduce((total, { cost }) => total + (cost.priced ? cost.monthlyUsd : 0), 0));
  const value = subjects.length === 0 ? `${NOT_PRICED}: no resources` : open > 0 ? `${NOT_PRICED}: ${open} of ${numberOf(subjects.length, 'resource')}` : sum;
  const says = list === undefined ? 'no price list was given' : `prices of ${list.source}, ${list.date}`;
  const partly = open > 0 && open < subjects.length ? [`the total: ${open} of ${numberOf(subjects.length, 'resource')} are ${NOT_PRICED}`] : [];
  return {
    total: [{ component: 'all components', address: 'all resources', attribute: 'monthly cost in USD', value, level: 'note', says }],
    // Without a list one line says it all; with one, each resource shows what was found for it.
    points: list === undefined ? [] : points,
    unanswered: list === undefined ? ['what it costs: no price list was given'] : partly,
  };
}

/** Buckets that keep every old version with no rule that ends it. */
function growingBuckets(subjects: Subject[]): Part {
  const part: Part = { points: [], gaps: [] };
  const type = 'aws_s3_bucket_lifecycle_configuration';
  for (const bucket of ofType(subjects, 'aws_s3_bucket')) {
    const { found, undetermined } = related(bucket, ofType(subjects, type), 'bucket');
    if (found.length > 0) continue;
    if (undetermined.length > 0) part.gaps.push(gap(bucket, type, `whether one is for this bucket is ${ONLY_AFTER_APPLY}`));
    else part.points.push(point(bucket, type, null, 'risk', 'no lifecycle rule in these plans is for this bucket: what it holds only grows'));
  }
  return part;
}

function endingCosts(input: RefinementInput): Point[] {
  return input.components.flatMap(({ component, plan }) =>
    plan.resources
      .filter(({ mode, action }) => mode === 'managed' && (action === 'delete' || action === 'forget'))
      .map((resource) =>
        resource.action === 'delete'
          ? point({ component: component.name, resource }, 'action', 'delete', 'note', 'its cost ends, except for what AWS keeps on: a key in its waiting period, final backups')
          : point({ component: component.name, resource }, 'action', 'forget', 'risk', 'it stays and is paid on, and no stack knows it any more'),
      ),
  );
}
