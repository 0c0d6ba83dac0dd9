import { Lexer } from 'yaml';
import { UserError } from '../errors.ts';

/** Deeper than anything a person writes, shallower than any stack. */
const MAX_DEPTH = 32;
/** Columns in which a line may begin: a level takes at least one, and eight are generous. */
const MAX_INDENT = 8 * MAX_DEPTH;

/** Flow collections nest by brackets, block collections by what stands before a line's text: both are bounded before a parser recurses. */
export function assertNotDeep(text: string, { file, firstLine }: { file: string; firstLine: number }): void {
  for (const [index, line] of text.split('\n').entries()) {
    const before = /^[\s\-?:]*/.exec(line)?.[0].length ?? 0;
    if (before > MAX_INDENT && before < line.trimEnd().length) throw tooDeep(file, index + firstLine);
  }
  const openers = text.replace(/[^[{]/g, '').length;
  if (openers > MAX_DEPTH) assertBrackets(text, file, firstLine);
}

/** Brackets in texts and comments nest nothing, so the lexer has to tell which are which. */
function assertBrackets(text: string, file: string, firstLine: number): void {
  let [depth, line] = [0, firstLine];
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) throw tooDeep(file, line);
    for (const character of token) if (character === '\n') line += 1;
  }
}

export function tooDeep(file: string, line?: number): UserError {
  return new UserError({ file, ...(line === undefined ? {} : { line }), problem: 'the file is nested too deeply', allowed: `at most ${MAX_DEPTH} levels`, next: 'write it with fewer levels' });
}
