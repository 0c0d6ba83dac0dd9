import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TextFinder } from '../src/text-finder.ts';

/** What the finder is held to: each text looked for by itself. */
function places(texts: string[], text: string): number[] {
  const found = new Array<number>(text.length).fill(0);
  for (const wanted of texts.filter((one) => one !== '')) {
    for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) found.fill(1, at, at + wanted.length);
  }
  return found;
}

describe('many texts', () => {
  it.each([
    [['abc'], 'xabcx', [0, 1, 1, 1, 0]],
    [['abcd', 'bc'], 'abce', [0, 1, 1, 0]],
    [['aba'], 'ababa', [1, 1, 1, 1, 1]],
    [['a', 'aaa'], 'baab', [0, 1, 1, 0]],
    [['\u{1f511}'], 'a\u{1f511}', [0, 1, 1]],
    [[], 'abc', [0, 0, 0]],
    [[''], 'abc', [0, 0, 0]],
  ])('%j in %s', (texts, text, expected) => {
    expect([...new TextFinder(texts).placesIn(text)]).toEqual(expected);
    expect(new TextFinder(texts).isIn(text)).toBe(expected.includes(1));
  });

  it('are found where each by itself is found', () => {
    const few = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\uffff', '\0'), maxLength: 6 });
    fc.assert(fc.property(fc.array(few, { maxLength: 12 }), fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\uffff', '\0'), maxLength: 60 }), (texts, text) => {
      const finder = new TextFinder(texts);
      const expected = places(texts, text);
      expect([...finder.placesIn(text)]).toEqual(expected);
      expect(finder.isIn(text)).toBe(expected.includes(1));
    }), { numRuns: 500 });
  });

  it.each([
    ['one that repeats itself', ['a'.repeat(100_000)], 'a'.repeat(300_000)],
    ['many that begin alike', Array.from({ length: 500 }, (_item, index) => `${'a'.repeat(200)}${index}`), 'a'.repeat(300_000)],
    ['thousands', Array.from({ length: 5000 }, (_item, index) => `secret-${index}-of-many`), 'secret-4711-of-man '.repeat(15_000)],
  ])('take time by the length of both, and not by their product: %s', (_title, texts, text) => {
    const started = process.cpuUsage();
    new TextFinder(texts).placesIn(text);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(1);
  });
});
