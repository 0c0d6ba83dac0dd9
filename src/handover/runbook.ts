import { blocks, code, escapeMarkdown, nested, table } from '../documents/markdown.ts';
import { alarmsOf, textOf } from './alarms.ts';
import type { HandedOver, HandoverInput } from './input.ts';

/** What a person on call needs: per component how to see that it is well, what each alarm means, and the way back. */
export function runbook(input: HandoverInput): string {
  const contact = input.operations === undefined ? 'Nobody is named in cutover.yaml under operations.' : `${escapeMarkdown(input.operations.team)}, ${escapeMarkdown(input.operations.contact)}`;
  return blocks(`# Runbook: ${escapeMarkdown(input.project.name)}`, `Operated by: ${contact}`, `Last change: ${code(input.change.id)}, asked for by ${escapeMarkdown(input.change.requester)}.`, ...input.components.flatMap((handed) => section(input, handed)));
}

function section(input: HandoverInput, { component, resources }: HandedOver): string[] {
  const needs = component.dependsOn.length === 0 ? 'It depends on no other component.' : `It depends on ${component.dependsOn.map(code).join(', ')}: look there first.`;
  const way = input.rollback.find((procedure) => procedure.component === component.name);
  return [
    `## ${escapeMarkdown(component.name)}`,
    `${resources.length} resources. ${needs}`,
    '### Is it well?',
    checksOf(input, component.name),
    '### When an alarm goes off',
    alarmTable(input, resources.map(({ values }) => textOf(values['id']))),
    '### The way back',
    way === undefined ? 'No procedure was written.' : nested(way.markdown, 3),
  ];
}

/** The last time each check ran, in production where it may run there. */
function checksOf(input: HandoverInput, component: string): string {
  const rows = input.records
    .filter((record) => record.component === component && (record.step === 'rehearse' || record.step === 'promote'))
    .flatMap(({ environment, finishedAt, facts }) => (Array.isArray(facts['checks']) ? facts['checks'] : []).map((check) => ({ environment, finishedAt, check: check as { name?: string; outcome?: string } })));
  if (rows.length === 0) return 'No functional check is declared for it: whether it is well has to be seen in its alarms and by those who use it.';
  const latest = new Map(rows.map(({ environment, finishedAt, check }) => [`${environment ?? ''} ${check.name ?? ''}`, [escapeMarkdown(check.name ?? ''), environment ?? '', escapeMarkdown(check.outcome ?? ''), code(finishedAt)]]));
  return blocks(table(['check', 'environment', 'outcome', 'at'], [...latest.values()]), 'Each can be run again by hand: the commands stand in cutover.yaml under checks.');
}

/** Alarms are made by one component and watch resources of others: those whose dimensions name a resource of this one. */
function alarmTable(input: HandoverInput, ids: string[]): string {
  const mine = alarmsOf(input).filter(({ dimensions }) => Object.values(dimensions).map(textOf).some((value) => ids.some((id) => id !== '' && (id === value || id.endsWith(`/${value}`)))));
  if (mine.length === 0) return 'No alarm watches it.';
  return table(['alarm', 'means', 'metric', 'condition', 'tells'], mine.map(({ name, description, metric, condition, routes }) => [code(name), escapeMarkdown(description || 'no description'), code(metric), code(condition), routes.length === 0 ? '**nobody**' : routes.map(code).join(', ')]));
}
