import type { Json, JsonObject } from '../json.ts';
import type { HandoverInput } from './input.ts';

export interface Alarm {
  component: string;
  address: string;
  name: string;
  description: string;
  metric: string;
  condition: string;
  dimensions: Record<string, Json>;
  /** ARNs that are told. Empty: nobody is. */
  routes: string[];
}

/** Types that hold nothing that runs, so that an alarm on them would have nothing to watch. */
const NOT_WATCHED = /^aws_(kms_alias|s3_bucket_|sqs_queue_|sns_topic_|cloudwatch_|iam_|security_group|default_security_group|vpc|subnet|route_table|flow_log)/;

const OPERATORS: Record<string, string> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};

export function alarmsOf(input: HandoverInput): Alarm[] {
  return input.components.flatMap(({ component, resources }) =>
    resources.filter(({ type }) => type === 'aws_cloudwatch_metric_alarm').map(({ address, values }) => alarmFrom(component.name, address, values)),
  );
}

function alarmFrom(component: string, address: string, values: JsonObject): Alarm {
  const operator = OPERATORS[textOf(values['comparison_operator'])] ?? textOf(values['comparison_operator']);
  const dimensions = values['dimensions'];
  return {
    component,
    address,
    name: textOf(values['alarm_name']),
    description: textOf(values['alarm_description']),
    metric: `${textOf(values['namespace'])} ${textOf(values['metric_name'])}`.trim(),
    condition: `${textOf(values['statistic'])} ${operator} ${textOf(values['threshold'])} over ${textOf(values['evaluation_periods'])} periods of ${textOf(values['period'])} s`.trim(),
    dimensions: dimensions !== null && typeof dimensions === 'object' && !Array.isArray(dimensions) ? dimensions : {},
    routes: Array.isArray(values['alarm_actions']) ? values['alarm_actions'].map(textOf) : [],
  };
}

/** Resources that something could happen to and that no alarm's dimensions name: named, so that nobody believes otherwise. */
export function withoutAlarm(input: HandoverInput): { component: string; address: string; type: string }[] {
  const watched = new Set(alarmsOf(input).flatMap(({ dimensions }) => Object.values(dimensions).map(textOf)));
  return input.components.flatMap(({ component, resources }) =>
    resources
      .filter(({ type, values }) => !NOT_WATCHED.test(type) && !['id', 'name', 'bucket', 'arn'].some((key) => watched.has(textOf(values[key]))))
      .map(({ address, type }) => ({ component: component.name, address, type })),
  );
}

export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
