import { allOf } from '../../number-of.ts';
import type { Evidence } from '../claim.ts';
import { both, fail, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type RecordView } from '../record-view.ts';
import { appliedEverywhere, HIDDEN, locatedIn, valuesAt, type Located } from './resources.ts';

/** The attribute with the name that the code chose. A policy inside of a role is named within that role only; the rest AWS names. */
const NAMED: Record<string, string> = {
  aws_s3_bucket: 'bucket', aws_sqs_queue: 'name', aws_sns_topic: 'name', aws_dynamodb_table: 'name', aws_iam_role: 'name', aws_iam_user: 'name', aws_iam_policy: 'name',
  aws_security_group: 'name', aws_kms_alias: 'name', aws_cloudwatch_log_group: 'name', aws_cloudwatch_metric_alarm: 'alarm_name', aws_cloudwatch_dashboard: 'dashboard_name',
  aws_db_instance: 'identifier', aws_rds_cluster: 'cluster_identifier', aws_lambda_function: 'function_name', aws_lb: 'name', aws_ecs_cluster: 'name', aws_eks_cluster: 'name',
  aws_ecr_repository: 'name', aws_secretsmanager_secret: 'name', aws_ssm_parameter: 'name', aws_kinesis_stream: 'name', aws_cloudwatch_event_rule: 'name',
};

interface Name {
  resource: Located;
  /** Its parts, without what the service itself asks for at the beginning. */
  parts: string[];
}

const partsOf = (name: string): string[] => name.replace(/^alias\//, '').split(/[^A-Za-z0-9]+/).filter((part) => part !== '');

/** What most names begin with, up to the environment's own name; undefined where there is no such beginning. */
function conventionOf(names: Name[], environment: string): string[] | undefined {
  const beginnings = names.flatMap(({ parts }) => (parts.indexOf(environment) < 1 ? [] : [parts.slice(0, parts.indexOf(environment) + 1).join('-')]));
  const [most] = [...Map.groupBy(beginnings, (beginning) => beginning)].sort(([, one], [, other]) => other.length - one.length);
  return most === undefined || most[1].length * 2 <= names.length ? undefined : most[0].split('-');
}

/** In each environment every name begins alike, with the environment's own name in it: `<platform>-<environment>-…`. */
function resourcesNamed(view: RecordView): ProbeResult {
  const applied = appliedEverywhere(view);
  if (isMissing(applied)) return unknown(applied.missing);
  const resources = locatedIn(applied).filter(({ type }) => Object.hasOwn(NAMED, type));
  const valueOf = ({ type, values }: Located): unknown => valuesAt(values, NAMED[type] ?? 'name')[0];
  const hidden = resources.filter((resource) => typeof valueOf(resource) !== 'string');
  if (hidden.length > 0) return unknown(`the names of ${listed(hidden.map(({ address }) => address))} cannot be seen${hidden.some((one) => valueOf(one) === HIDDEN) ? ' (hidden)' : ''}`);
  const names = resources.map((resource): Name => ({ resource, parts: partsOf(valueOf(resource) as string) }));
  if (names.length < 2) return unknown('there are no two names to compare');
  const strays: Name[] = [];
  for (const [environment, own] of Map.groupBy(names, ({ resource }) => resource.environment)) {
    const convention = conventionOf(own, environment);
    if (convention === undefined) return fail(`most names of ${environment} have no beginning in common that names the environment`, evidenceOf(own));
    strays.push(...own.filter(({ parts }) => convention.some((part, index) => parts[index] !== part)));
  }
  if (strays.length > 0) return fail(`not named as the others: ${listed(strays.map(({ resource }) => `${resource.address} (${resource.component}, ${resource.environment})`))}`, evidenceOf(strays));
  return pass(`${allOf(names.length, 'name')} begin with platform and environment`, evidenceOf(names));
}

function evidenceOf(names: Name[]): Evidence[] {
  return [...Map.groupBy(names, ({ resource }) => resource.record)].map(([record, entries]) => ({ record, says: listed(entries.map(({ resource, parts }) => `${resource.address}: ${parts.join('-')}`)) }));
}

/** Every stack is called after its component and environment, in one way. */
function stacksNamed(view: RecordView): ProbeResult {
  const synth = view.passed('synth');
  if (isMissing(synth)) return unknown(synth.missing);
  const patterns = synth.facts.components.map(({ name, environment, stack }) => stack?.replace(name, '{component}').replace(environment, '{environment}'));
  const says = listed(synth.facts.components.map(({ name, stack }) => `${name}: ${stack ?? 'no stack'}`), 12);
  if (patterns.length < 2 || patterns.includes(undefined)) return unknown('there are no two stacks whose names can be compared');
  const distinct = [...new Set(patterns)];
  if (distinct.length > 1 || !distinct[0]?.includes('{component}')) return fail(`the stacks are named in different ways: ${listed(distinct.map(String))}`, [{ record: synth.record, says }]);
  return pass(`every stack is named ${distinct[0]}`, [{ record: synth.record, says }]);
}

export const NAMING_PROBES: Probe[] = [
  { id: 'names-consistent', decide: resourcesNamed },
  { id: 'stacks-and-names-consistent', decide: (view) => both(stacksNamed(view), resourcesNamed(view)) },
];
