import { requireOf, valueAt, type Control, type SynthesizedResource } from './control.ts';

const EVERYONE = new Set(['0.0.0.0/0', '::/0']);
const RULES = ['ingress', 'egress'] as const;

function inlineRules(group: SynthesizedResource, direction: (typeof RULES)[number]): Record<string, unknown>[] {
  const value = group.values[direction];
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
}

function opensToEveryone(group: SynthesizedResource): boolean {
  return inlineRules(group, 'ingress').some((rule) =>
    ['cidr_blocks', 'ipv6_cidr_blocks'].some((name) => Array.isArray(rule[name]) && (rule[name] as unknown[]).some((cidr) => typeof cidr === 'string' && EVERYONE.has(cidr))),
  );
}

/** Who may reach what. */
export const NETWORK_CONTROLS: readonly Control[] = [
  {
    id: 'no-open-ingress',
    statement: 'No security group lets the whole internet in.',
    violations: (resources) => [
      ...requireOf(
        'aws_vpc_security_group_ingress_rule',
        (rule) => !EVERYONE.has(String(valueAt(rule, 'cidr_ipv4'))) && !EVERYONE.has(String(valueAt(rule, 'cidr_ipv6'))),
        'lets everyone in (0.0.0.0/0 or ::/0): name a group, a prefix list or a range',
      )(resources),
      ...requireOf('aws_security_group', (group) => !opensToEveryone(group), 'lets everyone in (0.0.0.0/0 or ::/0): name a group, a prefix list or a range')(resources),
    ],
  },
  {
    id: 'default-group-closed',
    statement: "Every network's default security group has no rules.",
    violations: (resources) => [
      ...requireOf('aws_default_security_group', (group) => RULES.every((rule) => inlineRules(group, rule).length === 0), 'has rules: leave ingress and egress empty')(resources),
      ...requireOf(
        'aws_vpc',
        (vpc, all) => all.some((group) => group.type === 'aws_default_security_group' && group.values['vpc_id'] === `\${${vpc.address}.id}`),
        'has no aws_default_security_group, so its default group is open',
      )(resources),
    ],
  },
  {
    id: 'flow-logs',
    statement: 'Every network logs its flows.',
    violations: requireOf(
      'aws_vpc',
      (vpc, all) => all.some((log) => log.type === 'aws_flow_log' && log.values['vpc_id'] === `\${${vpc.address}.id}` && log.values['traffic_type'] === 'ALL'),
      'has no aws_flow_log of all its traffic',
    ),
  },
  {
    id: 'no-public-subnet',
    statement: 'No subnet gives out public addresses.',
    violations: requireOf('aws_subnet', (subnet) => valueAt(subnet, 'map_public_ip_on_launch') === false, 'has no map_public_ip_on_launch false'),
  },
];
