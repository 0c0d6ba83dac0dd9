import type { Root } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { UserError } from '../../errors.ts';

/** Larger than any checklist a person works through. */
const MAX_BYTES = 1_000_000;
/** Characters that may open a link, emphasis, code or HTML: the parser's time grows with the square of their number (measured). */
const MAX_OPENERS = 10_000;
const MAX_LINE = 10_000;
const MAX_DEPTH = 24;

/**
 * Markdown of others as a tree, after the limits that keep the parser's time and stack bounded. Line numbers are those of
 * the file. Throws UserError with file and line.
 */
export function parseMarkdown(bytes: string | Uint8Array, file: string): Root {
  const size = typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.byteLength;
  if (size > MAX_BYTES) throw new UserError({ file, problem: 'the document is too large', found: `${size} bytes`, allowed: `at most ${MAX_BYTES} bytes` });
  const text = (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')).replace(/^\uFEFF/, '');
  const openers = text.replace(/[^[*_`~<]/g, '').length;
  if (openers > MAX_OPENERS) throw new UserError({ file, problem: 'the document is too large: it has too many of the characters [ * _ ` ~ <', found: String(openers), allowed: `at most ${MAX_OPENERS}` });
  text.split(/\r\n|\r|\n/).forEach((content, index) => checkLine(content, file, index + 1));
  try {
    return unified().use(remarkParse).use(remarkGfm).parse(blankFrontMatter(text));
  } catch (error) {
    if (error instanceof RangeError) throw new UserError({ file, problem: 'the document is nested too deeply to be read' });
    throw error;
  }
}

function checkLine(content: string, file: string, line: number): void {
  if (content.includes('\0')) throw new UserError({ file, line, problem: 'the document holds a NUL character, so it is not text' });
  if (content.includes('\uFFFD')) throw new UserError({ file, line, problem: 'the document is not valid UTF-8', next: 'save it as UTF-8' });
  if (content.length > MAX_LINE) throw new UserError({ file, line, problem: 'the line is too long', found: `${content.length} characters`, allowed: `at most ${MAX_LINE}` });
  const prefix = /^(?:[\t >*+-]|\d{1,9}[.)](?=\s))*/.exec(content)?.[0] ?? '';
  const nesting = prefix.replace(/[\t ]/g, '').length;
  const indent = /^[\t ]*/.exec(prefix)?.[0].replaceAll('\t', '    ').length ?? 0;
  const isRule = /^[\s*+_-]*$/.test(content);
  if (!isRule && (nesting > MAX_DEPTH * 3 || (prefix !== content && indent > MAX_DEPTH * 8))) {
    throw new UserError({ file, line, problem: 'the document is nested too deeply', allowed: `about ${MAX_DEPTH} levels` });
  }
}

/** YAML at the top is no Markdown: its closing line would make a heading of the last field. */
function blankFrontMatter(text: string): string {
  const matter = /^---[ \t]*(?:\r\n|\r|\n)[\s\S]*?(?:\r\n|\r|\n)(?:---|\.\.\.)[ \t]*(?=\r|\n|$)/.exec(text);
  return matter === null ? text : matter[0].replace(/[^\r\n]/g, '') + text.slice(matter[0].length);
}
