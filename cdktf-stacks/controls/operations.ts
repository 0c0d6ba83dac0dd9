import { requireOf, valueAt, type Control } from './control.ts';

const A_YEAR = 365;

/** What operations and auditors rely on. */
export const OPERATIONS_CONTROLS: readonly Control[] = [
  {
    id: 'logs-kept',
    statement: 'Logs are kept for at least a year, and not for ever.',
    violations: requireOf('aws_cloudwatch_log_group', (group) => Number(valueAt(group, 'retention_in_days') ?? 0) >= A_YEAR, `has retention_in_days below ${A_YEAR}, or none`),
  },
  {
    id: 'alarm-heard',
    statement: 'Every alarm tells somebody.',
    violations: requireOf(
      'aws_cloudwatch_metric_alarm',
      (alarm) => valueAt(alarm, 'actions_enabled') !== false && [valueAt(alarm, 'alarm_actions') ?? []].flat().length > 0,
      'has no alarm_actions, or actions_enabled false',
    ),
  },
];
