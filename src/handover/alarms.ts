import { WATCHED } from '../claims/probes/watched.ts';
import type { Json, JsonObject } from '../json.ts';
import type { HandedOver, HandoverInput } from './input.ts';
import { textAt } from './values.ts';

export interface Place {
  component: string;
  address: string;
}

export interface Route {
  /** The action's ARN, as configured. */
  arn: string;
  /** The topic behind it, when a component made it. */
  topic: Place | null;
  subscriptions: { protocol: string; endpoint: string }[];
}

export interface Alarm extends Place {
  name: string;
  description: string;
  enabled: boolean;
  metric: { namespace: string; name: string; statistic: string; periodSeconds: number | null; evaluationPeriods: number | null };
  comparison: string;
  threshold: number | null;
  dimensions: Record<string, string>;
  treatMissingData: string;
  /** Resources that the dimensions name. */
  watches: Place[];
  alarmActions: Route[];
  okActions: Route[];
}

interface Owned extends Place {
  type: string;
  values: JsonObject;
}

export function resourcesOf(components: HandedOver[]): Owned[] {
  return components.flatMap(({ component, resources }) => resources.map((resource) => ({ component: component.name, ...resource })));
}

/** The metric alarms in the state, each with what it watches and where it goes. */
export function alarmsOf({ components }: Pick<HandoverInput, 'components'>): Alarm[] {
  const all = resourcesOf(components);
  return all.filter(({ type }) => type === 'aws_cloudwatch_metric_alarm').map((resource) => alarmOf(resource, all));
}

function alarmOf({ component, address, values }: Owned, all: Owned[]): Alarm {
  const number = (key: string): number | null => (typeof values[key] === 'number' ? values[key] : null);
  const dimensions = textsOf(values['dimensions']);
  return {
    component,
    address,
    name: textAt(values, 'alarm_name') ?? address,
    description: textAt(values, 'alarm_description') ?? '',
    enabled: values['actions_enabled'] !== false,
    metric: {
      namespace: textAt(values, 'namespace') ?? '',
      name: textAt(values, 'metric_name') ?? '(an expression over several metrics)',
      statistic: textAt(values, 'statistic') ?? textAt(values, 'extended_statistic') ?? '',
      periodSeconds: number('period'),
      evaluationPeriods: number('evaluation_periods'),
    },
    comparison: textAt(values, 'comparison_operator') ?? '',
    threshold: number('threshold'),
    dimensions,
    treatMissingData: textAt(values, 'treat_missing_data') ?? 'missing',
    watches: all.filter((resource) => isWatched(resource, dimensions)).map(placeOf),
    alarmActions: routesOf(values['alarm_actions'], all),
    okActions: routesOf(values['ok_actions'], all),
  };
}

function placeOf({ component, address }: Place): Place {
  return { component, address };
}

function isWatched({ type, values }: Owned, dimensions: Record<string, string>): boolean {
  const watched = WATCHED[type];
  const name = watched === undefined ? undefined : textAt(values, watched.name);
  return watched !== undefined && name !== undefined && dimensions[watched.dimension] === name;
}

function routesOf(actions: Json | undefined, all: Owned[]): Route[] {
  return (Array.isArray(actions) ? actions : [])
    .filter((arn) => typeof arn === 'string')
    .map((arn) => {
      const topic = all.find(({ type, values }) => type === 'aws_sns_topic' && values['arn'] === arn);
      const subscriptions = all.filter(({ type, values }) => type === 'aws_sns_topic_subscription' && values['topic_arn'] === arn);
      return {
        arn,
        topic: topic === undefined ? null : placeOf(topic),
        subscriptions: subscriptions.map(({ values }) => ({ protocol: textAt(values, 'protocol') ?? '', endpoint: textAt(values, 'endpoint') ?? '(hidden)' })),
      };
    });
}

function textsOf(value: Json | undefined): Record<string, string> {
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Resources that an alarm could name and none does. */
export function withoutAlarm(input: Pick<HandoverInput, 'components'>): (Place & { type: string })[] {
  const watched = new Set(alarmsOf(input).flatMap(({ watches }) => watches.map(({ component, address }) => `${component} ${address}`)));
  return resourcesOf(input.components)
    .filter(({ type, component, address }) => Object.hasOwn(WATCHED, type) && !watched.has(`${component} ${address}`))
    .map(({ component, address, type }) => ({ component, address, type }));
}

/** `Maximum of ApproximateAgeOfOldestMessage > 900, 3 periods of 300 s` */
export function conditionOf({ metric, comparison, threshold }: Alarm): string {
  const signs: Record<string, string> = { GreaterThanThreshold: '>', GreaterThanOrEqualToThreshold: '≥', LessThanThreshold: '<', LessThanOrEqualToThreshold: '≤' };
  const periods = metric.periodSeconds === null ? '' : `, ${metric.evaluationPeriods ?? 1} × ${metric.periodSeconds} s`;
  return `${metric.statistic === '' ? '' : `${metric.statistic} of `}${metric.name} ${signs[comparison] ?? (comparison || '(no comparison)')} ${threshold ?? '(no fixed threshold)'}${periods}`;
}
