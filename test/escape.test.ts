import { describe, expect, it } from '@jest/globals';
import { printable } from '../src/escape.ts';

describe('foreign text', () => {
  it.each([
    ['plain words', 'plain words'],
    ['two\n  lines', 'two lines'],
    ['\u001b[31mred', '\u{fffd}[31mred'],
    ['a\rb', 'a\u{fffd}b'],
    ['admin\u202egnp', 'admin\u{fffd}gnp'],
    ['a\u200bb', 'a\u{fffd}b'],
    ['a\tb', 'a b'],
  ])('is shown by a terminal and not obeyed: %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });
});
