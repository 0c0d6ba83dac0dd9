import { isScalar, LineCounter, parseDocument, visit, type Document, type YAMLMap } from 'yaml';
import { UserError } from '../errors.ts';
import { printable } from '../escape.ts';
import { assertParsable, tooDeep } from './depth.ts';
import { assertSize } from './read-text.ts';

export const MAX_ALIASES = 20;

/**
 * A YAML document that is safe to work on: bounded in size, depth and number of parts, without tags of its own, and each name
 * once in its mapping. `firstLine` is the line of the file on which the text begins. Throws UserError.
 */
export function yamlDocument(text: string, { file, firstLine }: { file: string; firstLine: number }, lineCounter = new LineCounter()): Document.Parsed {
  assertSize(Buffer.byteLength(text), file);
  if (text.includes('\0')) throw new UserError({ file, problem: 'the file holds a NUL character, so it is not text' });
  assertParsable(text, { file, firstLine });
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line + firstLine - 1;
  // The parser compares each name with all before it; `assertNames` does the same in one pass.
  const document = withoutOverflow(file, () => parseDocument(text, { lineCounter, schema: 'core', customTags: [], uniqueKeys: false, stringKeys: true, logLevel: 'silent' }));
  const [syntax] = [...document.errors, ...document.warnings];
  if (syntax !== undefined) throw notYaml(file, lineAt(syntax.pos[0]), syntax.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '');
  let aliases = 0;
  withoutOverflow(file, () => visit(document, {
    Map: (_key, map) => assertNames(map, file, lineAt),
    Alias: () => {
      aliases += 1;
      if (aliases > MAX_ALIASES) throw tooManyAliases(file, firstLine);
    },
  }));
  return document;
}

function assertNames(map: YAMLMap, file: string, lineAt: (offset: number) => number): void {
  const names = new Set<unknown>();
  for (const { key } of map.items) {
    if (!isScalar(key)) continue;
    const line = lineAt(key.range?.[0] ?? 0);
    if (names.has(key.value)) throw notYaml(file, line, 'Map keys must be unique', printable(String(key.value).slice(0, 120)));
    // A schema would pass over it without a word.
    if (key.value === '__proto__') throw new UserError({ file, line, field: '__proto__', problem: 'there is no such field, and nothing may have this name' });
    names.add(key.value);
  }
}

function notYaml(file: string, line: number, why: string, found?: string): UserError {
  return new UserError({ file, line, problem: `not valid YAML: ${why}`, ...(found === undefined ? {} : { found }), allowed: 'one YAML document without tags of its own', next: 'correct this line, or the one before it' });
}

export function tooManyAliases(file: string, line: number): UserError {
  return new UserError({ file, line, problem: 'the file uses YAML aliases too often', allowed: `at most ${MAX_ALIASES} uses`, next: 'write the values out' });
}

/** The parser recurses: what got past the limit on depth may still be deeper than the stack. */
export function withoutOverflow<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(file);
    throw error;
  }
}
