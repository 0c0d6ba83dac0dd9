import { both, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type RecordView } from '../record-view.ts';
import { isForeign } from './catalogue.ts';
import { DEFAULT_GROUP_CLOSED, NO_PUBLIC_ADDRESSES, noOpenIngress } from './network.ts';
import { statementsAt } from './policies.ts';
import { appliedEverywhere, askResources, HIDDEN, hasBlocks, locatedIn, quoted, valuesAt, type Judgement, type Located } from './resources.ts';

/**
 * What a service that works in an account's name needs there, in AWS's own words. A role whose service is not here is not judged:
 * what it needs is not known.
 * vpc-flow-logs: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
 */
const NEEDED: Record<string, { actions: string[]; resource: (role: Located, all: Located[]) => string[] }> = {
  'vpc-flow-logs.amazonaws.com': {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams', 'logs:DescribeLogGroups'],
    resource: (role, all) =>
      all
        .filter(({ type, values }) => type === 'aws_flow_log' && valuesAt(values, 'iam_role_arn').some((arn) => valuesAt(role.values, 'arn').includes(arn)))
        .flatMap(({ values }) => valuesAt(values, 'log_destination'))
        .filter((arn) => typeof arn === 'string'),
  },
};

/** The one service that may take the role on; undefined where others may too, or it cannot be seen. */
function serviceOf(role: Located): string | undefined {
  const allowed = (statementsAt(role, 'assume_role_policy') ?? []).filter(({ Effect }) => Effect === 'Allow');
  const principals = allowed.map(({ Principal }) => JSON.stringify(Principal));
  const [, service] = /^\{"Service":"([a-z0-9.-]+)"\}$/.exec(principals[0] ?? '') ?? [];
  return principals.length === 1 ? service : undefined;
}

/** Its policies allow no action beyond what its service needs, and on nothing but what it works on. */
function judgeRole(role: Located, all: Located[]): Judgement {
  const service = serviceOf(role);
  if (service === undefined) return { holds: undefined, says: 'it is not known to be one service’s alone' };
  const needed = Object.hasOwn(NEEDED, service) ? NEEDED[service] : undefined;
  if (needed === undefined) return { holds: undefined, says: `what ${service} needs is not known` };
  const names = ['name', 'id', 'arn'].flatMap((key) => valuesAt(role.values, key));
  const attached = all.filter(({ type, values }) => /^aws_iam_(role_)?policy_attachment/.test(type) && valuesAt(values, 'role').some((name) => names.includes(name)));
  if (attached.length > 0 || valuesAt(role.values, 'managed_policy_arns').length > 0) return { holds: undefined, says: 'it has a policy attached that is not its own' };
  const own = all.filter(({ type, values }) => type === 'aws_iam_role_policy' && valuesAt(values, 'role').some((name) => names.includes(name)));
  const lists = [...own.map((policy) => statementsAt(policy, 'policy')), statementsAt(role, 'inline_policy.policy')];
  if (lists.includes(undefined) || own.length === 0) return { holds: undefined, says: own.length === 0 ? 'no policy of it can be seen' : 'its policy cannot be read' };
  const allowed = lists.flatMap((list) => list ?? []).filter(({ Effect }) => Effect === 'Allow');
  const works = needed.resource(role, all);
  const tooMuch = allowed.find(({ Action, NotAction, Resource }) => NotAction !== undefined || Action.length === 0 || Action.some((action) => !needed.actions.includes(action)) || Resource.length === 0 || Resource.some((arn) => !works.some((one) => arn === one || arn === `${one}:*`)));
  if (tooMuch !== undefined) return { holds: false, says: `allows ${tooMuch.Action.join(', ')} on ${tooMuch.Resource.join(', ')}, and ${service} needs no more than ${needed.actions.join(', ')} on ${works.join(', ') || 'nothing that is here'}` };
  return { holds: true, says: `taken on by ${service} alone; allows ${allowed.flatMap(({ Action }) => Action).join(', ')} on ${works.join(', ')}` };
}

/** Another principal: a person's or a program's user, whose needs nobody wrote down. */
const OTHER_PRINCIPAL = /^aws_iam_(user|group|policy|access_key|openid_connect_provider|saml_provider)/;

