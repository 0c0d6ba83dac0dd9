import type { Json } from '../json.ts';
import type { Point } from './option.ts';
import { good, note, risk, type Opinion, type Rule } from './rules.ts';
import { point, type Subject } from './subject.ts';

function against(count: number, limit: number, what: string): Opinion {
  const says = `${count} of ${limit} ${what}`;
  if (count > limit) return risk(`${says}: the service refuses more`);
  return count >= limit * 0.8 ? note(`${says}: little room is left`) : good(says);
}

function listQuota(types: string[], attribute: string, limit: number, what: string): Rule {
  return { types, attribute, judge: (value: Json | undefined) => (Array.isArray(value) && value.length >= limit / 2 ? against(value.length, limit, what) : undefined) };
}

/** Limits that a single resource can reach by its own attributes, spoken of from half of them on. Defaults of AWS; most can be raised on request. */
export const QUOTA_RULES: readonly Rule[] = [
  listQuota(['aws_dynamodb_table'], 'global_secondary_index', 20, 'global secondary indexes of a table'),
  listQuota(['aws_dynamodb_table'], 'local_secondary_index', 5, 'local secondary indexes of a table'),
  listQuota(['aws_s3_bucket_lifecycle_configuration'], 'rule', 1000, 'lifecycle rules of a bucket'),
  listQuota(['aws_security_group'], 'ingress', 60, 'inbound rules of a security group'),
];

/** Limits per account or region that a plan alone can fill; others in the account count too, which no plan shows. */
const PER_REGION: Record<string, { limit: number; what: string }> = {
  aws_vpc: { limit: 5, what: 'VPCs of a region' },
  aws_eip: { limit: 5, what: 'elastic addresses of a region' },
  aws_subnet: { limit: 200, what: 'subnets of a VPC' },
  aws_security_group: { limit: 2500, what: 'security groups of a region' },
};

export function quotaPoints(subjects: Subject[]): Point[] {
  return Object.entries(PER_REGION).flatMap(([type, { limit, what }]) => {
    const [first, ...more] = subjects.filter(({ resource }) => resource.type === type);
    if (first === undefined) return [];
    const opinion = against(more.length + 1, limit, `${what}, those outside these plans not counted`);
    return [{ ...point(first, `number of ${type}`, more.length + 1, opinion.level, opinion.says), address: type }];
  });
}
