import { printable } from '../escape.ts';
import type { Json } from '../json.ts';

const LONGEST = 100;

/** A planned value in one short line: what is hidden or not yet known says so, and never shows. */
export function valueText(value: Json | undefined): string {
  if (value === undefined || value === null) return '(not set)';
  const text = printable(write(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** A value inside a sentence: a text without quotes. */
export function plainText(value: Json | undefined): string {
  return typeof value === 'string' ? printable(value) : valueText(value);
}

function write(value: Json): string {
  if (typeof value === 'string') return writeText(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`;
  if (value['$unknown'] === true) return '(known after apply)';
  if (value['$sensitive'] === true) return '(sensitive)';
  return `{${Object.entries(value).map(([key, member]) => `${key}: ${write(member)}`).join(', ')}}`;
}

/** Policies and the like are JSON inside a text: shown as what they say, not with every quote escaped. */
function writeText(value: string): string {
  if (!/^\s*[{[]/.test(value)) return JSON.stringify(value);
  try {
    return write(JSON.parse(value) as Json);
  } catch {
    return JSON.stringify(value);
  }
}
