import { describe, expect, it } from '@jest/globals';
import { liesAt } from '../../../src/claims/rules/files.ts';

describe('where a file lies', () => {
  it.each<[string, string[], string[]]>([
    ['README.md', ['README.md', 'README.md/x'], ['docs/README.md', 'READMEXmd', 'README.md2', 'xREADME.md']],
    ['docs', ['docs/a', 'docs/a/b', 'docs/.hidden'], ['docs2/a', 'x/docs/a']],
    ['docs/', ['docs/a', 'docs'], ['docs2']],
    ['docs/*.md', ['docs/a.md', 'docs/.md', 'docs/.a.md'], ['docs/a/b.md', 'docs/amd', 'a.md']],
    ['stacks/*', ['stacks/a', 'stacks/a/b', 'stacks/.a'], ['stacks', 'x/stacks/a']],
    ['**/*.tfstate', ['a.tfstate', 'a/b.tfstate', 'a/b/.tfstate'], ['a.tfstate.md', 'tfstate']],
    ['a/**', ['a/b', 'a/b/c'], ['ab', 'b/a/c']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b', 'a/x/b/c'], ['ab', 'a/xb', 'b']],
    ['**', ['a', 'a/b', '.a'], []],
    ['a**b', ['ab', 'axb'], ['a/b']],
    ['?.ts', ['a.ts', '..ts'], ['ab.ts', '.ts', '/.ts']],
    ['[id]/(a|b)+{c,d}!', ['[id]/(a|b)+{c,d}!'], ['i/a', 'd/bc!']],
    ['!a', ['!a'], ['b']],
    ['line\nbreak/*', ['line\nbreak/a\nb'], []],
  ])('at %s', (pattern, inside, outside) => {
    expect([...inside, ...outside].filter(liesAt(pattern))).toEqual(inside);
  });

  it('is told in time by the length of its name, whatever the pattern', () => {
    const started = process.cpuUsage();
    expect(liesAt('*a'.repeat(100) + 'b')('a'.repeat(255))).toBe(false);
    expect(liesAt('**/a/'.repeat(50) + 'b')('a/'.repeat(1000))).toBe(false);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(2);
  });
});
