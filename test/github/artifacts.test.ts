import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Halt, StepFailure } from '../../src/errors.ts';
import { loadBundle, saveBundle, type Loading } from '../../src/github/artifacts.ts';
import { anArtifact, aRun } from '../helpers/github/builders.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import type { WorkflowRun } from '../helpers/github/state/actions.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { Artifacts, clientOf, contextOf } from './a-run-with-artifacts.ts';
import { aWorkFolder } from './a-work-folder.ts';

let fake: FakeGitHub;
let run: WorkflowRun;
beforeEach(async () => {
  fake = await startFakeGitHub();
  run = aRun(fake.state, fake.repository);
});
afterEach(() => fake.close());

interface Saved {
  artifacts: Artifacts;
  artifact: string;
  digest: string;
  project: string;
}

async function saved(attempt = 1, artifacts = new Artifacts(fake, run)): Promise<Saved> {
  const context = contextOf(fake, run, 'plan', { run: { id: run.id, attempt, number: 1 } });
  const project = aWorkFolder();
  return { artifacts, project, ...(await saveBundle({ project, change: 'CR-0001', context, artifacts, lock: undefined })) };
}

const loading = ({ artifacts, digest }: Saved, overrides: Partial<Loading> = {}): Loading => ({
  project: temporaryFolder(), change: 'CR-0001', context: contextOf(fake, run, 'promote'), artifacts, lock: undefined, github: clientOf(fake), job: 'plan', digest, ...overrides,
});

describe('the bundle between the jobs of a run', () => {
  it('arrives in the next job under the name of change, job and attempt', async () => {
    const one = await saved();
    expect(one.artifact).toBe('cutover-CR-0001-plan-1');
    const next = loading(one);
    expect(await loadBundle(next)).toEqual({ artifact: 'cutover-CR-0001-plan-1', digest: one.digest });
    expect(readFileSync(join(next.project, '.cutover/plans/production/base/kept/plan.tfplan'), 'utf8')).toContain('PLAN');
  });

  it('is that of an earlier attempt where only the later jobs are run again', async () => {
    const one = await saved();
    expect(await loadBundle(loading(one, { context: contextOf(fake, run, 'promote', { run: { id: run.id, attempt: 3, number: 1 } }) }))).toMatchObject({ artifact: 'cutover-CR-0001-plan-1' });
  });

  it('is the one whose digest travelled, not the newest of that name', async () => {
    const first = await saved();
    await saved(2, first.artifacts);
    const context = contextOf(fake, run, 'promote', { run: { id: run.id, attempt: 2, number: 1 } });
    expect(await loadBundle(loading(first, { context }))).toMatchObject({ artifact: 'cutover-CR-0001-plan-1' });
  });

  it('is found among more artifacts than one page has', async () => {
    for (let index = 0; index < 5; index += 1) anArtifact(fake.state, fake.repository, run, { name: `other-${index}` });
    expect(await loadBundle(loading(await saved()))).toMatchObject({ artifact: 'cutover-CR-0001-plan-1' });
  });

  it('cannot be saved twice under one name: the job fails and says what to do', async () => {
    const one = await saved();
    await expect(saved(1, one.artifacts)).rejects.toThrow(StepFailure);
    await expect(saved(1, one.artifacts)).rejects.toThrow(/a new attempt saves under a new name/);
    expect(fake.repository.artifacts).toHaveLength(1);
  });

  it('leaves no copy of the plans in the temporary folder', async () => {
    const before = readdirSync(join(temporaryFolder(), '..')).filter((name) => name.startsWith('cutover-bundle-'));
    const one = await saved();
    await loadBundle(loading(one));
    expect(readdirSync(join(one.project, '..')).filter((name) => name.startsWith('cutover-bundle-') && !before.includes(name))).toEqual([]);
  });

  it('needs the permission to read the run, and names it', async () => {
    const one = await saved();
    delete fake.permissions.actions;
    await expect(loadBundle(loading(one))).rejects.toThrow(/permissions: actions: read/);
  });

  it('is not believed without a digest', async () => {
    const one = await saved();
    for (const digest of ['', 'latest', one.digest.toUpperCase()]) await expect(loadBundle(loading(one, { digest }))).rejects.toThrow(Halt);
  });
});
