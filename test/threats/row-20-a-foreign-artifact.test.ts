import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Halt } from '../../src/errors.ts';
import { loadBundle, saveBundle } from '../../src/github/artifacts.ts';
import type { ActionsContext } from '../../src/github/context.ts';
import { Artifacts, clientOf, contextOf, digestOf } from '../github/a-run-with-artifacts.ts';
import { aWorkFolder, write } from '../github/a-work-folder.ts';
import { anArtifact, aRepository, aRun } from '../helpers/github/builders.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import type { Artifact, WorkflowRun } from '../helpers/github/state/actions.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let fake: FakeGitHub;
let run: WorkflowRun;
let artifacts: Artifacts;
let digest: string;
const name = 'cutover-CR-0001-plan-1';

beforeEach(async () => {
  fake = await startFakeGitHub();
  run = aRun(fake.state, fake.repository);
  artifacts = new Artifacts(fake, run);
  ({ digest } = await saveBundle({ project: aWorkFolder(), change: 'CR-0001', context: contextOf(fake, run, 'plan'), artifacts, lock: undefined }));
});
afterEach(() => fake.close());

/** Loads it as the job `promote`, and says what lies in the project afterwards. */
async function load(overrides: Partial<ActionsContext> = {}, asked = digest): Promise<{ error: unknown; written: string[] }> {
  const project = temporaryFolder();
  let error: unknown;
  try {
    await loadBundle({ project, change: 'CR-0001', context: contextOf(fake, run, 'promote', overrides), artifacts, lock: undefined, github: clientOf(fake), job: 'plan', digest: asked });
  } catch (thrown) {
    error = thrown;
  }
  return { error, written: readdirSync(project) };
}

async function refused(why: RegExp, overrides: Partial<ActionsContext> = {}, asked = digest): Promise<void> {
  const { error, written } = await load(overrides, asked);
  expect(error).toBeInstanceOf(Halt);
  expect(String(error)).toMatch(why);
  expect(written).toEqual([]);
}

const own = (): Artifact => {
  const found = fake.repository.artifacts.find((one) => one.name === name);
  if (found === undefined) throw new Error('nothing was saved');
  return found;
};

describe("row 20: someone else's artifact with the right name", () => {
  it('is accepted from the same run, commit and workflow (so that the refusals below mean something)', async () => {
    expect(await load()).toMatchObject({ error: undefined, written: expect.arrayContaining(['.cutover', 'cutover-evidence']) });
  });

  it('is refused from another run of the same workflow, though it is the newest of that name', async () => {
    const other = aRun(fake.state, fake.repository);
    await refused(/this run has no artifact/, { run: { id: other.id, attempt: 1, number: 2 } });
    anArtifact(fake.state, fake.repository, other, { name, digest: `sha256:${'b'.repeat(64)}` });
    expect(await load()).toMatchObject({ error: undefined });
  });

  it.each<[string, () => void, RegExp]>([
    ['another commit', () => (own().headSha = 'd'.repeat(40)), /its commit is d{40}/],
    ['a run that is of another workflow', () => (run.path = '.github/workflows/evil.yml'), /its workflow is \.github\/workflows\/evil\.yml/],
    ['a run for another commit', () => (run.headSha = 'd'.repeat(40)), /commit of that run/],
    ['a run whose artifact has expired', () => (own().expired = true), /expired/],
  ])('is refused from %s', async (_what, change, why) => {
    const { headSha, path } = run;
    const context = { sha: headSha, workflow: { ref: `acme/shop/${path}@refs/heads/main`, sha: headSha } };
    change();
    await refused(why, context);
  });

  it('is refused for the run of another repository', async () => {
    const { id } = aRepository(fake.state, { owner: 'mallory', name: 'shop', fork: true });
    await refused(/repository/, { repository: { owner: 'acme', name: 'shop', id } });
  });

  it('is refused when a job that runs the code of the change saved it under the name of another job', async () => {
    // Whoever can upload in this run takes the name of an attempt that has not begun; then the last jobs are run again.
    const project = aWorkFolder();
    write(project, { '.cutover/plans/production/base/kept/plan.tfplan': 'what mallory would like' });
    const forged = await saveBundle({ project, change: 'CR-0001', context: contextOf(fake, run, 'plan', { run: { id: run.id, attempt: 2, number: 1 } }), artifacts, lock: undefined });
    expect(forged.artifact).toBe('cutover-CR-0001-plan-2');
    expect(await load({ run: { id: run.id, attempt: 2, number: 1 } })).toMatchObject({ error: undefined });
    // Only the digest that the job itself handed on is believed; with the digest of another job's bundle the list inside gives it away.
    const built = await saveBundle({ project, change: 'CR-0001', context: contextOf(fake, run, 'build'), artifacts, lock: undefined });
    await refused(/no artifact of job plan with that digest/, {}, built.digest);
    own().digest = `sha256:${built.digest}`;
    artifacts.deliver = fake.repository.artifacts.find((one) => one.name === built.artifact)?.id;
    await refused(/another job/, {}, built.digest);
  });

  it('is refused when GitHub hands out other bytes than it names', async () => {
    const folder = temporaryFolder();
    const zip = artifacts.zips.get(own().id);
    for (const file of readdirSync(zip?.folder ?? '')) copyFileSync(join(zip?.folder ?? '', file), join(folder, file));
    write(folder, { 'carried.json': '{}' });
    artifacts.zips.set(own().id, { folder, digest: digestOf(folder) });
    await refused(/its bytes are others/);
  });

  it('is refused when GitHub does not say what it came from', async () => {
    own().digest = null;
    await refused(/no digest/);
  });
});
