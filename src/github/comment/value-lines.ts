import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../json.ts';
import { SENSITIVE, SENSITIVE_CHANGED, UNKNOWN } from '../../terraform/plan.ts';

const INDENT = '     ';
/** What fits into a line beside its name stays in one. */
const SHORT = 60;

/**
 * One attribute as lines of a diff. What is a document itself (a policy is JSON in a text) is written over several lines, and only
 * the part between the first and the last difference is shown. Null: there is none.
 */
export function valueLines(name: string, before: Json, after: Json, widest: number): string[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  if (old.length > 1 && now.length > 1) return [` ${INDENT}${name} =`, ...difference(old, now, widest)];
  const side = (sign: string, value: Json, lines: string[]): string[] => (value === null ? [] : lines.length === 1 ? [`${sign}${INDENT}${name} = ${cut(lines[0] ?? '', widest)}`] : [`${sign}${INDENT}${name} =`, ...shortened(lines, widest).map((line) => `${sign}${INDENT}  ${line}`)]);
  return [...side('-', before, old), ...side('+', after, now)];
}

function difference(old: string[], now: string[], widest: number): string[] {
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < most - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const part = (sign: string, lines: string[]): string[] => shortened(lines.slice(start, lines.length - end), widest).map((line) => `${sign}${INDENT}  ${line}`);
  const skipped = (count: number): string[] => (count === 0 ? [] : [` ${INDENT}  … (${count} ${count === 1 ? 'line' : 'lines'} as before)`]);
  return [...skipped(start), ...part('-', old), ...part('+', now), ...skipped(end)];
}

/** As many lines as have that many characters together. */
function shortened(lines: string[], widest: number): string[] {
  let left = widest;
  const kept = lines.filter((line) => (left -= line.length) >= 0).map((line) => cut(line, widest));
  return kept.length === lines.length ? kept : [...kept, `… (${lines.length - kept.length} more lines)`];
}

function linesOf(value: Json): string[] {
  const document = typeof value === 'string' ? parsed(value) : value;
  const short = textOf(document);
  if (document === null || typeof document !== 'object' || short.length <= SHORT) return [typeof value === 'string' && document !== value ? JSON.stringify(value) : short];
  return textOf(document, 2).split('\n');
}

/** The document in a text; the text itself where there is none. */
function parsed(text: string): Json {
  if (!/^\s*[{[]/.test(text)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const MARKS: [Json, string][] = [[{ ...UNKNOWN }, '(known after apply)'], [{ ...SENSITIVE }, '(sensitive)'], [{ ...SENSITIVE_CHANGED }, '(sensitive, another one)']];

function textOf(value: Json, indent?: number): string {
  const marked = (_key: string, inner: Json): Json => MARKS.find(([mark]) => isDeepStrictEqual(inner, mark))?.[1] ?? inner;
  const text = JSON.stringify(value, marked, indent);
  return MARKS.reduce((before, [, said]) => before.replaceAll(`"${said}"`, said), text);
}

function cut(line: string, widest: number): string {
  return line.length <= widest ? line : `${line.slice(0, widest)}… (${line.length} characters)`;
}
