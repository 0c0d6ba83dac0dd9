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

/** Hides what Terraform's sensitivity marks name, and what the detectors find. `marks`: true, or a tree of marks shaped like the value. */
export function redact(value: Json, marks: Json, name = ''): Json {
  if (marks === true) return { ...SENSITIVE };
  if (typeof value === 'string') return looksSecret(value) || (value !== '' && TELLING_NAME.test(name)) ? { ...SENSITIVE } : value;
  if (Array.isArray(value)) return value.map((item, index) => redact(item, (Array.isArray(marks) ? marks[index] : false) ?? false, name));
  if (value !== null && typeof value === 'object') {
    const inner = marks !== null && typeof marks === 'object' && !Array.isArray(marks) ? marks : {};
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redact(member, inner[key] ?? false, key)]));
  }
  return value;
}
