import { StepFailure } from '../errors.ts';
import { isJson } from '../json.ts';

/** Deeper than any provider's schema, shallower than any stack. */
const MAX_DEPTH = 200;

/** The refusal of something that should be a plan. Never quotes from it: it may hold secrets. */
export function notAPlan(label: string, problem: string, more: { found?: string; allowed?: string } = {}): StepFailure {
  return new StepFailure({ problem: `${label}: ${problem}`, ...more, next: 'plan again; if it stays so, see what the engine prints: show -json of the saved plan' });
}

/** What `show -json` of a plan printed, as an object. Refuses by name what is no JSON in UTF-8, and what is something else than a plan. */
export function planObject(bytes: Buffer, label: string): object {
  const refuse = (problem: string, found?: string): StepFailure => notAPlan(label, problem, found === undefined ? {} : { found });
  if (bytes.length === 0) throw refuse('there is nothing where the plan should be');
  if (/^(?:\xff\xfe|\xfe\xff)|\0/.test(bytes.subarray(0, 4).toString('latin1'))) throw refuse('the plan is not in UTF-8', 'UTF-16 or UTF-32');
  const value = parsed(bytes, refuse);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse('the plan is no JSON object', Array.isArray(value) ? 'a list' : typeof value);
  if (!('planned_values' in value) && ('values' in value || 'lineage' in value || 'serial' in value)) throw refuse('this is a state, not a plan');
  if (isTooDeep(value)) throw refuse('the plan is nested too deeply', `more than ${MAX_DEPTH} levels`);
  return value;
}

function parsed(bytes: Buffer, refuse: (problem: string, found?: string) => StepFailure): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refuse('the plan is not in UTF-8');
  }
  try {
    return JSON.parse(text);
  } catch {
    if (!/^\s*\{/.test(text)) throw refuse('the plan is not JSON: there is text before it');
    const first = /^[^\n]*\n/.exec(text)?.[0];
    if (first !== undefined && isJson(first)) throw refuse('the plan is not JSON: there is text after it', first.includes('"@level"') ? 'the messages that plan -json prints' : undefined);
    throw refuse('the plan is not JSON: it is cut off, or not what the engine wrote', `${bytes.length} bytes`);
  }
}

/** Level by level, and not by recursion, which is what a deep value would break. */
function isTooDeep(value: object): boolean {
  let level: object[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    const next: object[] = [];
    for (const outer of level) for (const inner of Object.values(outer) as unknown[]) if (inner !== null && typeof inner === 'object') next.push(inner);
    level = next;
  }
  return false;
}
