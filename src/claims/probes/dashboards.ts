import { z } from 'zod';
import type { Evidence } from '../claim.ts';
import { both, fail, listed, pass, unknown, type Probe, type ProbeResult } from '../probe.ts';
import { isMissing, type RecordView } from '../record-view.ts';
import { FLOWS_LOGGED } from './network.ts';
import { appliedEverywhere, every, locatedIn, valuesAt, type Located } from './resources.ts';
import { WATCHED } from './watched.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html, as far as it is read here. */
const bodySchema = z.object({ widgets: z.array(z.object({ type: z.string(), properties: z.object({ metrics: z.array(z.array(z.unknown())).optional(), alarms: z.array(z.string()).optional() }).loose() }).loose()) });

/** The texts in the graphs of a dashboard: metrics with their dimensions. Undefined where its body is hidden or not readable. */
function graphsOf(dashboard: Located): string[][] | undefined {
  const [body] = valuesAt(dashboard.values, 'dashboard_body');
  if (typeof body !== 'string') return undefined;
  try {
    return bodySchema.parse(JSON.parse(body)).widgets.flatMap(({ properties }) => (properties.metrics ?? []).map((metric) => metric.filter((part) => typeof part === 'string')));
  } catch {
    return undefined;
  }
}

/** What shows how much of a resource is used, by its type. */
const UTILIZATION: Record<string, RegExp> = {
  aws_s3_bucket: /^(BucketSizeBytes|NumberOfObjects)$/,
  aws_dynamodb_table: /^Consumed(Read|Write)CapacityUnits$/,
  aws_cloudwatch_log_group: /^Incoming(Bytes|LogEvents)$/,
  aws_db_instance: /^(CPUUtilization|FreeStorageSpace)$/,
  aws_rds_cluster: /^(CPUUtilization|VolumeBytesUsed)$/,
};

interface World {
  environment: string;
  all: Located[];
  graphs: { dashboard: Located; texts: string[] }[];
  /** A dashboard that cannot be read. */
  hidden: Located[];
}

function worldsIn(all: Located[]): World[] {
  return [...Map.groupBy(all, ({ environment }) => environment)].map(([environment, own]) => {
    const dashboards = own.filter(({ type }) => type === 'aws_cloudwatch_dashboard').map((dashboard) => ({ dashboard, graphs: graphsOf(dashboard) }));
    return { environment, all: own, graphs: dashboards.flatMap(({ dashboard, graphs }) => (graphs ?? []).map((texts) => ({ dashboard, texts }))), hidden: dashboards.filter(({ graphs }) => graphs === undefined).map(({ dashboard }) => dashboard) };
  });
}

const nameOf = (resource: Located): string | undefined => {
  const [name] = valuesAt(resource.values, WATCHED[resource.type]?.name ?? 'name');
  return typeof name === 'string' ? name : undefined;
};

/** Every bucket, table, database and log group has a graph of how much of it is used. */
function utilizationTracked(view: RecordView): ProbeResult {
  const applied = appliedEverywhere(view);
  if (isMissing(applied)) return unknown(applied.missing);
  const shown: { record: string; says: string }[] = [];
  for (const { environment, all, graphs, hidden } of worldsIn(locatedIn(applied))) {
    for (const resource of all.filter(({ type }) => Object.hasOwn(UTILIZATION, type))) {
      const [name, metric] = [nameOf(resource), UTILIZATION[resource.type]];
      const graph = graphs.find(({ texts }) => name !== undefined && texts.includes(name) && texts.some((text) => metric?.test(text)));
      if (graph === undefined) return unknown(`no graph shows how much of ${resource.address} (${environment}) is used${hidden.length > 0 ? '; a dashboard cannot be read' : ''}`);
      shown.push({ record: graph.dashboard.record, says: `${graph.dashboard.address} shows ${graph.texts.slice(0, 2).join(' ')} of ${resource.address} (${environment})` });
    }
  }
  return shown.length === 0 ? unknown('no component has a store whose use could be shown') : pass('the use of every store is on a dashboard', together(shown));
}

/** Dashboards whose graphs and alarms are of resources that the components made. */
function dashboardsMade(view: RecordView): ProbeResult {
  const applied = appliedEverywhere(view);
  if (isMissing(applied)) return unknown(applied.missing);
  const worlds = worldsIn(locatedIn(applied));
  const bare = worlds.find(({ graphs }) => graphs.length === 0);
  if (bare !== undefined || worlds.length === 0) return unknown(`no dashboard with a graph is in ${bare?.environment ?? 'any environment'}`);
  const strange = worlds.flatMap(({ all, graphs }) => graphs.filter(({ texts }) => !all.some((resource) => Object.hasOwn(WATCHED, resource.type) && texts.includes(nameOf(resource) ?? '\0'))));
  if (strange.length > 0) return unknown(`a graph is of nothing that the components made: ${listed(strange.map(({ texts }) => texts.join(' ')))}`);
  return pass('each environment has a dashboard, and every graph on it is of a resource of the components', together(worlds.flatMap(({ graphs }) => graphs.map(({ dashboard, texts }) => ({ record: dashboard.record, says: `${dashboard.address}: ${texts.slice(0, 2).join(' ')}` })))));
}

