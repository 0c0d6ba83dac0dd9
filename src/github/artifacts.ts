import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Halt, StepFailure } from '../errors.ts';
import type { PlanLock } from '../terraform/plan-lock.ts';
import { artifactName } from './artifact-origin.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { bundleFolders, type Origin } from './carried.ts';
import type { GitHub } from './client.ts';
import type { ActionsContext } from './context.ts';
import { findArtifact } from './find-artifact.ts';
import { pack } from './pack.ts';
import { unpack, type Unpacking } from './unpack.ts';

export interface Bundle {
  project: string;
  change: string;
  /** What is carried instead of a bundle, from the project, and its name for each job and attempt. */
  parcel?: { folders: readonly string[]; nameOf: (job: string, attempt: number) => string };
  context: ActionsContext;
  artifacts: ArtifactStore;
  /** planLock of src/terraform/plan-lock.ts. */
  lock: PlanLock | undefined;
}

/** Saves the bundle for the next job. The digest has to travel to it by itself, as an output of the job: it is what is believed there. */
export async function saveBundle({ project, change, parcel = bundleOf(change), context, artifacts, lock }: Bundle): Promise<{ artifact: string; digest: string }> {
  const artifact = parcel.nameOf(context.job, context.run.attempt);
  return await inFolder(async (folder) => {
    const files = await pack({ project, change, folders: parcel.folders, origin: originOf(context), into: folder, lock });
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
  const { project, change, parcel = bundleOf(change), context, artifacts, lock, job } = loading;
  const found = await findArtifact({ ...loading, nameOf: (attempt) => parcel.nameOf(job, attempt) });
  await inFolder(async (folder) => {
    const whole = await transfer(`the artifact ${found.name} could not be loaded`, () => artifacts.download(found.id, folder, loading.digest));
    if (!whole) throw new Halt({ problem: `the artifact ${found.name} is not the one that job ${job} saved: its bytes are others`, next: 'start the run again from its first job' });
    await unpack({ from: folder, project, change, folders: parcel.folders, expected: { ...originOf(context), job }, lock });
  });
  return { artifact: found.name, digest: loading.digest };
}

function bundleOf(change: string): NonNullable<Bundle['parcel']> {
  return { folders: bundleFolders(change), nameOf: (job, attempt) => artifactName(change, job, attempt) };
}

function originOf({ repository, run, sha, workflow, job }: ActionsContext): Origin {
  return { repository: repository.id, run: run.id, attempt: run.attempt, sha, workflow: workflow.ref, job };
}

export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-bundle-'));
  try {
    return await work(folder);
  } finally {
    // Plans may lie in it.
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What went wrong on the way of an artifact is a failure of the job, which can be run again. */
export async function transfer<T>(problem: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new StepFailure({ problem, found: error instanceof Error ? error.message.slice(0, 300) : String(error), next: 'run the job again: a new attempt saves under a new name' });
  }
}
