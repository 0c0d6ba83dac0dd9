import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { switchedOff, verdictOf, type JestResult } from '../../scripts/defences/switch-off.ts';
import { DEFENCES } from '../../scripts/defences/table.ts';
import { packageRoot } from '../../src/package-root.ts';

const content = (path: string): string => readFileSync(join(packageRoot(), path), 'utf8');
const jest = (numPassedTests: number, numFailedTests = 0, numRuntimeErrorTestSuites = 0): JestResult => ({ numPassedTests, numFailedTests, numRuntimeErrorTestSuites });

/** What `npm run defences` switches off; that the tests fail then, it shows itself. */
describe('the defences of the rows', () => {
  it.each(DEFENCES.map((defence) => [`row ${defence.row}: ${defence.without}`, defence] as const))('%s is found where the table says, once, and has its test', (_name, defence) => {
    expect(switchedOff(content(defence.file), defence)).not.toBe(content(defence.file));
    expect(content(`test/${defence.test}`)).toContain('describe(');
  });

  it('are known for every row that has a test', () => {
    const tested = new Set(readdirSync(join(packageRoot(), 'test', 'threats')).flatMap((name) => /^row-(\d\d)-/.exec(name)?.[1] ?? []).map(Number));
    expect([...tested].filter((row) => !DEFENCES.some((defence) => defence.row === row))).toEqual([]);
    expect(DEFENCES.filter(({ row }) => !Number.isInteger(row) || row < 1 || row > 28)).toEqual([]);
  });

  it('that are not there any more, or there twice, are an error by name', () => {
    const defence = { row: 7, without: 'the gate', file: 'src/x.ts', text: 'gate()', instead: '', test: 'x.test.ts' };
    expect(() => switchedOff('', defence)).toThrow('row 7 (the gate): its text stands 0 times in src/x.ts');
    expect(() => switchedOff('gate(); gate();', defence)).toThrow('stands 2 times');
    expect(switchedOff('a; gate(); b', { ...defence, instead: '$&' })).toBe('a; $&; b');
  });

  it.each([
    ['holds the row', jest(3), jest(2, 1)],
    ['the test passes without it', jest(3), jest(3)],
    ['the test does not run without it', jest(3), jest(0, 0, 1)],
    ['the test fails with it', jest(2, 1), jest(2, 1)],
    ['the test fails with it', jest(0), jest(0, 1)],
  ])('%s', (verdict, before, after) => expect(verdictOf(before, after)).toBe(verdict));
});
