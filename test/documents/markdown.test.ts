import { describe, expect, it } from '@jest/globals';
import type { Nodes } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { blocks, code, escapeMarkdown, nested, table } from '../../src/documents/markdown.ts';

const parse = (markdown: string): Nodes => unified().use(remarkParse).use(remarkGfm).parse(markdown);

/** What a reader sees, and which kinds of nodes make it up, empty comments apart. */
function read(node: Nodes): { text: string; types: Set<string> } {
  if (node.type === 'html' && node.value === '<!-- -->') return { text: '', types: new Set() };
  if ('children' in node) {
    const inner = node.children.map((child) => read(child));
    return { text: inner.map(({ text }) => text).join(''), types: new Set([node.type, ...inner.flatMap(({ types }) => [...types])]) };
  }
  return { text: 'value' in node ? node.value : '', types: new Set([node.type]) };
}

const HOSTILE = [
  '# not a heading', '## [x](http://evil.example)', '[click](javascript:alert(1))', '![pixel](https://evil.example/p.png)', '<script>alert(1)</script>', '<img src=x onerror=alert(1)>',
  '<!-- hidden -->', '**bold** _it_ ~~gone~~ `code`', '- item', '+ item', '1. item', '2) item', '- [x] done', '> quote', '| a | b |', '---', '===', 'a | b', '@everyone and me@example.com',
  'https://evil.example/path', 'www.evil.example', 'see #123 and GH-9', '::set-output name=x::y', '::error::x', '##[error]x', '&lt;b&gt; &amp; &#64;', '\\*literal\\*', '\\', '`', '``` js', '$\\frac{a}{b}$', '[ref]: http://x', '[^1]', '$(touch x)',
];

describe('text of others is shown as it was written:', () => {
  it.each(HOSTILE)('%s', (text) => {
    expect(read(parse(escapeMarkdown(text)))).toEqual({ text, types: new Set(['root', 'paragraph', 'text']) });
  });

  it.each(HOSTILE)('in a list item and a heading too: %s', (text) => {
    expect(read(parse(`- ${escapeMarkdown(text)}`))).toEqual({ text, types: new Set(['root', 'list', 'listItem', 'paragraph', 'text']) });
    expect(read(parse(`# ${escapeMarkdown(text)}`))).toEqual({ text, types: new Set(['root', 'heading', 'text']) });
  });

  it.each(HOSTILE)('in a table: %s', (text) => {
    const tree = parse(table(['a', 'b'], [[escapeMarkdown(text), code(text)]]));
    expect(read(tree)).toEqual({ text: `ab${text}${text}`, types: new Set(['root', 'table', 'tableRow', 'tableCell', 'text', 'inlineCode']) });
  });

  it.each(HOSTILE)('in a code span: %s', (text) => {
    expect(read(parse(code(text)))).toEqual({ text, types: new Set(['root', 'paragraph', 'inlineCode']) });
  });

  it.each(['::error::x', '  ::error::x', '##[error]x'])('no line begins with a workflow command: %s', (text) => {
    expect(escapeMarkdown(text)).not.toMatch(/^\s*::|##\[/);
    expect(code(text)).not.toMatch(/^\s*::/);
  });

  it('line breaks, which could begin a block or a workflow command, become spaces', () => {
    expect(escapeMarkdown('a\r\n\n# b\u2028::set-env name=x::y')).toBe('a \\# b ::set-env name=x::y');
    expect(code('a\n```\nb')).not.toContain('\n');
  });

  it('characters that hide or reorder text become visible', () => {
    expect(escapeMarkdown('a\u202Eb\u0007c\u200Bd')).toBe('a\uFFFDb\uFFFDc\uFFFDd');
    expect(code('a\u2066b')).toBe('`a\uFFFDb`');
  });
});

describe('documents', () => {
  it('keep one empty line between blocks and leave empty ones out', () => {
    expect(blocks('# a', '', 'b\n')).toBe('# a\n\nb\n');
  });

  it('move the headings of a document inside another, but not what stands in code', () => {
    expect(nested('# a\n\n```sh\n# comment\n```\n\n###### deep\n', 2)).toBe('### a\n\n```sh\n# comment\n```\n\n###### deep');
  });
});
