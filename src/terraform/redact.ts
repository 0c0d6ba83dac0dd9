import type { Json } from '../json.ts';
import { SENSITIVE } from './plan.ts';

/** Secrets that providers leave unmarked. Whole values are hidden, never a part: a part can be guessed from the rest. */
const DETECTORS = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{40,}\b/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@/i,
];

const TELLING_NAME = /(^|_)(password|passwd|secret|secret_string|private_key|token|api_key|access_key|connection_string)$/i;

function looksSecret(text: string): boolean {
  return DETECTORS.some((detector) => detector.test(text));
}

/** A text with nothing secret in it: itself, or a note that it was hidden. */
export function redactText(text: string): string {
  return looksSecret(text) ? '(hidden: it looks like a secret)' : text;
}

/** Shorter than this, a text occurs by chance everywhere. */
const SHORTEST_SECRET = 4;

/** The texts below marks of sensitivity. `marks`: true, or a tree of marks shaped like the value. */
export function markedTexts(value: Json, marks: Json): string[] {
  if (typeof value === 'string') return marks === true && value.length >= SHORTEST_SECRET ? [value] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => markedTexts(member, marks === true || marksOf(marks, key)));
}

function marksOf(marks: Json, key: string): Json {
  return marks !== null && typeof marks === 'object' ? ((marks as Record<string, Json>)[key] ?? false) : false;
}

/** Hides what Terraform's sensitivity marks name, what the detectors find, and any text that holds one of `secrets`. */
export function redact(value: Json, marks: Json, name = '', secrets: Set<string> = new Set()): Json {
  if (marks === true) return { ...SENSITIVE };
  if (typeof value === 'string') return isSecret(value, name, secrets) ? { ...SENSITIVE } : value;
  if (Array.isArray(value)) return value.map((item, index) => redact(item, marksOf(marks, String(index)), name, secrets));
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redact(member, marksOf(marks, key), key, secrets)]));
  return value;
}

function isSecret(text: string, name: string, secrets: Set<string>): boolean {
  return looksSecret(text) || (text !== '' && TELLING_NAME.test(name)) || secrets.has(text) || [...secrets].some((secret) => text.includes(secret));
}
