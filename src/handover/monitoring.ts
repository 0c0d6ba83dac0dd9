import { alarmsOf, resourcesOf, withoutAlarm } from './alarms.ts';
import type { HandoverInput } from './input.ts';

/**
 * What watches production, as JSON for tools: every alarm with metric, threshold, dimensions and where it goes; what no alarm
 * names; alarms that reach nobody; and what was not exercised here.
 */
export function monitoringConfiguration(input: HandoverInput): string {
  const alarms = alarmsOf(input);
  const names = input.components.map(({ component }) => component.name);
  const watched = new Set(alarms.flatMap(({ watches }) => watches.map(({ component }) => component)));
  const dashboards = resourcesOf(input.components).filter(({ type }) => type === 'aws_cloudwatch_dashboard');
  const configuration = {
    change: input.change.id,
    project: input.project.name,
    target: input.target,
    at: input.at,
    operations: input.operations ?? null,
    alarms,
    withoutAlarm: withoutAlarm(input),
    componentsWithoutAlarm: names.filter((name) => !watched.has(name)),
    alarmsThatReachNobody: alarms.filter(({ enabled, alarmActions }) => !enabled || !alarmActions.some(({ subscriptions }) => subscriptions.length > 0)).map(({ name }) => name),
    dashboards: dashboards.map(({ component, address, values }) => ({ component, address, name: typeof values['dashboard_name'] === 'string' ? values['dashboard_name'] : '' })),
    notExercised: input.target === 'sandbox' ? ['not exercised here (emulator): metrics are not collected and alarms are not evaluated'] : [],
  };
  return `${JSON.stringify(configuration, null, 2)}\n`;
}
