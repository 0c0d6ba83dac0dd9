import { describe, expect, it } from '@jest/globals';
import { readActions, readWorkflows } from '../../scripts/workflows/read.ts';
import { packageRoot } from '../../src/package-root.ts';
import { actionFaultsOf, changed, faultsOf } from '../workflows/a-workflow.ts';

const COMMIT = '3d3c42e5aac5ba805825da76410c181273ba90b1';

describe('row 14: a moved tag', () => {
  it.each([
    ['a tag', 'v7'],
    ['a whole version', 'v7.0.1'],
    ['a branch', 'main'],
    ['a commit that is cut short', COMMIT.slice(0, 39)],
    ['a commit with something behind it', `${COMMIT}0`],
  ])('%s fails the lint', (_title, ref) => {
    expect(faultsOf(changed(COMMIT, ref))).toEqual([`scan: actions/checkout@${ref} is not pinned by the 40 digits of a commit: a tag can be moved`]);
    expect(actionFaultsOf(`    - uses: actions/checkout@${ref} # v7\n`).join()).toContain('is not pinned');
  });

  it('a workflow of others that is called by a tag fails it too', () => {
    const calls = changed(/ {4}runs-on[\s\S]*$/, '    uses: acme/cutover/.github/workflows/change-check.yml@v1\n    permissions:\n      contents: read\n');
    expect(faultsOf(calls)).toEqual(['scan: acme/cutover/.github/workflows/change-check.yml@v1 is not pinned by the 40 digits of a commit: a tag can be moved']);
  });

  it('every reference of this repository to another is a commit', () => {
    const texts = [...readWorkflows(packageRoot()), ...readActions(packageRoot())].map(({ text }) => text).join('\n');
    const refs = [...texts.matchAll(/uses: (?!\$\/)\S+?@(\S+)/g)].map(([, ref]) => ref);
    expect(refs.length).toBeGreaterThan(8);
    for (const ref of refs) expect(ref).toMatch(/^[0-9a-f]{40}$/);
  });
});
