import type { Json, JsonObject } from '../../json.ts';
import type { Condition } from './rule.ts';
import { hasDirective, isTemplate } from './template.ts';

type Denial = NonNullable<Condition['denies']>;

/**
 * Whether a policy document refuses an action to everyone: `yes`, `no`, or `unknown` where references leave it open. They
 * may stand in the resources of the statement that refuses, and anywhere in the others: a refusal stands whatever those allow.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function denies(text: string, denial: Denial, written: boolean): 'yes' | 'no' | 'unknown' {
  const open = written && isTemplate(text);
  if (open && hasDirective(text)) return 'unknown';
  let document: Json;
  try {
    document = JSON.parse(text) as Json;
  } catch {
    return open ? 'unknown' : 'no';
  }
  const statements = isObject(document) ? listOf(document['Statement']) : [];
  if (statements.some((statement) => isObject(statement) && refuses(statement, denial))) return 'yes';
  return open && statements.some((statement) => (isObject(statement) ? mayRefuse(statement, denial) : isOpen(statement))) ? 'unknown' : 'no';
}

function refuses(statement: JsonObject, { action, when, resources }: Denial): boolean {
  return (
    statement['Effect'] === 'Deny' &&
    isEveryone(statement['Principal']) &&
    listOf(statement['Action']).some((pattern) => covers(pattern, action)) &&
    new Set(listOf(statement['Resource']).map((resource) => JSON.stringify(resource))).size >= resources &&
    // Any other condition beside it would narrow the refusal.
    normal(statement['Condition']) === normal(when)
  );
}

/** Whether it refuses, or could once its references are known. */
function mayRefuse(statement: JsonObject, { action, when }: Denial): boolean {
  const { Effect: effect, Principal: principal, Condition: condition } = statement;
  return (
    (effect === 'Deny' || isOpen(effect)) &&
    (isEveryone(principal) || isOpen(principal)) &&
    listOf(statement['Action']).some((pattern) => covers(pattern, action) || isOpen(pattern)) &&
    (normal(condition) === normal(when) || (isOpen(condition) && normal(condition, false) === normal(when, false)))
  );
}

function isOpen(value: Json | undefined): boolean {
  return value !== undefined && isTemplate(JSON.stringify(value));
}

function isEveryone(principal: Json | undefined): boolean {
  const whom = isObject(principal) && Object.keys(principal).length === 1 ? principal['AWS'] : principal;
  return listOf(whom).includes('*');
}

/**
 * `s3:*` covers `s3:GetObject` and itself; actions have no case. Only the last `*` is ever taken back, so that no pattern, which
 * the change writes, takes longer than its length times the action's.
 */
function covers(pattern: Json, action: string): boolean {
  if (typeof pattern !== 'string') return false;
  const [wanted, given] = [pattern.toLowerCase(), action.toLowerCase()];
  let [at, star, taken] = [0, -1, 0];
  for (let index = 0; index < given.length; ) {
    const character = wanted.charAt(at);
    if (character === '*') {
      star = at;
      taken = index;
      at += 1;
    } else if (character === '?' || character === given.charAt(index)) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      taken += 1;
      index = taken;
    } else return false;
  }
  return /^\**$/.test(wanted.slice(at));
}

/**
 * Operators, keys (which have no case) and their values in one order and one form: a list of one value is that value, `false`
 * is "false". Without values: which keys are asked for, and how.
 */
function normal(conditions: Json | undefined, withValues = true): string {
  if (conditions === undefined) return '[]';
  const keysOf = (keys: Json): unknown => (isObject(keys) ? sorted(Object.entries(keys).map(([key, value]) => [key.toLowerCase(), withValues ? listOf(value).map(String).sort() : ''])) : '?');
  return isObject(conditions) ? JSON.stringify(sorted(Object.entries(conditions).map(([operator, keys]) => [operator, keysOf(keys)]))) : '?';
}

function sorted(entries: unknown[]): string[] {
  return entries.map((entry) => JSON.stringify(entry)).sort();
}

function listOf(value: Json | undefined): Json[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
