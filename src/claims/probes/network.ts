import type { Json } from '../../json.ts';
import { refuting, type Probe } from '../probe.ts';
import { hasNoPublicAddress, isForeign } from './catalogue.ts';
import { askResources, companions, every, HIDDEN, quoted, valuesAt, type Judgement, type Located } from './resources.ts';

/** Ranges that hold a large part of the internet: two halves are as open as the whole. */
function isWide(value: Json): boolean {
  if (typeof value !== 'string') return false;
  const [address = '', length = ''] = value.split('/');
  return length !== '' && Number(length) < (address.includes(':') ? 16 : 8);
}

const INGRESS: Record<string, string[][]> = {
  aws_vpc_security_group_ingress_rule: [['cidr_ipv4'], ['cidr_ipv6']],
  aws_security_group_rule: [['cidr_blocks'], ['ipv6_cidr_blocks']],
  aws_security_group: [['ingress', 'cidr_blocks'], ['ingress', 'ipv6_cidr_blocks']],
  aws_default_security_group: [['ingress', 'cidr_blocks'], ['ingress', 'ipv6_cidr_blocks']],
};

function judgeIngress(resource: Located): Judgement {
  const values = (INGRESS[resource.type] ?? []).flatMap((path) => valuesAt(resource.values, ...path));
  const wide = values.filter((value) => value !== HIDDEN && isWide(value));
  if (wide.length > 0) return { holds: false, says: `lets ${wide.map(String).join(', ')} in` };
  if (values.includes(HIDDEN)) return { holds: undefined, says: 'its ranges are not known' };
  return { holds: true, says: values.length === 0 ? 'lets no address range in' : `lets only ${values.map(String).join(', ')} in` };
}

export const noOpenIngress: Probe = {
  id: 'no-open-ingress',
 
  decide: (view) =>
    askResources(view, {
      what: 'security group',
      about: (resource) => Object.hasOwn(INGRESS, resource.type) && !(resource.type === 'aws_security_group_rule' && every(resource, ['type'], (kind) => kind === 'egress') === true),
      judge: judgeIngress,
      opaque: isForeign,
    }),
};

export function judgeZones(vpc: Located, all: Located[]): Judgement {
  const zones = new Set(companions(vpc, all, 'aws_subnet', 'vpc_id').flatMap((subnet) => valuesAt(subnet.values, 'availability_zone')));
  if (zones.has(HIDDEN)) return { holds: undefined, says: 'the zones of its subnets are not known' };
  return { holds: zones.size >= 2, says: `its subnets are in ${[...zones].map(String).join(', ') || 'no named zone'}` };
}

export const NO_PUBLIC_ADDRESSES: Probe = {
  id: 'no-public-addresses',
  decide: (view) =>
    askResources(view, {
      what: 'subnet or public address',
      about: ({ type }) => type === 'aws_subnet' || type === 'aws_eip',
      judge: (resource) =>
        resource.type === 'aws_eip'
          ? { holds: false, says: 'is a public address' }
          : { holds: valuesAt(resource.values, 'map_public_ip_on_launch').length === 0 ? undefined : every(resource, ['map_public_ip_on_launch'], (value) => value === false), says: quoted(resource, ['map_public_ip_on_launch']) },
      opaque: ({ type }) => !hasNoPublicAddress(type),
    }),
};

export const DEFAULT_GROUP_CLOSED: Probe = {
  id: 'default-group-closed',
  decide: (view) =>
    askResources(view, {
      what: 'network',
      about: ({ type }) => type === 'aws_vpc',
      judge: (vpc, all) => {
        const [group] = companions(vpc, all, 'aws_default_security_group', 'vpc_id');
        if (group === undefined) return { holds: false, says: 'no aws_default_security_group names it, so AWS’s own rules stand' };
        const rules = ['ingress', 'egress'].flatMap((direction) => valuesAt(group.values, direction));
        if (rules.includes(HIDDEN)) return { holds: undefined, says: `${group.address}: its rules are not known` };
        return { holds: rules.length === 0, says: `${group.address}: ${rules.length} rules` };
      },
      opaque: isForeign,
    }),
};

export const FLOWS_LOGGED: Probe = {
  id: 'network-flows-logged',
  decide: (view) =>
    askResources(view, {
      what: 'network',
      about: ({ type }) => type === 'aws_vpc',
      judge: (vpc, all) => {
        const logs = companions(vpc, all, 'aws_flow_log', 'vpc_id');
        const complete = logs.find((log) => every(log, ['traffic_type'], (kind) => kind === 'ALL') === true);
        if (complete !== undefined) return { holds: true, says: `${complete.address}: ${quoted(complete, ['traffic_type'])}` };
        return { holds: false, says: logs.length === 0 ? 'no aws_flow_log names it' : `${logs.map(({ address }) => address).join(', ')}: not all traffic` };
      },
      opaque: isForeign,
    }),
};

export const NETWORK_PROBES: Probe[] = [
  noOpenIngress,
  refuting('minimal-access-not-refuted', noOpenIngress),
  NO_PUBLIC_ADDRESSES,
  DEFAULT_GROUP_CLOSED,
  FLOWS_LOGGED,
  {
    id: 'subnets-in-two-zones',
    decide: (view) =>
      askResources(view, {
        what: 'network with subnets',
        about: (resource, all) => resource.type === 'aws_vpc' && companions(resource, all, 'aws_subnet', 'vpc_id').length > 0,
        judge: judgeZones,
        opaque: isForeign,
      }),
  },
];
