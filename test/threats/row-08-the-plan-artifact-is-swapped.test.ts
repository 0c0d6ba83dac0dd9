import { createHmac } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../src/digest.ts';
import { loadBundle, saveBundle } from '../../src/github/artifacts.ts';
import { Artifacts, clientOf, contextOf, digestOf } from '../github/a-run-with-artifacts.ts';
import { aProject, finished, twoModules, twoModulesConfig, type CliResult, type Project } from '../helpers/a-project.ts';
import { aRun } from '../helpers/github/builders.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import type { WorkflowRun } from '../helpers/github/state/actions.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { programOf } from '../helpers/program.ts';

const plan = '.cutover/plans/production/base/kept/plan.tfplan';

let fake: FakeGitHub;
let run: WorkflowRun;
let project: Project;
let states: string;
let artifacts: Artifacts;
let saved: { artifact: string; digest: string };

beforeAll(async () => {
  fake = await startFakeGitHub();
  run = aRun(fake.state, fake.repository);
  states = statesFolder();
  project = aProject({ files: { 'cutover.yaml': twoModulesConfig(states), ...twoModules() } });
  await project.approve();
  expect((await project.cutover('deliver')).code).toBe(3);
  expect((await project.approve()).code).toBe(0);
  artifacts = new Artifacts(fake, run);
  saved = await save();
}, 300_000);
afterAll(async () => {
  project.remove();
  await fake.close();
});

const save = (attempt = 1): Promise<{ artifact: string; digest: string }> => saveBundle({ project: project.path, change: 'CR-0001', context: contextOf(fake, run, 'plan', { run: { id: run.id, attempt, number: 1 } }), artifacts, lock: undefined });

/** The next job's runner: a fresh checkout, and the bundle that the job before saved. */
async function nextJob({ digest }: { digest: string }): Promise<string> {
  const checkout = join(temporaryFolder(), 'shop');
  const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  git('clone', '--quiet', project.path, checkout);
  // The branches are called as where it was planned, as in the jobs of one run.
  git('-C', checkout, 'branch', 'main', 'origin/main');
  git('-C', checkout, 'remote', 'remove', 'origin');
  git('-C', checkout, 'config', 'user.email', 'olga@example.com');
  await loadBundle({ project: checkout, change: 'CR-0001', context: contextOf(fake, run, 'promote', { run: { id: run.id, attempt: 9, number: 1 } }), artifacts, lock: undefined, github: clientOf(fake), job: 'plan', digest });
  return checkout;
}

const promote = (checkout: string): Promise<CliResult> => finished(spawn(process.execPath, [programOf('src'), '-C', checkout, 'promote'], { env: project.env, stdio: ['ignore', 'pipe', 'pipe'] }));
const appliesInProduction = (): number => project.engineCalls().filter((call) => call.startsWith('apply') && call.includes('plans/production')).length;

/** One bit of a file, there and in the list of digests that Cutover keeps beside it. */
function flip(folder: string, file: string): void {
  const bytes = readFileSync(join(folder, file));
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  chmodSync(join(folder, file), 0o600);
  writeFileSync(join(folder, file), bytes);
}

describe('row 8: the plan artifact is swapped', () => {
  it('one byte flipped in any file of the artifact: nothing arrives in the next job', async () => {
    const [kept] = artifacts.zips.values();
    if (kept === undefined) throw new Error('nothing was saved');
    const blob = sha256(readFileSync(join(project.path, plan)));
    flip(kept.folder, blob);
    await expect(nextJob(saved)).rejects.toThrow(/its bytes are others/);
    // Even where the digest over the whole is made to fit, that of the file does not.
    const { digest } = kept;
    kept.digest = digestOf(kept.folder);
    const [listed] = fake.repository.artifacts;
    if (listed !== undefined) listed.digest = `sha256:${kept.digest}`;
    await expect(nextJob({ digest: kept.digest })).rejects.toThrow(/other bytes than its list/);
    flip(kept.folder, blob);
    kept.digest = digest;
    if (listed !== undefined) listed.digest = `sha256:${digest}`;
    expect(appliesInProduction()).toBe(0);
  });

  it('a plan swapped before it was saved, its own digests made to fit: it is not the sealed one', async () => {
    const meta = join(project.path, plan, '..', 'meta.json');
    const [planBytes, metaText] = [readFileSync(join(project.path, plan)), readFileSync(meta, 'utf8')];
    flip(project.path, plan);
    const known = JSON.parse(metaText) as { key: string };
    writeFileSync(meta, JSON.stringify({ ...known, plan: createHmac('sha256', Buffer.from(known.key, 'hex')).update(readFileSync(join(project.path, plan))).digest('hex') }));
    const swapped = await save(2);
    writeFileSync(join(project.path, plan), planBytes);
    writeFileSync(meta, metaText);
    const result = await promote(await nextJob(swapped));
    expect([result.code, result.stdout]).toEqual([3, expect.stringContaining('the plan of base is not the sealed one')]);
    expect(appliesInProduction()).toBe(0);
    expect(existsSync(join(states, 'production', 'base.tfstate'))).toBe(false);
  });

  it('the plan that was sealed is what production gets, on another machine than it was made on', async () => {
    const result = await promote(await nextJob(saved));
    expect([result.code, result.stdout]).toEqual([0, expect.stringContaining('no drift')]);
    expect(appliesInProduction()).toBe(2);
    expect(readFileSync(join(states, 'production', 'app.tfstate'), 'utf8')).toContain('v1');
  });
});
