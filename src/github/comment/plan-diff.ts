import { isDeepStrictEqual } from 'node:util';
import { fence } from '../../documents/markdown.ts';
import type { Json } from '../../json.ts';
import type { CheckedPlan } from '../../presentation/check-report.ts';
import { SENSITIVE, UNKNOWN, type Action, type PlannedResource } from '../../terraform/plan.ts';

/** What GitHub colours in a block of `diff`: green, red, orange. */
const SIGNS: Record<Action, string> = { create: '+', delete: '-', forget: '-', replace: '-', update: '!', read: ' ', 'no-op': ' ' };
const SAID: Partial<Record<Action, string>> = { delete: 'destroyed', forget: 'taken out of the state', replace: 'destroyed and created anew', update: 'changed in place' };

/** The plan of one component as a coloured block; it is redacted already. `widest`: longer values are cut, and say so. */
export function planDiff(plan: Extract<CheckedPlan, { state: 'planned' }>, widest: number): string {
  const outputs = plan.outputs.length === 0 ? [] : ['', `! outputs: ${plan.outputs.map(({ name, action }) => `${name} (${action})`).join(', ')}`];
  const lines = [...[...plan.changes].sort(destructiveFirst).flatMap((resource, index) => [...(index === 0 ? [] : ['']), ...resourceLines(resource, widest)]), ...outputs];
  return fence(lines, 'diff');
}

function destructiveFirst(a: PlannedResource, b: PlannedResource): number {
  const order: Action[] = ['delete', 'forget', 'replace', 'update', 'create', 'read', 'no-op'];
  return order.indexOf(a.action) - order.indexOf(b.action);
}

function resourceLines({ address, action, before, after, replacePaths }: PlannedResource, widest: number): string[] {
  const because = replacePaths.length === 0 ? '' : `, because of ${replacePaths.map((path) => path.join('.')).join(', ')}`;
  const said = SAID[action];
  const head = `${SIGNS[action]} ${address}${said === undefined ? '' : `  (${said}${because})`}`;
  if (action === 'delete' || action === 'forget') return [head];
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  const changed = names.filter((name) => !isDeepStrictEqual(before?.[name] ?? null, after?.[name] ?? null));
  return [head, ...changed.flatMap((name) => valueLines(name, before === null ? undefined : (before[name] ?? null), after?.[name] ?? null, widest))];
}

/** `before` undefined: there was nothing. */
function valueLines(name: string, before: Json | undefined, after: Json, widest: number): string[] {
  const line = (sign: string, value: Json): string => `${sign}     ${name} = ${shown(value, widest)}`;
  if (before === undefined) return [line('+', after)];
  return [...(before === null ? [] : [line('-', before)]), ...(after === null ? [] : [line('+', after)])];
}

function shown(value: Json, widest: number): string {
  if (isDeepStrictEqual(value, { ...UNKNOWN })) return '(known after apply)';
  if (isDeepStrictEqual(value, { ...SENSITIVE })) return '(sensitive)';
  const text = JSON.stringify(value);
  return text.length <= widest ? text : `${text.slice(0, widest)}… (${text.length} characters)`;
}
