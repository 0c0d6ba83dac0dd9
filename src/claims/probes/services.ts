import type { Probe } from '../probe.ts';
import { hasNoCapacity, inStateOnly, isForeign, isRegional, keepsNoData } from './catalogue.ts';
import { judgeZones } from './network.ts';
import { askResources, companions, every, isTrue, quoted, valuesAt, type Judgement, type Located } from './resources.ts';

/** How a resource gets the capacity that its load takes, where it has any of its own. */
const SCALING: Record<string, (resource: Located, all: Located[]) => Judgement> = {
  aws_dynamodb_table: (table, all) => {
    const onDemand = every(table, ['billing_mode'], (mode) => mode === 'PAY_PER_REQUEST');
    if (onDemand !== false) return { holds: onDemand, says: quoted(table, ['billing_mode']) };
    return byTarget(table, all, (name) => `table/${name}`, 2);
  },
  aws_kinesis_stream: (stream) => ({ holds: every(stream, ['stream_mode_details', 'stream_mode'], (mode) => mode === 'ON_DEMAND'), says: quoted(stream, ['stream_mode_details', 'stream_mode']) }),
  aws_ecs_service: (service, all) => byTarget(service, all, (name) => `/${name}`, 1),
};

/** As many scalable dimensions (reads and writes are two) are registered with Application Auto Scaling. */
function byTarget(resource: Located, all: Located[], ending: (name: string) => string, dimensions: number): Judgement {
  const [name] = valuesAt(resource.values, 'name');
  if (typeof name !== 'string') return { holds: undefined, says: 'its name is not known' };
  const targets = all.filter(({ type, values }) => type === 'aws_appautoscaling_target' && valuesAt(values, 'resource_id').some((id) => typeof id === 'string' && id.endsWith(ending(name))));
  return { holds: targets.length >= dimensions, says: targets.length === 0 ? 'no aws_appautoscaling_target names it' : `scaled by ${targets.map(({ address }) => address).join(', ')}` };
}

/** AWS's least for the waiting period of a key is 7 days; a table refuses; a bucket refuses unless it is told to drop its objects. */
const GUARDED: Record<string, (resource: Located) => Judgement> = {
  aws_dynamodb_table: (table) => ({ holds: every(table, ['deletion_protection_enabled'], isTrue), says: quoted(table, ['deletion_protection_enabled']) }),
  aws_db_instance: (database) => ({ holds: every(database, ['deletion_protection'], isTrue), says: quoted(database, ['deletion_protection']) }),
  aws_rds_cluster: (cluster) => ({ holds: every(cluster, ['deletion_protection'], isTrue), says: quoted(cluster, ['deletion_protection']) }),
  aws_s3_bucket: (bucket) => ({ holds: every(bucket, ['force_destroy'], (value) => value === false), says: quoted(bucket, ['force_destroy']) }),
  aws_kms_key: (key) => ({ holds: every(key, ['deletion_window_in_days'], (days) => typeof days === 'number' && days >= 7), says: quoted(key, ['deletion_window_in_days']) }),
};

/** What cannot be locked: messages are on their way, and a log group is written anew. */
const HAS_NO_LOCK = /^aws_(sqs_queue|sns_topic|cloudwatch_log_group|ssm_parameter)$/;

export const SERVICE_PROBES: Probe[] = [
  {
    id: 'capacity-scales',
    decide: (view) =>
      askResources(view, {
        what: 'resource with a capacity',
        about: ({ type }) => Object.hasOwn(SCALING, type),
        judge: (resource, all) => SCALING[resource.type]?.(resource, all) ?? { holds: undefined, says: 'no rule' },
        opaque: ({ type }) => !hasNoCapacity(type),
      }),
  },
  {
    id: 'deletion-guarded',
    decide: (view) =>
      askResources(view, {
        what: 'key or store of data',
        environments: ['production'],
        about: ({ type }) => Object.hasOwn(GUARDED, type),
        judge: (resource) => GUARDED[resource.type]?.(resource) ?? { holds: undefined, says: 'no rule' },
        opaque: ({ type }) => !keepsNoData(type) && !HAS_NO_LOCK.test(type),
      }),
  },
  {
    id: 'spread-over-zones',
    decide: (view) =>
      askResources(view, {
        what: 'network with subnets',
        about: (resource, all) => resource.type === 'aws_vpc' && companions(resource, all, 'aws_subnet', 'vpc_id').length > 0,
        judge: judgeZones,
        // The rest is served by the region, in all of its zones; what stands in one zone is judged by nobody here.
        opaque: (resource) => isForeign(resource) || !(isRegional(resource.type) || inStateOnly(resource.type)),
      }),
  },
];
