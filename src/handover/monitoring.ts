import { alarmsOf, withoutAlarm } from './alarms.ts';
import type { HandoverInput } from './input.ts';

/** The monitoring configuration as JSON: each alarm with metric, condition and routes, and what has none. */
export function monitoringConfiguration(input: HandoverInput): string {
  const alarms = alarmsOf(input);
  return `${JSON.stringify(
    {
      change: input.change.id,
      project: input.project.name,
      target: input.target,
      alarms,
      alarmsThatTellNobody: alarms.filter(({ routes }) => routes.length === 0).map(({ address }) => address),
      withoutAlarm: withoutAlarm(input),
    },
    null,
    2,
  )}\n`;
}
