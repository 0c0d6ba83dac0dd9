import { parseDocument, LineCounter, type Document } from 'yaml';
import type { z } from 'zod';
import { UserError } from '../errors.ts';

/** Larger than any configuration a person writes, small enough to parse in milliseconds. */
const MAX_BYTES = 1_000_000;
const MAX_DEPTH = 32;

/** Where the text comes from, for error messages. `firstLine` is for YAML inside another file (front matter). */
export interface YamlSource {
  file: string;
  firstLine?: number;
}

/**
 * Parses YAML and validates it with a zod schema. No custom tags, no aliases past a few, one document, size and depth
 * limited. Throws UserError with file, line, field, what was found and what is allowed.
 */
export function parseYaml<T extends z.ZodType>(text: string, source: YamlSource, schema: T): z.infer<T> {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw new UserError({ file: source.file, problem: 'the file is too large', found: `${Buffer.byteLength(text)} bytes`, allowed: `at most ${MAX_BYTES} bytes` });
  }
  if (text.includes('\0')) throw new UserError({ file: source.file, problem: 'the file holds a NUL character, so it is not text' });
  if (text.includes('\uFFFD')) throw new UserError({ file: source.file, problem: 'the file is not valid UTF-8', next: 'save it as UTF-8' });
  checkDepth(text, source);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: 'core', customTags: [], uniqueKeys: true, stringKeys: true, logLevel: 'silent' });
  const lineOf = (offset: number): number => lines.linePos(offset).line + (source.firstLine ?? 1) - 1;
  const [syntax] = [...document.errors, ...document.warnings];
  if (syntax) {
    throw new UserError({ file: source.file, line: lineOf(syntax.pos[0]), problem: `not valid YAML: ${syntax.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? ''}` });
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch {
    throw new UserError({ file: source.file, problem: 'the file uses YAML aliases too often', allowed: 'at most 20 uses', next: 'write the values out' });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // A misspelt name also leaves the right one missing: the name that stands there is the mistake.
  const issue = result.error.issues.find(({ code }) => code === 'unrecognized_keys') ?? result.error.issues[0];
  if (issue === undefined) throw new UserError({ file: source.file, problem: 'the file is not valid' });
  throw complaintOf(issue, document, value, source, lineOf);
}

/** Flow collections nest by brackets, block collections by indentation: both are bounded before the parser recurses. */
function checkDepth(text: string, source: YamlSource): void {
  let depth = 0;
  for (const [index, line] of text.split('\n').entries()) {
    for (const character of line) {
      if (character === '[' || character === '{') depth += 1;
      if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    }
    const dashes = /^[\s-]*/.exec(line)?.[0] ?? '';
    if (depth > MAX_DEPTH || dashes.length > 8 * MAX_DEPTH) {
      throw new UserError({ file: source.file, line: index + (source.firstLine ?? 1), problem: 'the file is nested too deeply', allowed: `at most ${MAX_DEPTH} levels` });
    }
  }
}

function complaintOf(issue: z.core.$ZodIssue, document: Document, value: unknown, source: YamlSource, lineOf: (offset: number) => number): UserError {
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = unknownKey === undefined ? issue.path : [...issue.path, unknownKey];
  const node = nearestNode(document, path);
  const found = path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
  return new UserError({
    file: source.file,
    ...(node === undefined ? {} : { line: lineOf(node) }),
    field: path.join('.'),
    problem: unknownKey === undefined ? problemOf(issue, found) : 'there is no such field',
    ...(found === undefined && issue.code === 'invalid_type' ? { allowed: issue.expected } : {}),
    ...(found === undefined || unknownKey !== undefined ? {} : { found: JSON.stringify(found).slice(0, 120) }),
  });
}

function problemOf(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code === 'invalid_key') return `${String(issue.path.at(-1))} is not ${issue.issues[0]?.message ?? 'a name that can be used here'}`;
  if (found === undefined && issue.code === 'invalid_type') return 'this field is missing';
  return issue.message;
}

function nearestNode(document: Document, path: PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range = (node as { range?: [number, number, number] } | null | undefined)?.range;
    if (range) return range[0];
  }
  return undefined;
}
