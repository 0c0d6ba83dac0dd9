import { isDeepStrictEqual } from 'node:util';
import { code, escapeMarkdown } from '../documents/markdown.ts';
import type { Json } from '../json.ts';
import { numberOf } from '../number-of.ts';
import { isChange, SENSITIVE, SENSITIVE_CHANGED, UNKNOWN, type Action, type Plan, type PlanKind, type PlannedResource } from './plan.ts';

export interface PlannedForProduction {
  component: string;
  kind: PlanKind;
  plan: Plan;
}

const VERBS: Record<Action, string> = { 'no-op': 'leave', read: 'read', create: 'create', update: 'change in place', replace: '**destroy and create anew**', delete: '**destroy**', forget: 'take out of the state' };

/** Which change, and in which world: a production in the sandbox is nobody's. */
export interface PlannedChange {
  id: string;
  title: string;
  why: string;
  requester: string;
  target: 'sandbox' | 'cloud';
  world: string;
}

/** What an approver reads before signing the seal: every component, every resource that changes, every attribute, redacted. */
export function renderProductionPlan({ id, title, why, requester, target, world }: PlannedChange, components: PlannedForProduction[]): string {
  const destructive = components.flatMap(({ component, plan }) => changing(plan).filter(({ action }) => action === 'replace' || action === 'delete').map(({ address }) => `${component}: ${address}`));
  return [
    '# What will happen in production',
    '',
    `Change ${code(id)}: ${escapeMarkdown(title)}. Asked for by ${code(requester)}. The seal holds the digest of this page.`,
    '',
    `Why: ${escapeMarkdown(why)}`,
    '',
    target === 'sandbox' ? `**In the sandbox** (${code(world)}): no real account is touched.` : `In the cloud, with ${code(world)}.`,
    '',
    destructive.length === 0 ? 'Nothing is destroyed.' : `**${numberOf(destructive.length, 'resource')} ${destructive.length === 1 ? 'is' : 'are'} destroyed:** ${destructive.map((text) => code(text)).join(', ')}`,
    '',
    ...components.flatMap(section),
  ].join('\n');
}

function changing(plan: Plan): PlannedResource[] {
  return plan.resources.filter(isChange);
}

function section({ component, kind, plan }: PlannedForProduction): string[] {
  const resources = changing(plan);
  const outputs = Object.entries(plan.outputs).filter(([, { action }]) => action !== 'no-op');
  return [
    `## ${escapeMarkdown(component)}`,
    '',
    ...(kind === 'expectation' ? ['Planned while what it depends on is about to change: values from there are not known yet. Right before it is applied it is planned again, and goes on only if that is no more than this.', ''] : []),
    ...(resources.length === 0 && outputs.length === 0 ? ['No change.', ''] : []),
    ...resources.flatMap(resourceLines),
    ...(outputs.length === 0 ? [] : [`- outputs: ${outputs.map(([name, { action }]) => `${code(name)} (${action})`).join(', ')}`, '']),
  ];
}

function resourceLines({ address, action, before, after, replacePaths, movedFrom, imports }: PlannedResource): string[] {
  const forced = replacePaths.length === 0 ? '' : `, because of ${replacePaths.map((path) => code(path.join('.'))).join(', ')}`;
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  const changes = names.filter((name) => !isDeepStrictEqual(before?.[name] ?? null, after?.[name] ?? null));
  return [
    `- ${[...(imports === undefined ? [] : [`take into the state (id ${code(imports)})`]), ...(movedFrom === undefined ? [] : [`rename in the state (from ${code(movedFrom)})`]), ...(action === 'no-op' ? [] : [VERBS[action]])].join(', ')} ${code(address)}${forced}`,
    ...(action === 'delete' ? [] : changes.map((name) => `  - ${code(name)}: ${before === null ? '' : `${shown(before[name] ?? null)} → `}${shown(after?.[name] ?? null)}`)),
    '',
  ];
}

function shown(value: Json): string {
  if (isDeepStrictEqual(value, { ...UNKNOWN })) return '(known after apply)';
  if (isDeepStrictEqual(value, { ...SENSITIVE })) return '(sensitive)';
  if (isDeepStrictEqual(value, { ...SENSITIVE_CHANGED })) return '(sensitive, another one)';
  // Whole, however long: what is cut would be approved unread.
  return code(JSON.stringify(value));
}
