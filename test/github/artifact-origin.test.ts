import { describe, expect, it } from '@jest/globals';
import { foreignBecause, thisRun, type ArtifactFacts, type RunFacts } from '../../src/github/artifact-origin.ts';

const sha = 'c'.repeat(40);
const artifact: ArtifactFacts = { id: 5, name: 'cutover-CR-0001-plan-1', expired: false, digest: `sha256:${'a'.repeat(64)}`, workflow_run: { id: 77, repository_id: 1001, head_repository_id: 1001, head_sha: sha } };
const run: RunFacts = { id: 77, path: '.github/workflows/deliver.yml', head_sha: sha, event: 'workflow_dispatch', run_attempt: 1, repository: { id: 1001 } };
const expected = thisRun({ repository: { owner: 'acme', name: 'shop', id: 1001 }, run: { id: 77, attempt: 1, number: 3 }, sha, event: { name: 'workflow_dispatch', payload: {} }, workflow: { ref: 'acme/shop/.github/workflows/deliver.yml@refs/heads/main', sha } });

const made = (overrides: Partial<NonNullable<ArtifactFacts['workflow_run']>>): ArtifactFacts => ({ ...artifact, workflow_run: { id: 77, repository_id: 1001, head_repository_id: 1001, head_sha: sha, ...overrides } });

describe('where an artifact comes from', () => {
  it('is this run, its commit and its workflow', () => {
    expect(foreignBecause(artifact, run, expected)).toEqual([]);
    expect(foreignBecause(artifact, { ...run, path: '.github/workflows/deliver.yml@refs/heads/main' }, expected)).toEqual([]);
  });

  it.each<[string, ArtifactFacts, RunFacts, RegExp]>([
    ['another run', made({ id: 78 }), run, /run is 78, not 77/],
    ['another repository', made({ repository_id: 1002 }), run, /repository is 1002/],
    ["a fork's commit", made({ head_repository_id: 1002 }), run, /repository of the commit is 1002/],
    ['another commit', made({ head_sha: 'd'.repeat(40) }), run, /commit is d{40}/],
    ['nobody knows which run', { ...artifact, workflow_run: null }, run, /run is not known/],
    ['one that has expired', { ...artifact, expired: true }, run, /expired/],
    ['another workflow', artifact, { ...run, path: '.github/workflows/evil.yml' }, /workflow is \.github\/workflows\/evil\.yml/],
    ['a run of another repository', artifact, { ...run, repository: { id: 1002 } }, /repository of that run is 1002/],
    ['a run for another commit', artifact, { ...run, head_sha: 'd'.repeat(40) }, /commit of that run/],
    ['an answer about another run', artifact, { ...run, id: 78 }, /run that GitHub has is 78/],
  ])('is refused from %s', (_what, one, its, why) => {
    expect(foreignBecause(one, its, expected).join('; ')).toMatch(why);
  });
});
