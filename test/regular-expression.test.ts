import { describe, expect, it } from '@jest/globals';
import { isRegularExpression, quoted, regularExpression } from '../src/regular-expression.ts';

describe('a pattern that a person gives', () => {
  it.each(['^sg-[0-9a-f]+$', '/[01]$', 'alias/aws/', '\\d{12}', '(?:a|b)+?', '\\p{L}', '[\\w.-]+@', '^$', '(?<name>a)', '(a+)+$', 'x{900}', 'ü'])('may be %s', (pattern) => {
    expect(isRegularExpression(pattern)).toBe(true);
  });

  it.each([
    ['what is none anywhere', '('],
    ['a range that is none', '[z-a]'],
    ['look-ahead', 'a(?=b)'],
    ['look-ahead that denies', 'a(?!b)'],
    ['look-behind', '(?<=a)b'],
    ['a back-reference', '(a)\\1'],
    ['a back-reference by name', '(?<x>a)\\k<x>'],
    ['a brace that stands for itself, as a misspelt name does', '^{componnent}-x$'],
    ['what only RE2 reads', '\\Qa.b\\E'],
    ['a repetition of repetitions', '(?:a{1,60}){1,60}'],
    ['more repetitions than a machine has steps', 'a{1001}'],
    ['many pieces', '[ab]{600}[cd]{600}'],
    ['a thousand and one characters', `[${'a'.repeat(999)}]`],
  ])('is refused with %s', (_name, pattern) => {
    expect(isRegularExpression(pattern)).toBe(false);
  });

  it('may be of a thousand characters', () => {
    expect(isRegularExpression(`[${'a'.repeat(998)}]`)).toBe(true);
  });
});

describe('looking for a pattern', () => {
  it.each([
    ['^a.c$', 'abc', true],
    ['^a.c$', 'abcd', false],
    ['b', 'abc', true],
    ['^b', 'a\nb', false],
    ['b$', 'b\n', false],
    ['\\x{2d}', 'a-b', true],
    ['^\\p{L}+$', 'Größe', true],
    ['^😀?$', '😀', true],
  ])('%s in %j: %s', (pattern, text, found) => {
    expect(regularExpression(pattern)?.test(text)).toBe(found);
  });

  // Each of these takes an engine that tries one way after the other longer than anybody waits.
  it.each([
    ['(a+)+$', `${'a'.repeat(100_000)}b`],
    ['(a|a)*$', `${'a'.repeat(100_000)}b`],
    ['^(.*a){20}$', `${'a'.repeat(50_000)}b`],
    ['(x+x+)+y', 'x'.repeat(100_000)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(100_000)],
    ['[ab]*a[ab]{900}[cd]$', 'ab'.repeat(20_000)],
  ])('%s takes time by the length of the text', (pattern, text) => {
    expect(isRegularExpression(pattern)).toBe(true);
    const started = process.cpuUsage();
    regularExpression(pattern)?.test(text);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5);
  });

  it('as it stands finds nothing else', () => {
    expect(['a.b', 'axb', 'a+b'].map((text) => regularExpression(`^${quoted('a.b')}$`)?.test(text))).toEqual([true, false, false]);
  });
});
