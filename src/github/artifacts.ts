import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Halt, StepFailure } from '../errors.ts';
import { digestSchema } from '../evidence/record.ts';
import type { PlanLock } from '../terraform/plan-lock.ts';
import { artifactName, artifactSchema, foreignBecause, runSchema, thisRun, type ArtifactFacts } from './artifact-origin.ts';
import type { ArtifactStore } from './artifact-store.ts';
import type { Origin } from './carried.ts';
import type { GitHub } from './client.ts';
import type { ActionsContext } from './context.ts';
import { pack } from './pack.ts';
import { unpack, type Unpacking } from './unpack.ts';

export interface Bundle {
  project: string;
  change: string;
  context: ActionsContext;
  artifacts: ArtifactStore;
  /** planLock of src/terraform/plan-lock.ts. */
  lock: PlanLock | undefined;
}

/** Saves the bundle for the next job. The digest has to travel to it by itself, as an output of the job: it is what is believed there. */
export async function saveBundle({ project, change, context, artifacts, lock }: Bundle): Promise<{ artifact: string; digest: string }> {
  const artifact = artifactName(change, context.job, context.run.attempt);
  return await inFolder(async (folder) => {
    const files = await pack({ project, change, origin: originOf(context), into: folder, lock });
    const { digest } = await transfer(`the artifact ${artifact} could not be saved`, () => artifacts.upload(artifact, files, folder));
    return { artifact, digest };
  });
}

/** What the next job is told: the job that saved the bundle, and the digest of what it saved. */
export type Loading = Omit<Bundle, 'lock'> & Pick<Unpacking, 'lock'> & { github: GitHub; job: string; digest: string };

/**
 * Brings the bundle that an earlier job of this run saved. Throws Halt for an artifact with another digest, and for one of
 * another run, commit, workflow, repository, change or job: then nothing is written.
 */
export async function loadBundle(loading: Loading): Promise<{ artifact: string; digest: string }> {
  const { project, change, context, artifacts, lock, job } = loading;
  const found = await find(loading);
  await inFolder(async (folder) => {
    const whole = await transfer(`the artifact ${found.name} could not be loaded`, () => artifacts.download(found.id, folder, loading.digest));
    if (!whole) throw new Halt({ problem: `the artifact ${found.name} is not the one that job ${job} saved: its bytes are others`, next: 'start the run again from its first job' });
    await unpack({ from: folder, project, change, expected: { ...originOf(context), job }, lock });
  });
  return { artifact: found.name, digest: loading.digest };
}

function originOf({ repository, run, sha, workflow, job }: ActionsContext): Origin {
  return { repository: repository.id, run: run.id, attempt: run.attempt, sha, workflow: workflow.ref, job };
}

const listedSchema = z.array(artifactSchema);

/** A job that was not run again has its artifact from an earlier attempt; later ones cannot be. */
async function find({ github, context, change, job, digest }: Loading): Promise<ArtifactFacts> {
  if (!digestSchema.safeParse(digest).success) throw new Halt({ field: 'digest', problem: 'it is not known which bundle is meant', found: JSON.stringify(digest.slice(0, 80)), allowed: `the output digest of the job ${job}` });
  const at = { owner: context.repository.owner, repo: context.repository.name, run_id: context.run.id };
  const listed = listedSchema.parse(await github.paginate('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', { ...at, per_page: 100 }));
  const names = Array.from({ length: context.run.attempt }, (_, index) => artifactName(change, job, index + 1));
  const named = listed.filter(({ name }) => names.includes(name));
  const [artifact, second] = named.filter((one) => one.digest === `sha256:${digest}`);
  if (artifact === undefined || second !== undefined) {
    throw new Halt({
      problem: artifact === undefined ? `this run has no artifact of job ${job} with that digest` : `this run has more than one artifact of job ${job} with that digest`,
      found: named.length === 0 ? `no artifact named ${names.join(' or ')}` : named.map((one) => `${one.name} (${one.digest ?? 'no digest'})`).join(', '),
      allowed: `sha256:${digest}`,
      next: 'start the run again from its first job',
    });
  }
  const { data } = await github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', at);
  const because = foreignBecause(artifact, runSchema.parse(data), thisRun(context));
  if (because.length > 0) throw new Halt({ problem: `the artifact ${artifact.name} is not of this run: ${because.join('; ')}`, next: 'start the run again from its first job' });
  return artifact;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-bundle-'));
  try {
    return await work(folder);
  } finally {
    // Plans may lie in it.
    rmSync(folder, { recursive: true, force: true });
  }
}

async function transfer<T>(problem: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new StepFailure({ problem, found: error instanceof Error ? error.message.slice(0, 300) : String(error), next: 'run the job again: a new attempt saves under a new name' });
  }
}
