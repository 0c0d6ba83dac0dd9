import type { Json, JsonObject } from '../json.ts';
import { isReference } from '../scanners/hcl/template.ts';
import { SENSITIVE, UNKNOWN } from '../terraform/plan.ts';
import { redact } from '../terraform/redact.ts';
import { looksSecret } from '../terraform/secret-text.ts';

/**
 * A block's values as they may be judged and shown: what looks like a secret is SENSITIVE, by the same detectors as in a plan, and
 * a map whose keys are worked out is UNKNOWN. An expression that marks something as sensitive is hidden whole. What is one
 * reference stays, whatever its name: it says where a secret is, not which.
 */
export function writtenValues({ '//': _metadata, ...block }: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(block).map(([key, value]) => [key, written(value, key)]));
}

function written(value: Json, name: string): Json {
  if (typeof value === 'string' && callsSensitive(value)) return { ...SENSITIVE };
  if (typeof value === 'string') return isOneReference(value) ? value : redact(value, false, name);
  if (Array.isArray(value)) return value.map((item) => written(item, name));
  if (value === null || typeof value !== 'object') return redact(value, false, name);
  const keys = Object.keys(value);
  if (keys.some(looksSecret)) return { ...SENSITIVE };
  if (keys.some((key) => /(?<![$%])[$%]\{/.test(key))) return { ...UNKNOWN };
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, written(member, key)]));
}

/** Between the name of a function and its parenthesis there may be spaces and comments. */
const CALL = /\bsensitive(?:\s|\/\*[\s\S]*?\*\/|(?:#|\/\/)[^\n]*\n)*\(/;

function callsSensitive(text: string): boolean {
  return /[$%]\{/.test(text) && CALL.test(text);
}

function isOneReference(text: string): boolean {
  return text.startsWith('${') && text.endsWith('}') && isReference(text.slice(2, -1).trim());
}
