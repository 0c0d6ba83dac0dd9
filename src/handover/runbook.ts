import { blocks, code, escapeMarkdown, nested, table } from '../documents/markdown.ts';
import { alarmsOf, conditionOf, withoutAlarm, type Alarm } from './alarms.ts';
import { productionChecks } from './facts.ts';
import type { HandedOver, HandoverInput } from './input.ts';

/** What people on call need: per component what it is, how to see that it is well, what to do for each alarm, how to go back. Markdown. */
export function runbook(input: HandoverInput): string {
  const alarms = alarmsOf(input);
  const unplaced = alarms.filter(({ watches }) => watches.length === 0);
  return blocks(
    `# Runbook: ${escapeMarkdown(input.project.name)}`,
    `As of change ${code(input.change.id)}, ${code(input.at)}.${input.target === 'sandbox' ? ' Made in **a sandbox**: ids and ARNs are not those of a real account.' : ''}`,
    '## Contacts',
    input.operations === undefined ? '**Nobody is named.** Add `operations` with `team` and `contact` to cutover.yaml.' : `${escapeMarkdown(input.operations.team)}: ${code(input.operations.contact)}`,
    ...input.components.flatMap((handed) => componentParts(input, handed, alarms.filter(({ watches }) => watches.some(({ component }) => component === handed.component.name)))),
    ...(unplaced.length === 0 ? [] : ['## Alarms on something else', 'Their dimensions name no resource of these components.', ...unplaced.map(alarmPart)]),
  );
}

function componentParts(input: HandoverInput, { component, resources }: HandedOver, alarms: Alarm[]): string[] {
  const dependents = input.components.filter((other) => other.component.dependsOn.includes(component.name)).map((other) => other.component.name);
  const unwatched = withoutAlarm(input).filter((resource) => resource.component === component.name);
  const procedure = input.rollback.find((candidate) => candidate.component === component.name);
  return [
    `## ${escapeMarkdown(component.name)}`,
    [
      `- Stack ${code(component.stack)}: ${[...Map.groupBy(resources, ({ type }) => type)].map(([type, of]) => `${of.length} × ${code(type)}`).join(', ') || 'no managed resource'}.`,
      `- Needs ${component.dependsOn.map(code).join(', ') || 'nothing'}. Needed by ${dependents.map(code).join(', ') || 'nothing'}.`,
    ].join('\n'),
    '### Is it well?',
    health(input, component.name),
    '### Alarms',
    ...(alarms.length === 0 ? ['**No alarm watches this component.**'] : alarms.map(alarmPart)),
    unwatched.length === 0 ? '' : `Without an alarm: ${unwatched.map(({ address }) => code(address)).join(', ')}. Nobody is told when they have a problem.`,
    '### Going back',
    procedure === undefined ? '**No procedure was written.** Do not improvise: ask those who made the change.' : nested(procedure.markdown, 3),
  ];
}

function health(input: HandoverInput, component: string): string {
  const { checks, at } = productionChecks(input, component);
  if (checks.length === 0) return '**No check ran in production.** Whether it is well has to be seen in another way.';
  return blocks(
    `Checks that may run in production at any time, as they ended ${at === null ? '' : `at ${code(at)}`}:`,
    table(['Check', 'Outcome', 'Seconds'], checks.map(({ name, outcome, seconds, detail }) => [escapeMarkdown(name), outcome === 'pass' ? 'pass' : `**${outcome}**: ${escapeMarkdown(detail)}`, seconds.toFixed(1)])),
  );
}

function alarmPart(alarm: Alarm): string {
  const reach = alarm.alarmActions.flatMap(({ arn, subscriptions }) => (subscriptions.length === 0 ? [`${code(arn)} (no subscription known)`] : subscriptions.map(({ protocol, endpoint }) => `${escapeMarkdown(protocol)} ${code(endpoint)}`)));
  return [
    `- **${escapeMarkdown(alarm.name)}** (${code(alarm.address)})`,
    `  - Goes off when: ${escapeMarkdown(conditionOf(alarm))}${alarm.watches.length === 0 ? '' : `, on ${alarm.watches.map(({ address }) => code(address)).join(', ')}`}`,
    `  - What to do: ${alarm.description === '' ? '**not written**; add an alarm description that says what to look at first' : escapeMarkdown(alarm.description)}`,
    `  - Tells: ${!alarm.enabled ? '**nobody, its actions are switched off**' : reach.join(', ') || '**nobody**'}`,
  ].join('\n');
}
