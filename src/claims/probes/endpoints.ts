import { both, type Probe } from '../probe.ts';
import { isForeign } from './catalogue.ts';
import { askResources, companions, valuesAt, type Judgement, type Located } from './resources.ts';
import { documented } from './documents.ts';

/** Services that a network reaches by a gateway endpoint: https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html */
const BY_GATEWAY: Record<string, string> = { aws_s3_bucket: 's3', aws_dynamodb_table: 'dynamodb' };

/** Services that offer an interface endpoint: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html */
const BY_INTERFACE: Record<string, string> = {
  aws_sqs_queue: 'sqs', aws_sns_topic: 'sns', aws_kms_key: 'kms', aws_secretsmanager_secret: 'secretsmanager', aws_ssm_parameter: 'ssm', aws_kinesis_stream: 'kinesis-streams',
  aws_ecr_repository: 'ecr.api', aws_lambda_function: 'lambda', aws_sfn_state_machine: 'states', aws_cloudwatch_event_bus: 'events',
};

function endpointsOf(vpc: Located, all: Located[]): { service: string; endpoint: Located }[] {
  return companions(vpc, all, 'aws_vpc_endpoint', 'vpc_id').flatMap((endpoint) => valuesAt(endpoint.values, 'service_name').flatMap((name) => (typeof name === 'string' ? [{ service: name.replace(/^com\.amazonaws\.[a-z0-9-]+\./, ''), endpoint }] : [])));
}

const servicesIn = (all: Located[], kinds: Record<string, string>): string[] => [...new Set(all.flatMap(({ type }) => (Object.hasOwn(kinds, type) ? [kinds[type] ?? ''] : [])))].sort();

/** Every service that the components use and that a network can reach privately has an endpoint in each network. */
function judgePrivate(vpc: Located, all: Located[]): Judgement {
  const there = endpointsOf(vpc, all).map(({ service }) => service);
  const wanted = [...servicesIn(all, BY_GATEWAY), ...servicesIn(all, BY_INTERFACE)];
  const lacking = wanted.filter((service) => !there.includes(service));
  if (wanted.length === 0) return { holds: undefined, says: 'no component uses a service that is known to offer an endpoint' };
  return { holds: lacking.length === 0, says: `endpoints for ${there.join(', ') || 'nothing'}${lacking.length === 0 ? '' : `; none for ${lacking.join(', ')}`}` };
}

/** A gateway endpoint counts for the subnets whose route table it is in. */
function judgeGateways(vpc: Located, all: Located[]): Judgement {
  const wanted = servicesIn(all, BY_GATEWAY);
  if (wanted.length === 0) return { holds: undefined, says: 'no component uses a service with a gateway endpoint' };
  const subnets = companions(vpc, all, 'aws_subnet', 'vpc_id');
  const routed = subnets.map((subnet) => companions(subnet, all, 'aws_route_table_association', 'subnet_id').flatMap(({ values }) => valuesAt(values, 'route_table_id')));
  if (subnets.length === 0 || routed.some((tables) => tables.length === 0)) return { holds: undefined, says: 'the route table of a subnet is not known' };
  const covered = (service: string): boolean => {
    const tables = endpointsOf(vpc, all).filter((one) => one.service === service).flatMap(({ endpoint }) => valuesAt(endpoint.values, 'route_table_ids'));
    return routed.every((own) => own.some((table) => tables.includes(table)));
  };
  const lacking = wanted.filter((service) => !covered(service));
  return { holds: lacking.length === 0, says: lacking.length === 0 ? `gateways for ${wanted.join(', ')} in the route tables of ${subnets.length} subnets` : `no gateway for ${lacking.join(', ')} from every subnet` };
}

function judgeDescribed(rule: Located): Judgement {
  const [description] = valuesAt(rule.values, 'description');
  return { holds: typeof description === 'string' && description.trim() !== '', says: typeof description === 'string' ? `“${description}”` : 'has no description' };
}

const aboutNetworks = { what: 'network', about: ({ type }: Located): boolean => type === 'aws_vpc', opaque: isForeign };

export const ENDPOINT_PROBES: Probe[] = [
  { id: 'private-endpoints', decide: (view) => askResources(view, { ...aboutNetworks, judge: judgePrivate }) },
  { id: 'gateway-endpoints', decide: (view) => askResources(view, { ...aboutNetworks, judge: judgeGateways }) },
  {
    id: 'flows-documented',
    decide: (view) =>
      both(
        askResources(view, {
          what: 'rule of a security group',
          about: ({ type }) => /^aws_(vpc_security_group_(in|e)gress|security_group)_rule$/.test(type),
          judge: judgeDescribed,
          // What is written inside of a group is described there, and not read here.
          opaque: (resource) => isForeign(resource) || (resource.type === 'aws_security_group' && ['ingress', 'egress'].some((direction) => valuesAt(resource.values, direction).length > 0)),
        }),
        documented(view, [{ section: 'Network Architecture', points: ['Security Groups & NACLs'], diagrams: 1 }]),
      ),
  },
];
