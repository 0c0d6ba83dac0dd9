import type { Json } from '../json.ts';
import { SENSITIVE } from './plan.ts';
import { isTellingName, looksSecret } from './secret-text.ts';

/** Shorter than this, a text occurs by chance everywhere. */
const SHORTEST_SECRET = 4;
/** From this length on, a secret is looked for in every key; a shorter one could be part of an attribute's name. */
const SHORTEST_IN_KEY = 8;
/** Letters and underscores: it can be an attribute's name, which a mark on the whole object does not make secret. */
const ATTRIBUTE_NAME = /^[A-Za-z_]+$/;

/**
 * The texts below marks of sensitivity, numbers as text. `marks`: true, or a tree of marks shaped like the value. A key of an
 * object that is marked whole counts too, since a mark on a key is widened to its object, unless it reads like an attribute's name.
 */
export function markedTexts(value: Json, marks: Json): string[] {
  if (typeof value === 'string' || typeof value === 'number') return marks === true && String(value).length >= SHORTEST_SECRET ? [String(value)] : [];
  if (value === null || typeof value !== 'object') return [];
  const keys = marks === true && !Array.isArray(value) ? Object.keys(value).filter((key) => key.length >= SHORTEST_SECRET && !ATTRIBUTE_NAME.test(key)) : [];
  return [...keys, ...Object.entries(value).flatMap(([key, member]) => markedTexts(member, marks === true || marksOf(marks, key)))];
}

/** True for what `redact` put in the place of a value. */
export function isHidden(value: Json): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && value['$sensitive'] === SENSITIVE.$sensitive;
}

function marksOf(marks: Json, key: string): Json {
  return marks !== null && typeof marks === 'object' ? ((marks as Record<string, Json>)[key] ?? false) : false;
}

/**
 * Hides what Terraform's sensitivity marks name, what the detectors find, and any text or number that holds one of `secrets`.
 * An object with a secret key is hidden whole: what stands under the other keys would tell how many and which are missing.
 */
export function redact(value: Json, marks: Json, name = '', secrets: Set<string> = new Set()): Json {
  if (marks === true) return { ...SENSITIVE };
  if (typeof value === 'string') return isSecret(value, name, secrets) ? { ...SENSITIVE } : value;
  if (typeof value === 'number') return isSecretNumber(value, name, secrets) ? { ...SENSITIVE } : value;
  if (Array.isArray(value)) return value.map((item, index) => redact(item, marksOf(marks, String(index)), name, secrets));
  if (value === null || typeof value !== 'object') return value;
  if (Object.keys(value).some((key) => isSecretKey(key, secrets))) return { ...SENSITIVE };
  return redactAttributes(value, marks, secrets);
}

/** As `redact`, for a resource: its own attributes' names come from the provider's schema and are no secrets. */
export function redactAttributes(value: Json, marks: Json, secrets: Set<string>): Json {
  if (marks === true || value === null || typeof value !== 'object' || Array.isArray(value)) return redact(value, marks, '', secrets);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redact(member, marksOf(marks, key), key, secrets)]));
}

function isSecret(text: string, name: string, secrets: Set<string>): boolean {
  return looksSecret(text) || (text !== '' && isTellingName(name)) || secrets.has(text) || [...secrets].some((secret) => text.includes(secret));
}

/** Short numbers are counts and ports, whatever their name. */
function isSecretNumber(value: number, name: string, secrets: Set<string>): boolean {
  const text = String(value);
  return text.length >= SHORTEST_SECRET && (isTellingName(name) || secrets.has(text));
}

function isSecretKey(key: string, secrets: Set<string>): boolean {
  if (looksSecret(key) || (secrets.has(key) && !ATTRIBUTE_NAME.test(key))) return true;
  return [...secrets].some((secret) => secret.length >= SHORTEST_IN_KEY && key.includes(secret));
}
