import { copyFileSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { Halt } from '../errors.ts';
import { inFolder, transfer } from './artifacts.ts';
import { reportName } from './artifact-origin.ts';
import type { ArtifactStore } from './artifact-store.ts';
import type { GitHub } from './client.ts';
import type { ActionsContext } from './context.ts';
import { findArtifact } from './find-artifact.ts';
import { MOST_REPORT_BYTES } from './kept-report.ts';

/** The report in its artifact. */
const FILE = 'report.json';
/** Zipped. */
const MOST_ARTIFACT_BYTES = MOST_REPORT_BYTES / 2;

export interface SavingReport {
  /** As `writeReport` wrote it. */
  file: string;
  /** The folder that was checked, as the workflow names it. */
  directory: string;
  context: ActionsContext;
  artifacts: Pick<ArtifactStore, 'upload'>;
}

/** Saves the report of a check for the job that shows it. The digest has to travel to it by itself, as an output of the job. */
export async function saveReport({ file, directory, context, artifacts }: SavingReport): Promise<{ artifact: string; digest: string }> {
  const artifact = reportName(directory, context.job, context.run.attempt);
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw new Halt({ field: 'with: report', problem: 'there is no report of a check', found: file, next: 'look at the step that checked' });
  return await inFolder(async (folder) => {
    const copy = join(folder, FILE);
    copyFileSync(file, copy);
    const { digest } = await transfer(`the artifact ${artifact} could not be saved`, () => artifacts.upload(artifact, [copy], folder));
    return { artifact, digest };
  });
}

export interface LoadingReport {
  directory: string;
  context: ActionsContext;
  artifacts: Pick<ArtifactStore, 'download'>;
  github: GitHub;
  /** The job that saved it, and the digest that it told. */
  job: string;
  digest: string;
  /** An empty folder. */
  into: string;
}

/** Brings the report that a job of this run saved, of this commit and workflow, and returns its path. What it says is not believed yet: `readReport`. Throws Halt. */
export async function loadReport({ directory, context, artifacts, github, job, digest, into }: LoadingReport): Promise<string> {
  const found = await findArtifact({ github, context, job, digest, nameOf: (attempt) => reportName(directory, job, attempt) });
  if ((found.size_in_bytes ?? 0) > MOST_ARTIFACT_BYTES) throw new Halt({ problem: `the artifact ${found.name} is too large for a report`, found: `${String(found.size_in_bytes)} bytes`, allowed: `at most ${MOST_ARTIFACT_BYTES}` });
  const whole = await transfer(`the artifact ${found.name} could not be loaded`, () => artifacts.download(found.id, into, digest));
  if (!whole) throw new Halt({ problem: `the artifact ${found.name} is not the one that job ${job} saved: its bytes are others`, next: 'start the run again from its first job' });
  return join(into, FILE);
}
