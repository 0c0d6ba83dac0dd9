import { describe, expect, it } from '@jest/globals';
import { allowsNamespace } from '../../src/change/namespaces.ts';

describe('the namespaces of a key', () => {
  it.each<[string[] | undefined, boolean]>([
    [undefined, true],
    [[], false],
    [['cutover-promotion'], true],
    [['cutover-*'], true],
    [['*'], true],
    [['**'], true],
    [['*-promotion*'], true],
    [['*motion'], true],
    [['c*o*o*n'], true],
    [['cutover-promotion?'], false],
    [['cutover-promotio?'], true],
    [['?*?'], true],
    [['cutover-promo'], false],
    [['promotion'], false],
    [['*x*'], false],
    [['cutover.promotion'], false],
    [['Cutover-*'], false],
    [['git', 'cutover-*'], true],
    [['*', '!cutover-promotion'], false],
    [['!cutover-p*', '*'], false],
    [['!git', '*'], true],
    [['!git'], false],
    [[''], false],
  ])('%j let it sign promotions: %s', (patterns, may) => {
    expect(allowsNamespace(patterns, 'cutover-promotion')).toBe(may);
  });

  it('are none that begins with a negation', () => {
    expect(allowsNamespace(['!git'], '!git')).toBe(false);
  });

  it('are told at once, whatever the pattern', () => {
    const started = process.cpuUsage();
    expect(allowsNamespace([`${'*o'.repeat(500)}x`], 'o'.repeat(1000))).toBe(false);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(1);
  });
});
