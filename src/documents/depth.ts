import { Lexer } from 'yaml';
import { UserError } from '../errors.ts';

/** Deeper than anything a person writes, shallower than any stack. */
const MAX_DEPTH = 32;
/** Columns in which a line may begin: a level takes at least one, and eight are generous. */
const MAX_INDENT = 8 * MAX_DEPTH;

/** Ten times the YAML of a large document. The parser's work grows faster than its input: for texts that are no YAML, by the square. */
const MAX_TOKENS = 100_000;
/** Brackets, anchors, aliases and tags: what it is slowest with. */
const MAX_INDICATORS = 10_000;

/**
 * Flow collections nest by brackets, block collections by what stands before a line's text. Both are bounded before a parser
 * recurses, and so is how much there is to parse. Throws UserError.
 */
export function assertParsable(text: string, { file, firstLine }: { file: string; firstLine: number }): void {
  for (const [index, line] of text.split('\n').entries()) {
    const before = /^(?:\s|[-?:](?=\s|$))*/.exec(line.trimEnd())?.[0].length ?? 0;
    if (before > MAX_INDENT) throw tooDeep(file, index + firstLine);
  }
  assertTokens(text, file, firstLine);
}

/** Brackets in texts and comments nest nothing, so the lexer has to tell which are which. */
function assertTokens(text: string, file: string, firstLine: number): void {
  let [depth, line, tokens, indicators] = [0, firstLine, 0, 0];
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
    if (depth > MAX_DEPTH) throw tooDeep(file, line);
    tokens += 1;
    if (/^[[\]{}&*!]/.test(token)) indicators += 1;
    if (tokens > MAX_TOKENS || indicators > MAX_INDICATORS) throw tooMuch(file, line);
    for (const character of token) if (character === '\n') line += 1;
  }
}

function tooMuch(file: string, line: number): UserError {
  return new UserError({ file, line, problem: 'the file holds too much YAML', allowed: `at most ${MAX_TOKENS} words and signs, of them at most ${MAX_INDICATORS} brackets, anchors, aliases and tags`, next: 'write less, or put text for people under the front matter' });
}

export function tooDeep(file: string, line?: number): UserError {
  return new UserError({ file, ...(line === undefined ? {} : { line }), problem: 'the file is nested too deeply', allowed: `at most ${MAX_DEPTH} levels`, next: 'write it with fewer levels' });
}
