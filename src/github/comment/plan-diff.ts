import { isDeepStrictEqual } from 'node:util';
import { fence } from '../../documents/markdown.ts';
import type { Json } from '../../json.ts';
import type { CheckedPlan } from '../../presentation/check-report.ts';
import { UNKNOWN, type Action, type PlannedResource } from '../../terraform/plan.ts';
import { valueLines } from './value-lines.ts';

/** What GitHub colours in a block of `diff`: green, red, orange. */
const SIGNS: Record<Action, string> = { create: '+', delete: '-', forget: '-', replace: '-', update: '!', read: ' ', 'no-op': ' ' };
const SAID: Partial<Record<Action, string>> = { delete: 'destroyed', forget: 'taken out of the state', replace: 'destroyed and created anew', update: 'changed in place' };
const WORST_FIRST: Action[] = ['delete', 'forget', 'replace', 'update', 'create', 'read', 'no-op'];

/** The plan of one component as a coloured block; it is redacted already. `widest`: of a value, in characters; longer ones are cut, and say so. */
export function planDiff(plan: Extract<CheckedPlan, { state: 'planned' }>, widest: number): string {
  const resources = [...plan.changes].sort((a, b) => WORST_FIRST.indexOf(a.action) - WORST_FIRST.indexOf(b.action)).map((resource) => resourceLines(resource, widest));
  const outputs = plan.outputs.length === 0 ? [] : [plan.outputs.map(({ name, action }) => `! output ${name}  (${action})`)];
  return fence([...resources, ...outputs].flatMap((lines, index) => (index === 0 ? lines : ['', ...lines])), 'diff');
}

function resourceLines({ address, action, before, after, replacePaths, movedFrom, imports }: PlannedResource, widest: number): string[] {
  const because = replacePaths.length === 0 ? '' : `, because of ${replacePaths.map((path) => path.join('.')).join(', ')}`;
  const said = [
    ...(movedFrom === undefined ? [] : [`moved in the state from ${movedFrom}`]),
    ...(imports === undefined ? [] : [`taken into the state, id ${imports}`]),
    ...(SAID[action] === undefined ? [] : [`${SAID[action]}${because}`]),
  ];
  const head = `${SIGNS[action]} ${address}${said.length === 0 ? '' : `  (${said.join('; ')})`}`;
  if (action === 'delete' || action === 'forget') return [head];
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  const changed = names.filter((name) => !isDeepStrictEqual(before?.[name] ?? null, after?.[name] ?? null));
  const unknown = changed.filter((name) => isUnknown(after?.[name]));
  // Most of these are ids and the like, which say nothing by themselves.
  const later = unknown.length === 0 ? [] : [`${action === 'update' ? '!' : '+'}     known after apply: ${unknown.join(', ')}`];
  return [head, ...changed.filter((name) => !unknown.includes(name)).flatMap((name) => valueLines(name, before?.[name] ?? null, after?.[name] ?? null, widest)), ...later];
}

function isUnknown(value: Json | undefined): boolean {
  return isDeepStrictEqual(value, { ...UNKNOWN });
}
