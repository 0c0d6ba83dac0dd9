import { foreignLine } from '../escape.ts';

/**
 * The one place where text of others (requests, resource names, outputs of tools) becomes Markdown. What leaves here is shown
 * as it was written and nothing in it is interpreted: no markup, HTML, link, mention, issue reference or workflow command.
 */

/** Splits what GitHub would make a link or a mention of; invisible when rendered. */
const SPLIT = '<!-- -->';

/** Characters that show nothing, or that make other text show in another order (https://trojansource.codes). */
// oxlint-disable-next-line no-control-regex
const INVISIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

function oneLine(text: string): string {
  return text.replace(/[\r\n\t\u2028\u2029]+/g, ' ').replace(INVISIBLE, '\uFFFD').trim();
}

/** Text for a paragraph, a heading, a list item or a table cell; line breaks become spaces. */
export function escapeMarkdown(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]~$#]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\|/g, '&#124;')
    .replace(/^([-+=])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/@/g, `@${SPLIT}`)
    .replace(/:(?=\/\/)/g, `:${SPLIT}`)
    .replace(/^:(?=:)/, `:${SPLIT}`) // a workflow command begins its line
    .replace(/\b(www)\./gi, `$1${SPLIT}.`)
    .replace(/\\#(?=\d)/g, `\\#${SPLIT}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1-${SPLIT}`);
}

/** Text in a code span: addresses, ids, values. Nothing is interpreted in it, so it needs no escapes but its fence. */
export function code(text: string): string {
  const content = oneLine(text) || ' ';
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = content.startsWith('`') || content.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/** Text inside of an HTML element of our own. Mentions work there too, so it belongs into a `<code>`. */
export function escapeHtml(text: string): string {
  return oneLine(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
}

/** Lines as a code block of their own, none of them a command of a job's log. `language`: ours, such as `diff`. */
export function fence(lines: string[], language = ''): string {
  const content = lines.map(foreignLine);
  const longest = Math.max(2, ...content.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const marks = '`'.repeat(longest + 1);
  return [`${marks}${language}`, ...content, marks].join('\n');
}

/** A link to an address whose parts are encoded already; `label` is Markdown already. Nothing in the address ends it early. */
export function link(label: string, url: string): string {
  const encoded = [...url].map((character) => (/[A-Za-z0-9:/?#@$&,;=%.+~_-]/.test(character) ? character : percentEncoded(character)));
  return `[${label}](${encoded.join('')})`;
}

function percentEncoded(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** A part that is folded until a reader opens it. `summary`: HTML already; `body`: Markdown already. */
export function folded(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body.trim()}\n\n</details>`;
}

/**
 * Text for the label of a Mermaid node, quotes not included. Everything but letters, digits and what ends nothing becomes an
 * entity code, so that no quote, directive (`%%{…}%%`), Markdown string or fence begins in it.
 * https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
export function mermaidLabel(text: string): string {
  return (oneLine(text) || '-').replace(/[^\p{L}\p{N} ,._/-]/gu, (character) => `#${character.codePointAt(0) ?? 0xfffd};`);
}

/** A table; headers and cells are Markdown already. */
export function table(headers: string[], rows: string[][]): string {
  // A bar ends a cell even inside a code span: https://github.github.com/gfm/#example-200
  const line = (cells: string[]): string => `| ${cells.map((cell) => cell.replace(/[\r\n]+/g, ' ').replace(/\|/g, '\\|')).join(' | ')} |`;
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Blocks with an empty line between them, and one line end at the end. */
export function blocks(...parts: string[]): string {
  return `${parts.map((part) => part.trim()).filter((part) => part !== '').join('\n\n')}\n`;
}

/** Markdown of our own (a procedure) as part of a larger document: its headings moved down below `level`. */
export function nested(markdown: string, level: number): string {
  let fence: string | undefined;
  return markdown
    .split(/\r\n|\r|\n/)
    .map((line) => {
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (mark !== undefined) fence = fence === undefined ? mark : line.trim().startsWith(fence) ? undefined : fence;
      return fence === undefined ? line.replace(/^(#{1,6})(?=\s)/, (hashes) => '#'.repeat(Math.min(6, hashes.length + level))) : line;
    })
    .join('\n')
    .trim();
}
