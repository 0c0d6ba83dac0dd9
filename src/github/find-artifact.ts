import { z } from 'zod';
import { Halt } from '../errors.ts';
import { digestSchema } from '../evidence/record.ts';
import { artifactSchema, foreignBecause, runSchema, thisRun, type ArtifactFacts } from './artifact-origin.ts';
import type { GitHub } from './client.ts';
import type { ActionsContext } from './context.ts';

export interface Wanted {
  github: GitHub;
  context: ActionsContext;
  /** The job that saved it, as the workflow names it. */
  job: string;
  /** SHA-256 that the job told; it is what is believed. */
  digest: string;
  /** The name that an attempt of that job has saved it under. */
  nameOf: (attempt: number) => string;
}

const listedSchema = z.array(artifactSchema);
const NEXT = 'start the run again from its first job';

/**
 * The artifact that a job of this run saved, of this attempt or, where that job was not run again, an earlier one. Throws Halt for one
 * with another digest, and for one of another run, commit, workflow or repository. Needs `actions: read`.
 */
export async function findArtifact({ github, context, job, digest, nameOf }: Wanted): Promise<ArtifactFacts> {
  if (!digestSchema.safeParse(digest).success) throw new Halt({ field: 'digest', problem: 'it is not known which artifact is meant', found: JSON.stringify(digest.slice(0, 80)), allowed: `the output digest of the job ${job}` });
  const at = { owner: context.repository.owner, repo: context.repository.name, run_id: context.run.id };
  const listed = listedSchema.parse(await github.paginate('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', { ...at, per_page: 100 }));
  const names = Array.from({ length: context.run.attempt }, (_, index) => nameOf(index + 1));
  const named = listed.filter(({ name }) => names.includes(name));
  const [artifact, second] = named.filter((one) => one.digest === `sha256:${digest}`);
  if (artifact === undefined || second !== undefined) {
    throw new Halt({
      problem: artifact === undefined ? `this run has no artifact of job ${job} with that digest` : `this run has more than one artifact of job ${job} with that digest`,
      found: named.length === 0 ? `no artifact named ${names.join(' or ')}` : named.map((one) => `${one.name} (${one.digest ?? 'no digest'})`).join(', '),
      allowed: `sha256:${digest}`,
      next: NEXT,
    });
  }
  const { data } = await github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', at);
  const because = foreignBecause(artifact, runSchema.parse(data), thisRun(context));
  if (because.length > 0) throw new Halt({ problem: `the artifact ${artifact.name} is not of this run: ${because.join('; ')}`, next: NEXT });
  return artifact;
}
