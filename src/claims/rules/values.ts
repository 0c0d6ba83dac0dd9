import type { Json, JsonObject } from '../../json.ts';
import { SENSITIVE, UNKNOWN } from '../../terraform/plan.ts';
import { isCertainlySet, isTemplate, literal } from './template.ts';

/** What is judged: a resource, or a provider's configuration (which no plan shows). */
export interface Subject {
  written: JsonObject | undefined;
  planned: JsonObject | undefined;
}

/** What stands at a path, as far as it can be told. */
export type Value =
  | { is: 'known'; value: Json }
  /** Nothing: missing, null, or an empty list. */
  | { is: 'absent' }
  /** Something is written, and what it will be is not known. */
  | { is: 'reference'; text: string }
  /** What must not be shown; `text`: what is written for it; `set`: that shows that it is not empty, which a mark alone does not. */
  | { is: 'hidden'; text: string | undefined; set: boolean }
  /** Nothing is written, and the plan leaves it open: what the provider will make of it, or nothing. */
  | { is: 'computed' }
  /** Neither the stack nor the plan tells. */
  | { is: 'unreadable' };

/**
 * The values that a path leads to, through blocks and lists: the planned ones where they are known, else the written ones.
 * Never empty: each block without such a value gives one `absent`.
 */
export function valuesAt({ written, planned }: Subject, keys: string[]): Value[] {
  const stack: Value[] = written === undefined ? [{ is: 'unreadable' }] : walk(written, keys, ofStack);
  if (planned === undefined) return stack;
  const values = walk(planned, keys, standIn);
  const known = values.filter(({ is }) => is === 'known' || is === 'absent');
  if (known.length === values.length) return known;
  // Blocks are sets for many providers, so the n-th planned one need not be the n-th written one: all of them are judged.
  const open = stack.map((value): Value => (value.is === 'absent' ? { is: 'computed' } : value));
  return [...known, ...(values.some(({ is }) => is === 'hidden') ? open.map(hide) : open)];
}

/** A text without letters, a block without values. */
export function isEmpty(value: Json): boolean {
  return value === '' || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

function hide(value: Value): Value {
  if (value.is === 'reference') return { is: 'hidden', text: value.text, set: isCertainlySet(value.text) };
  if (value.is !== 'known') return { is: 'hidden', text: undefined, set: false };
  return { is: 'hidden', text: typeof value.value === 'string' ? value.value : JSON.stringify(value.value), set: !isEmpty(value.value) };
}

/** What a text, and an object with a meaning of its own, stand for; undefined for anything else. */
type Reading = (value: Json) => Value | undefined;

const ofStack: Reading = (value) => {
  if (typeof value !== 'string') return standIn(value);
  return isTemplate(value) ? { is: 'reference', text: value } : { is: 'known', value: literal(value) };
};

const standIn: Reading = (value) => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  if (value['$unknown'] === UNKNOWN.$unknown) return { is: 'unreadable' };
  return value['$sensitive'] === SENSITIVE.$sensitive ? { is: 'hidden', text: undefined, set: false } : undefined;
};

function walk(value: Json | undefined, keys: string[], read: Reading): Value[] {
  if (value === undefined || value === null) return [{ is: 'absent' }];
  if (Array.isArray(value)) return value.length === 0 ? [{ is: 'absent' }] : value.flatMap((item) => walk(item, keys, read));
  const [key, ...rest] = keys;
  const special = read(value);
  if (special !== undefined) return [special.is === 'known' && key !== undefined ? { is: 'unreadable' } : special];
  if (key === undefined) return [{ is: 'known', value }];
  // A path that goes on where a plain value stands is wrong about the provider: it shows nothing.
  if (typeof value !== 'object') return [{ is: 'unreadable' }];
  // `constructor` is no attribute of a block that has none.
  const inner = Object.hasOwn(value, key) ? value[key] : undefined;
  const made = read === ofStack && isMadeByLoop(value['dynamic'], key) ? [{ is: 'reference', text: `dynamic ${key}` } as const] : [];
  return inner === undefined && made.length > 0 ? made : [...walk(inner, rest, read), ...made];
}

/** `dynamic` blocks write other blocks; in JSON they stand under this key, by the name of what they write. */
function isMadeByLoop(dynamic: Json | undefined, key: string): boolean {
  return [dynamic ?? []].flat().some((block) => block !== null && typeof block === 'object' && Object.hasOwn(block, key));
}
