import { describe, expect, it } from '@jest/globals';
import { joined, PERMISSIONS, permissionsText, WITH_A_ROLE } from '../../scripts/actions/permissions.ts';
import { readActions, readWorkflows } from '../../scripts/workflows/read.ts';
import { packageRoot } from '../../src/package-root.ts';

const SIBLING = '$/actions/';
const jobs = readWorkflows(packageRoot())
  .filter(({ file }) => /^\.github\/workflows\/(change-\w+|drift|reap)\.yml$/.test(file))
  .flatMap(({ file, jobs: all }) => Object.entries(all).map(([id, job]) => ({ name: `${file} ${id}`, job })));

describe('what the page says that an action needs', () => {
  it.each(jobs)('is what $name may do, no less and no more', ({ job }) => {
    const steps = job.steps.flatMap(({ uses, with: given }) => (uses === undefined ? [] : [{ uses, role: 'role' in given }]));
    const needed = joined([
      ...steps.flatMap(({ uses }) => (uses.startsWith(SIBLING) ? [PERMISSIONS[`actions/${uses.slice(SIBLING.length)}`] ?? { unknown: 'write' as const }] : [])),
      ...(steps.some(({ uses }) => uses.startsWith('actions/checkout@')) ? [{ contents: 'read' as const }] : []),
      ...(steps.some(({ role }) => role) ? [WITH_A_ROLE] : []),
    ]);
    expect(needed).toEqual(job.permissions);
  });

  it('is said of each action, and of no other', () => {
    const folders = readActions(packageRoot()).map(({ file }) => file.replace(/\/?action\.yml$/, ''));
    expect(Object.keys(PERMISSIONS).sort()).toEqual(folders.sort());
    expect(() => permissionsText('actions/new', false)).toThrow('say in scripts/actions/permissions.ts what actions/new needs');
    expect(permissionsText('actions/promote', true)).toBe('`pull-requests: read`, `actions: read`, `deployments: write`; with `role` also `id-token: write`');
  });
});
