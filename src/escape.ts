/** Control characters (terminal escapes among them), line and paragraph separators, and marks that turn the direction of text. */
// eslint-disable-next-line no-control-regex -- these are what must not reach a terminal
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Foreign text as one line that a terminal shows and does not obey. */
export function printable(text: string): string {
  return text.replace(/\s*\n\s*|\t/g, ' ').replace(UNPRINTABLE, '\u{fffd}');
}

/** Foreign text inside a Markdown paragraph, list item or table cell: shown, never interpreted. */
export function markdownText(text: string): string {
  return printable(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]#|~!]/g, '\\$&');
}

/** Foreign text as inline code. `inTable`: GitHub's tables end a cell at a bar even inside code. */
export function markdownCode(text: string, inTable = false): string {
  const line = printable(text);
  if (line === '') return '';
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const padding = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${inTable ? line.replaceAll('|', '\\|') : line}${padding}${fence}`;
}
