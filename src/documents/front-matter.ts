import { UserError } from '../errors.ts';

export interface FrontMatter {
  yaml: string;
  /** Line of the file on which the YAML begins, 1-based. */
  firstLine: number;
  /** Offsets of the YAML in the text. */
  start: number;
  end: number;
  newline: '\n' | '\r\n';
}

const FENCE = /^---[ \t]*(\r?\n)/;

/**
 * Finds the front matter of a Markdown file: between a first line `---` and the next line `---`. A byte order mark and CRLF
 * are accepted. Throws UserError when there is none or it has no end.
 */
export function readFrontMatter(text: string, file: string): FrontMatter {
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const fence = FENCE.exec(text.slice(bom));
  const missing = (problem: string): UserError =>
    new UserError({ file, line: 1, problem, allowed: 'a first line ---, then YAML, then a line ---, then Markdown', next: 'see the examples in README.md' });
  if (fence === null) throw missing('the file does not begin with front matter');
  const start = bom + fence[0].length;
  const closing = /^---[ \t]*\r?$/m.exec(text.slice(start));
  if (closing === null) throw missing('the front matter has no end');
  const end = start + closing.index;
  return { yaml: text.slice(start, end), firstLine: 2, start, end, newline: fence[1] === '\r\n' ? '\r\n' : '\n' };
}