const WAY_OUT = /^aws_(internet_gateway|egress_only_internet_gateway|nat_gateway|vpn_|vpc_peering_connection|ec2_transit_gateway|route$|customer_gateway|dx_)/;

/** One rule of a security group: a single port, and a group or a list of prefixes at its other end, not a range of addresses. */
function judgeRule(rule: Located): Judgement {
  const [from, to] = ['from_port', 'to_port'].map((key) => valuesAt(rule.values, key)[0]);
  const peers = ['prefix_list_id', 'referenced_security_group_id'].flatMap((key) => valuesAt(rule.values, key));
  const ranges = ['cidr_ipv4', 'cidr_ipv6'].flatMap((key) => valuesAt(rule.values, key));
  if ([from, to, ...peers, ...ranges].includes(HIDDEN)) return { holds: undefined, says: 'its ports or its other end are not known' };
  const says = `${quoted(rule, ['from_port'])}, ${quoted(rule, ['to_port'])}; to or from ${[...peers, ...ranges].map(String).join(', ') || 'nothing'}`;
  // A range of addresses, or of ports, may be what is needed: nothing here says whether it is.
  return { holds: typeof from === 'number' && from === to && ranges.length === 0 && peers.length === 1 ? true : undefined, says };
}

/** Each environment's network is in an account of its own, and nothing joins it to another. */
function environmentsApart(view: RecordView): ProbeResult {
  const applied = appliedEverywhere(view, ['test', 'production']);
  if (isMissing(applied)) return unknown(applied.missing);
  const all = locatedIn(applied);
  const networks = all.filter(({ type }) => type === 'aws_vpc');
  const owners = new Map([...Map.groupBy(networks, ({ environment }) => environment)].map(([environment, own]) => [environment, new Set(own.flatMap(({ values }) => valuesAt(values, 'owner_id')))]));
  const [test, production] = [owners.get('test'), owners.get('production')];
  const joins = all.filter(({ type }) => WAY_OUT.test(type));
  if (test === undefined || production === undefined || [...test, ...production].some((owner) => typeof owner !== 'string')) return unknown('the accounts of the networks are not known');
  if ([...test].some((owner) => production.has(owner))) return unknown('test and production have networks in one account');
  if (joins.length > 0) return unknown(`something may join the networks to others: ${listed(joins.map(({ address }) => address))}`);
  return pass('the networks of test and production are in accounts of their own, and nothing joins them', [...Map.groupBy(networks, ({ record }) => record)].map(([record, own]) => ({ record, says: listed(own.map(({ address, values }) => `${address}: account ${valuesAt(values, 'owner_id').map(String).join(', ')}`)) })));
}

export const LEAST_PRIVILEGE_PROBES: Probe[] = [
  {
    id: 'service-roles-minimal',
    decide: (view) => askResources(view, { what: 'role', about: ({ type }) => type === 'aws_iam_role', judge: judgeRole, opaque: (resource) => isForeign(resource) || OTHER_PRINCIPAL.test(resource.type) }),
  },
  { id: 'networks-apart', decide: (view) => both(environmentsApart(view), NO_PUBLIC_ADDRESSES.decide(view), DEFAULT_GROUP_CLOSED.decide(view), noOpenIngress.decide(view)) },
  {
    id: 'network-least-privilege',
    decide: (view) =>
      both(
        NO_PUBLIC_ADDRESSES.decide(view),
        DEFAULT_GROUP_CLOSED.decide(view),
        askResources(view, {
          what: 'rule of a security group',
          about: ({ type }) => /^aws_vpc_security_group_(in|e)gress_rule$/.test(type),
          judge: judgeRule,
          // Rules inside of a group, and ways out of the network, are not judged.
          opaque: (resource) => isForeign(resource) || resource.type === 'aws_security_group_rule' || WAY_OUT.test(resource.type) || (resource.type === 'aws_security_group' && hasBlocks(resource, 'ingress', 'egress')) || (resource.type === 'aws_route_table' && hasBlocks(resource, 'route')),
        }),
      ),
  },
];
