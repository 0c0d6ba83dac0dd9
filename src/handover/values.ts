import type { Json, JsonObject } from '../json.ts';

/** Long enough to tell values apart; the state has the whole. */
const MOST_CHARACTERS = 200;
const MOST_ATTRIBUTES = 40;

/** Identities, shown on their own, and what says nothing about how a resource works. */
const LEFT_OUT = new Set(['id', 'arn', 'tags', 'timeouts']);

export interface Attribute {
  path: string;
  text: string;
}

/** What is set on a resource, one line per value: `server_side_encryption[0].enabled` = true. Sorted by path; `more` were cut. */
export function attributesOf(values: JsonObject): { shown: Attribute[]; more: number } {
  const all = Object.entries(values)
    .filter(([key]) => !LEFT_OUT.has(key))
    .flatMap(([key, value]) => flatten(key, value))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { shown: all.slice(0, MOST_ATTRIBUTES), more: Math.max(0, all.length - MOST_ATTRIBUTES) };
}

function flatten(path: string, value: Json): Attribute[] {
  if (value === null || value === '') return [];
  if (typeof value !== 'object') return [{ path, text: cut(String(value)) }];
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) return value.length === 0 ? [] : [{ path, text: cut(value.join(', ')) }];
    return value.flatMap((item, index) => flatten(`${path}[${index}]`, item));
  }
  if (value['$sensitive'] === true) return [{ path, text: '(hidden: sensitive)' }];
  if (value['$unknown'] === true) return [{ path, text: '(not known)' }];
  const entries = Object.entries(value);
  // Tags and dimensions: one line says all of them.
  const texts = entries.flatMap(([key, inner]) => (typeof inner === 'string' ? [`${key}=${inner}`] : []));
  if (entries.length > 1 && texts.length === entries.length) return [{ path, text: cut(texts.join(', ')) }];
  return entries.flatMap(([key, inner]) => flatten(`${path}.${key}`, inner));
}

export function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}… (${text.length} characters)` : text;
}

/** A value as one line; a sensitive one is not looked at. */
export function outputText({ value, sensitive }: { value: Json; sensitive: boolean }): string {
  if (sensitive) return '(hidden: sensitive)';
  return cut(typeof value === 'string' ? value : JSON.stringify(value));
}

export function textAt(values: JsonObject, key: string): string | undefined {
  const value = values[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value at `rule[0].status`; null where it is not set, undefined where the path is none of attributes. */
export function valueAt(values: JsonObject, path: string): Json | undefined {
  const steps = [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  const [first, ...rest] = steps;
  if (typeof first !== 'string' || !Object.hasOwn(values, first)) return undefined;
  let value: Json | undefined = values[first];
  for (const step of rest) {
    if (Array.isArray(value)) value = typeof step === 'number' ? value[step] : undefined;
    else value = value !== null && typeof value === 'object' && typeof step === 'string' && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value === undefined || value === '' ? null : value;
}
