import type { Json, JsonObject } from '../json.ts';

/**
 * What a plan says about one attribute. `unknown`: known only after apply. A list or block that holds something unknown or
 * sensitive is itself unknown or sensitive: nothing is judged by a part.
 */
export type Reading =
  | { state: 'known'; path: string; value: Json }
  | { state: 'absent' | 'unknown' | 'sensitive'; path: string };

/**
 * Reads `path` (`rule[0].status`, `ingress[*].cidr_blocks`) from a resource's values; `[*]` gives one reading per element.
 * Null, a missing member and the empty string are `absent`: providers write all three for what is not set.
 */
export function readAll(values: JsonObject, path: string): Reading[] {
  return walk(values, path.match(/[^.[\]]+|\[(?:\d+|\*)\]/g) ?? [], '');
}

/** Like `readAll` for a path without `[*]`. */
export function readOne(values: JsonObject, path: string): Reading {
  return readAll(values, path)[0] ?? { state: 'absent', path };
}

/** The value where it is known, undefined where it is not set or cannot be read. */
export function knownValue(values: JsonObject, path: string): Json | undefined {
  const reading = readOne(values, path);
  return reading.state === 'known' ? reading.value : undefined;
}

/** Whether a value is, or holds anywhere inside, what is hidden or not yet known. */
export function hiddenIn(value: Json): 'unknown' | 'sensitive' | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (!Array.isArray(value) && value['$sensitive'] === true) return 'sensitive';
  if (!Array.isArray(value) && value['$unknown'] === true) return 'unknown';
  const inner = Object.values(value).map(hiddenIn);
  return inner.find((state) => state === 'sensitive') ?? inner.find((state) => state !== undefined);
}

/** Paths of everything inside `value` that is hidden in this way. */
export function hiddenPaths(value: Json, wanted: 'unknown' | 'sensitive', path = ''): string[] {
  if (value === null || typeof value !== 'object') return [];
  if (!Array.isArray(value) && (value['$sensitive'] === true || value['$unknown'] === true)) return hiddenIn(value) === wanted ? [path] : [];
  return Object.entries(value).flatMap(([key, member]) => hiddenPaths(member, wanted, Array.isArray(value) ? `${path}[${key}]` : join(path, key)));
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function walk(value: Json | undefined, tokens: string[], path: string): Reading[] {
  const [token, ...rest] = tokens;
  const marked = value !== null && typeof value === 'object' && !Array.isArray(value) && ('$unknown' in value || '$sensitive' in value);
  if (value !== undefined && (token === undefined || marked)) {
    const hidden = hiddenIn(value);
    if (hidden !== undefined) return [{ state: hidden, path }];
  }
  if (token === undefined) return value === undefined || value === null || value === '' ? [{ state: 'absent', path }] : [{ state: 'known', path, value }];
  if (token === '[*]') {
    if (value === undefined || value === null) return [];
    const items = Array.isArray(value) ? value : [value];
    return items.flatMap((item, index) => walk(item, rest, `${path}[${index}]`));
  }
  if (token.startsWith('[')) {
    // A block that may stand once is an object with some providers, a list of one with others.
    const element = Array.isArray(value) ? value[Number(token.slice(1, -1))] : value;
    return walk(element, rest, `${path}${token}`);
  }
  const member = value !== null && typeof value === 'object' && !Array.isArray(value) ? value[token] : undefined;
  return walk(member, rest, join(path, token));
}