function together(shown: Evidence[]): Evidence[] {
  return [...Map.groupBy(shown, ({ record }) => record)].map(([record, entries]) => ({ record, says: listed(entries.map(({ says }) => says)) }));
}

/** A component is watched when an alarm or a graph names one of its resources. */
function criticalWatched(view: RecordView): ProbeResult {
  const prepare = view.passed('prepare');
  if (isMissing(prepare)) return unknown(prepare.missing);
  const critical = prepare.facts.architecture.components.filter(({ criticality }) => criticality === 'critical').map(({ name }) => name);
  if (critical.length === 0) return unknown(`the record ${prepare.record} names no critical component`);
  const applied = appliedEverywhere(view);
  if (isMissing(applied)) return unknown(applied.missing);
  const found: Evidence[] = [];
  const lacking: Evidence[] = [];
  for (const { environment, all, graphs, hidden } of worldsIn(locatedIn(applied))) {
    if (hidden.length > 0) return unknown(`a dashboard cannot be read: ${listed(hidden.map(({ address }) => address))}`);
    const alarms = all.filter(({ type }) => type === 'aws_cloudwatch_metric_alarm');
    const texts = new Set([...graphs.flatMap((graph) => graph.texts), ...alarms.flatMap(({ values }) => Object.values((values['dimensions'] ?? {}) as Record<string, unknown>).filter((value) => typeof value === 'string'))]);
    for (const name of critical) {
      const own = all.filter(({ component }) => component === name);
      // An alarm may name a resource by whatever identifies it.
      const watched = own.filter(({ values }) => ['name', 'id', 'arn', 'bucket', 'key_id', 'identifier'].flatMap((key) => valuesAt(values, key)).some((value) => typeof value === 'string' && texts.has(value)));
      const record = own[0]?.record;
      if (record === undefined) return unknown(`${name} has no resource in ${environment}`);
      (watched.length > 0 ? found : lacking).push({ record, says: watched.length > 0 ? `${environment}: ${listed(watched.map(({ address }) => address))} watched` : `${environment}: no alarm and no graph names ${listed(own.map(({ address }) => address))}` });
    }
  }
  const basis = { record: prepare.record, says: `critical: ${listed(critical)}` };
  return lacking.length > 0 ? fail(`nothing watches a critical component: ${listed(critical)}`, [...lacking, basis]) : pass('an alarm or a graph watches every critical component', [...found, basis]);
}

/** All traffic is logged, and an alarm watches what is logged. */
function networkMonitored(view: RecordView): ProbeResult {
  const applied = appliedEverywhere(view);
  if (isMissing(applied)) return unknown(applied.missing);
  const all = locatedIn(applied);
  const logs = all.filter(({ type }) => type === 'aws_flow_log');
  const watched = logs.map((log) => {
    const destinations = valuesAt(log.values, 'log_destination');
    const group = all.find(({ type, environment, values }) => type === 'aws_cloudwatch_log_group' && environment === log.environment && valuesAt(values, 'arn').some((arn) => destinations.includes(arn)));
    const name = group === undefined ? undefined : nameOf(group);
    const alarm = all.find((one) => one.type === 'aws_cloudwatch_metric_alarm' && one.environment === log.environment && name !== undefined && valuesAt(one.values, 'dimensions', 'LogGroupName').includes(name) && every(one, ['actions_enabled'], (value) => value === true) === true);
    return { log, alarm };
  });
  const open = watched.filter(({ alarm }) => alarm === undefined);
  if (logs.length === 0 || open.length > 0) return unknown(logs.length === 0 ? 'no flow log is known' : `no alarm watches what ${listed(open.map(({ log }) => log.address))} writes`);
  return both(FLOWS_LOGGED.decide(view), pass('an alarm watches the flow logs', together(watched.map(({ log, alarm }) => ({ record: alarm?.record ?? log.record, says: `${alarm?.address ?? ''} watches what ${log.address} writes (${log.environment})` })))));
}

export const DASHBOARD_PROBES: Probe[] = [
  { id: 'utilization-tracked', decide: utilizationTracked },
  { id: 'dashboards-made', decide: dashboardsMade },
  { id: 'critical-components-watched', decide: criticalWatched },
  { id: 'network-monitored', decide: networkMonitored },
];
