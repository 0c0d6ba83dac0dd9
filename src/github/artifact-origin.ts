import { z } from 'zod';
import { sha256 } from '../digest.ts';
import type { ActionsContext } from './context.ts';
import { pullRequestEvent } from './payload.ts';

/** The part of an artifact that says where it was made. https://docs.github.com/en/rest/actions/artifacts */
export const artifactSchema = z.object({
  id: z.int(),
  name: z.string(),
  size_in_bytes: z.int().optional(),
  expired: z.boolean(),
  /** `sha256:…` over the zip, as GitHub received it. */
  digest: z.string().nullish(),
  workflow_run: z.object({ id: z.int(), repository_id: z.int(), head_repository_id: z.int(), head_sha: z.string() }).nullish(),
});
export type ArtifactFacts = z.infer<typeof artifactSchema>;

/** The part of a run that says what ran. https://docs.github.com/en/rest/actions/workflow-runs */
export const runSchema = z.object({
  id: z.int(),
  /** `.github/workflows/change.yml`, with `@ref` where the workflow is another repository's. */
  path: z.string(),
  head_sha: z.string(),
  event: z.string(),
  run_attempt: z.int().optional(),
  repository: z.object({ id: z.int() }),
});
export type RunFacts = z.infer<typeof runSchema>;

/** What an artifact must come from. */
export interface ExpectedOrigin {
  repository: number;
  /** Where its commit lies: for a pull request of a fork, the fork. Undefined when that is gone, and then nothing is believed. */
  headRepository: number | undefined;
  run: number;
  sha: string;
  /** Path of the workflow in the repository. */
  workflow: string;
}

/** The run that is going on. Of a pull request GitHub notes the head of its branch, and not the trial merge that the job has as its commit. */
export function thisRun(context: Pick<ActionsContext, 'repository' | 'run' | 'sha' | 'workflow' | 'event'>): ExpectedOrigin {
  const { repository, run, sha, workflow } = context;
  const made = { repository: repository.id, run: run.id, workflow: pathOf(workflow.ref) };
  if (context.event.name !== 'pull_request') return { ...made, headRepository: repository.id, sha };
  const { head } = pullRequestEvent(context).pull_request;
  return { ...made, headRepository: head.repo?.id, sha: head.sha };
}

/** `owner/name/.github/workflows/change.yml@refs/heads/main` → `.github/workflows/change.yml`. */
function pathOf(ref: string): string {
  return ref.replace(/@.*$/, '').split('/').slice(2).join('/');
}

/** Why an artifact is not of that run, its commit and its workflow; empty when it is. What GitHub does not say is a reason. */
export function foreignBecause(artifact: ArtifactFacts, run: RunFacts, expected: ExpectedOrigin): string[] {
  const made = artifact.workflow_run ?? undefined;
  const facts: [what: string, found: string | number | undefined, allowed: string | number | undefined][] = [
    ['run', made?.id, expected.run],
    ['repository', made?.repository_id, expected.repository],
    ['repository of the commit', made?.head_repository_id, expected.headRepository],
    ['commit', made?.head_sha, expected.sha],
    ['run that GitHub has', run.id, expected.run],
    ['repository of that run', run.repository.id, expected.repository],
    ['commit of that run', run.head_sha, expected.sha],
    ['workflow', run.path.replace(/@.*$/, ''), expected.workflow],
  ];
  return [
    ...(artifact.expired ? ['it has expired'] : []),
    ...facts.flatMap(([what, found, allowed]) => (found === allowed && found !== undefined ? [] : [`its ${what} is ${found ?? 'not known'}, not ${allowed ?? 'known'}`])),
  ];
}

/** Name of the artifact that carries the report of a check: a run may check several folders. */
export function reportName(directory: string, job: string, attempt: number): string {
  return `cutover-report-${sha256(directory).slice(0, 12)}-${job}-${attempt}`;
}

/** The same for the stacks of one environment. */
export function stacksName(directory: string, environment: string, job: string, attempt: number): string {
  return `cutover-stacks-${environment}-${sha256(directory).slice(0, 12)}-${job}-${attempt}`;
}

/** Name of the artifact that a job saves: one a job and attempt, since artifacts cannot be replaced. */
export function artifactName(change: string, job: string, attempt: number): string {
  return `cutover-${change}-${job}-${attempt}`;
}
