import { describe, expect, it } from '@jest/globals';
import { markdownCode, markdownText, printable } from '../src/escape.ts';

describe('foreign text', () => {
  it.each([
    ['plain words', 'plain words'],
    ['two\n  lines', 'two lines'],
    ['\u001b[31mred', '\u{fffd}[31mred'],
    ['a\rb', 'a\u{fffd}b'],
    ['admin\u202egnp', 'admin\u{fffd}gnp'],
  ])('is shown by a terminal and not obeyed: %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each([
    ['a | b', 'a \\| b'],
    ['[x](http://y)', '\\[x\\](http://y)'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['*bold* _it_ `code`', '\\*bold\\* \\_it\\_ \\`code\\`'],
    ['&lt;', '&amp;lt;'],
    ['a\n# heading', 'a \\# heading'],
  ])('is no Markdown: %j', (text, shown) => {
    expect(markdownText(text)).toBe(shown);
  });

  it.each([
    ['plain', false, '`plain`'],
    ['a`b', false, '``a`b``'],
    ['`a', false, '`` `a ``'],
    ['a|b', false, '`a|b`'],
    ['a|b', true, '`a\\|b`'],
    ['', false, ''],
  ])('stays within its code span: %j (in a table: %s)', (text, inTable, shown) => {
    expect(markdownCode(text, inTable)).toBe(shown);
  });
});
