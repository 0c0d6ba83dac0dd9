import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '../json.ts';
import { ATTRIBUTE_NAME, isDistinct, KnownSecrets, tellingOf, type About } from './known-secrets.ts';
import { SENSITIVE, SENSITIVE_CHANGED } from './plan.ts';

/**
 * The texts below marks of sensitivity, numbers as text. `marks`: true, or a tree of marks shaped like the value. A key of an
 * object that is marked whole counts too, since a mark on a key is widened to its object, unless it reads like an attribute's name.
 */
export function markedTexts(value: Json, marks: Json, found: string[] = []): string[] {
  if (isUnmarked(marks)) return found;
  if (value === null || typeof value !== 'object') {
    if (isMarked(marks) && typeof value !== 'boolean' && isDistinct(String(value))) found.push(String(value));
    return found;
  }
  if (isMarked(marks) && !Array.isArray(value)) found.push(...Object.keys(value).filter((key) => isDistinct(key) && !ATTRIBUTE_NAME.test(key)));
  for (const [key, member] of Object.entries(value)) markedTexts(member, marksOf(marks, key), found);
  return found;
}

/** True for what `redact` put in the place of a value. */
export function isHidden(value: Json): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && value['$sensitive'] === SENSITIVE.$sensitive;
}

/** A mark is `true`; what nobody has heard of hides as well. */
function isMarked(marks: Json): boolean {
  return !isUnmarked(marks) && typeof marks !== 'object';
}

function isUnmarked(marks: Json): boolean {
  return marks === false || marks === null;
}

function marksOf(marks: Json, key: string): Json {
  if (marks === null || typeof marks !== 'object') return marks;
  return Object.hasOwn(marks, key) ? ((marks as Record<string, Json>)[key] ?? false) : false;
}

/** Both trees of marks in one: what is sensitive before a change is not shown after it, and the other way round. */
export function joinedMarks(a: Json, b: Json): Json {
  if (isUnmarked(a) || isMarked(b)) return b;
  if (isUnmarked(b) || isMarked(a)) return a;
  const keys = new Set([...Object.keys(a as object), ...Object.keys(b as object)]);
  return Object.fromEntries([...keys].map((key) => [key, joinedMarks(marksOf(a, key), marksOf(b, key))]));
}

/**
 * Hides what Terraform's sensitivity marks name, what the detectors find, and any text or number that holds one of `secrets`.
 * An object with a secret key is hidden whole: what stands under the other keys would tell how many and which are missing.
 */
export function redact(value: Json, marks: Json, name = '', secrets: KnownSecrets = new KnownSecrets()): Json {
  return redactValue(value, marks, secrets.about(name).value, secrets);
}

/** As `redact`, for a resource: its own attributes' names come from the provider's schema and are no secrets. */
export function redactAttributes(value: Json, marks: Json, secrets: KnownSecrets): Json {
  if (isMarked(marks) || value === null || typeof value !== 'object' || Array.isArray(value)) return redactValue(value, marks, 'plain', secrets);
  return redactMembers(value, marks, 'plain', secrets);
}

function redactValue(value: Json, marks: Json, telling: About['value'], secrets: KnownSecrets): Json {
  if (isMarked(marks)) return { ...SENSITIVE };
  if (typeof value === 'string') return secrets.hasText(value, telling) ? { ...SENSITIVE } : value;
  if (typeof value === 'number') return secrets.hasNumber(value, telling) ? { ...SENSITIVE } : value;
  if (Array.isArray(value)) return value.map((item, index) => redactValue(item, isUnmarked(marks) ? false : marksOf(marks, String(index)), telling, secrets));
  if (value === null || typeof value !== 'object') return value;
  for (const key of Object.keys(value)) if (secrets.about(key).secret) return { ...SENSITIVE };
  return redactMembers(value, marks, telling, secrets);
}

/** `telling`: of the name of the object. What is called `value` in it, or beside a name, is judged by that name. */
function redactMembers(value: JsonObject, marks: Json, telling: About['value'], secrets: KnownSecrets): JsonObject {
  const entries = Object.entries(value);
  let holder = telling;
  for (const [key, member] of entries) if (typeof member === 'string' && secrets.about(key).role === 'name') holder = tellingOf(member);
  return Object.fromEntries(entries.map(([key, member]) => {
    const { value: own, role } = secrets.about(key);
    return [key, redactValue(member, isUnmarked(marks) ? false : marksOf(marks, key), role === 'value' && holder !== 'plain' ? holder : own, secrets)];
  }));
}

/** A path into a value as it may be shown: it ends before a key that is secret, and at what is marked whole. */
export function shownPath(path: (string | number)[], marks: Json, secrets: KnownSecrets): (string | number)[] {
  const shown: (string | number)[] = [];
  let tree = marks;
  for (const step of path) {
    if (isMarked(tree) || (shown.length > 0 && typeof step === 'string' && secrets.about(step).secret)) break;
    shown.push(step);
    tree = marksOf(tree, String(step));
  }
  return shown;
}

/**
 * Notes in `after` each value that is hidden on both sides and is not the same there. `before` and `after` are what was made, just now,
 * from the first two.
 */
export function withChanges(rawBefore: Json, rawAfter: Json, before: Json, after: Json): Json {
  if (isHidden(after)) return isHidden(before) && !isDeepStrictEqual(rawBefore, rawAfter) ? { ...SENSITIVE_CHANGED } : after;
  if (!isContainer(after) || !isContainer(before) || isHidden(before) || Array.isArray(after) !== Array.isArray(before)) return after;
  const members = after as Record<string, Json>;
  for (const key of Object.keys(members)) {
    const member = members[key] ?? null;
    if (isContainer(member)) members[key] = withChanges(memberOf(rawBefore, key), memberOf(rawAfter, key), memberOf(before, key), member);
  }
  return after;
}

function isContainer(value: Json): value is Json[] | Record<string, Json> {
  return value !== null && typeof value === 'object';
}

function memberOf(value: Json, key: string): Json {
  return isContainer(value) && Object.hasOwn(value, key) ? ((value as Record<string, Json>)[key] ?? null) : null;
}
