import { isAlias, isMap, isScalar, isSeq, LineCounter, type Document } from 'yaml';
import type { z } from 'zod';
import { UserError } from '../errors.ts';
import { complaintOf } from './yaml-complaint.ts';
import { MAX_ALIASES, tooManyAliases, withoutOverflow, yamlDocument } from './yaml-document.ts';

/** Where the text comes from, for error messages. `firstLine` is for YAML inside another file (front matter). */
export interface YamlSource {
  file: string;
  firstLine?: number;
}

export interface Located<T> {
  value: T;
  /** 1-based line of the file on which the field, the list's item or the entry at this path begins; of the nearest above it when there is none. */
  lineOf: (path: PropertyKey[]) => number;
}

/**
 * Parses YAML and validates it with a zod schema. No custom tags, no aliases past a few, one document, size and depth
 * limited. Throws UserError with file, line, field, what was found and what is allowed.
 */
export function parseYaml<T extends z.ZodType>(text: string, source: YamlSource, schema: T): z.infer<T> {
  return parseLocatedYaml(text, source, schema).value;
}

/** The same, with the lines of what was read. */
export function parseLocatedYaml<T extends z.ZodType>(text: string, source: YamlSource, schema: T): Located<z.infer<T>> {
  const { file, firstLine = 1 } = source;
  const counter = new LineCounter();
  const lineAt = (offset: number): number => counter.linePos(offset).line + firstLine - 1;
  const document = yamlDocument(text, { file, firstLine }, counter);
  const value = plain(document, file, firstLine);
  const lineOf = (path: PropertyKey[]): number => lineAt(offsetOf(document, path));
  const result = schema.safeParse(value);
  if (!result.success) throw complaintOf({ schema, value, issues: result.error.issues, file, lineOf });
  return { value: result.data, lineOf };
}

function plain(document: Document, file: string, line: number): unknown {
  try {
    const value = withoutOverflow(file, () => document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown);
    JSON.stringify(value); // throws for a value that holds itself, through an alias within its own anchor
    return value;
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof TypeError) throw new UserError({ file, line, problem: 'a YAML alias stands within what it stands for', allowed: 'values that end', next: 'write the value out' });
    throw tooManyAliases(file, line);
  }
}

/** Where the key stands, or the item: the value may begin on a later line. */
function offsetOf(document: Document, path: PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
    const item = isSeq(node) && typeof key === 'number' ? node.items[key] : undefined;
    const start = startOf(pair === undefined ? item : pair.key);
    if (start === undefined) break;
    offset = start;
    node = pair === undefined ? item : pair.value;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: [number, number, number] } | null | undefined)?.range?.[0];
}
