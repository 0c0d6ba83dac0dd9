import type { Json } from '../json.ts';
import { judgePolicy, type PolicyKind } from './policy.ts';
import { good, look, note, risk, type Opinion } from './rules.ts';
import type { ControlledRule } from './encryption.ts';
import type { Subject } from './subject.ts';

const ADMIN_PORTS = [22, 3389];

/** Ranges that hold a large part of the internet: two halves are as open as the whole. */
export function isWide(cidr: string): boolean {
  const [address = '', length = ''] = cidr.split('/');
  const prefix = Number(length);
  return length !== '' && (address.includes(':') ? prefix < 16 : prefix < 8);
}

function portsOf(subject: Subject): string {
  const [from, to] = [look(subject, 'from_port'), look(subject, 'to_port')];
  if (typeof from !== 'number' || typeof to !== 'number' || from === -1) return 'all ports';
  const admin = ADMIN_PORTS.filter((port) => from <= port && port <= to);
  const range = from === to ? `port ${from}` : `ports ${from} to ${to}`;
  return admin.length === 0 ? range : `${range}, which include remote administration`;
}

function judgeSources(value: Json | undefined, portsFor: () => string, inward: boolean): Opinion | undefined {
  const ranges = [value ?? []].flat().filter((range) => typeof range === 'string');
  if (ranges.length === 0) return undefined;
  const ports = portsFor();
  const wide = ranges.filter(isWide);
  if (wide.length > 0) return inward ? risk(`${wide.join(', ')} may reach ${ports}`) : note(`may reach ${wide.join(', ')} on ${ports}`);
  return good(`${inward ? 'only ' : 'may reach only '}${ranges.join(', ')}${inward ? ` may reach ${ports}` : ''}`);
}

const open = 'EC2.53 and EC2.54';

function addresses(types: string[], attributes: string[], inward: boolean | ((subject: Subject) => boolean)): ControlledRule[] {
  return attributes.map((attribute) => ({
    types,
    attribute,
    ...(inward === false ? {} : { control: open }),
    judge: (value, subject) => {
      const ports = (): string => (attribute.includes('[*]') ? 'the ports of that rule' : portsOf(subject));
      return judgeSources(value, ports, typeof inward === 'function' ? inward(subject) : inward);
    },
  }));
}

function policies(types: string[], attribute: string, kind: PolicyKind): ControlledRule {
  return { types, attribute, judge: (value) => judgePolicy(value, kind) };
}

function publicAccess(attribute: string, what: string): ControlledRule {
  return {
    types: ['aws_s3_bucket_public_access_block'],
    attribute,
    control: 'S3.8',
    judge: (value) => (value === true ? good(`${what} have no effect`) : risk(`${what} are not blocked`)),
  };
}

function mustNot(types: string[], attribute: string, yes: string, no: string, control?: string): ControlledRule {
  return { types, attribute, ...(control === undefined ? {} : { control }), judge: (value) => (value === true ? risk(yes) : good(no)) };
}

/** Who can reach a resource: networks, public access, policies. */
export const EXPOSURE_RULES: readonly ControlledRule[] = [
  ...addresses(['aws_vpc_security_group_ingress_rule'], ['cidr_ipv4', 'cidr_ipv6'], true),
  ...addresses(['aws_vpc_security_group_egress_rule'], ['cidr_ipv4', 'cidr_ipv6'], false),
  ...addresses(['aws_security_group_rule'], ['cidr_blocks', 'ipv6_cidr_blocks'], (subject) => look(subject, 'type') !== 'egress'),
  ...addresses(['aws_security_group', 'aws_default_security_group'], ['ingress[*].cidr_blocks', 'ingress[*].ipv6_cidr_blocks'], true),
  ...addresses(['aws_security_group', 'aws_default_security_group'], ['egress[*].cidr_blocks', 'egress[*].ipv6_cidr_blocks'], false),
  publicAccess('block_public_acls', 'new public access control lists'),
  publicAccess('ignore_public_acls', 'existing public access control lists'),
  publicAccess('block_public_policy', 'new public bucket policies'),
  publicAccess('restrict_public_buckets', 'existing public bucket policies'),
  policies(['aws_s3_bucket_policy', 'aws_sqs_queue_policy', 'aws_sqs_queue', 'aws_sns_topic_policy', 'aws_sns_topic', 'aws_secretsmanager_secret_policy', 'aws_ecr_repository_policy'], 'policy', 'resource'),
  policies(['aws_kms_key', 'aws_kms_key_policy'], 'policy', 'key'),
  policies(['aws_iam_policy', 'aws_iam_role_policy', 'aws_iam_user_policy', 'aws_iam_group_policy'], 'policy', 'identity'),
  policies(['aws_iam_role'], 'assume_role_policy', 'trust'),
  policies(['aws_vpc_endpoint'], 'policy', 'endpoint'),
  {
    types: ['aws_iam_role_policy_attachment', 'aws_iam_user_policy_attachment', 'aws_iam_group_policy_attachment'],
    attribute: 'policy_arn',
    judge: (value) => (typeof value === 'string' && value.endsWith('policy/AdministratorAccess') ? risk('everything in the account is allowed') : undefined),
  },
  mustNot(['aws_subnet'], 'map_public_ip_on_launch', 'instances in the subnet get a public address', 'instances in the subnet get no public address', 'EC2.15'),
  mustNot(['aws_db_instance'], 'publicly_accessible', 'the database can be reached from outside the network', 'the database cannot be reached from outside the network', 'RDS.2'),
];
