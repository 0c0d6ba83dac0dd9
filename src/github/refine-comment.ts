import { z } from 'zod';
import { code } from '../documents/markdown.ts';
import { artifactSchema, runSchema, type ArtifactFacts } from './artifact-origin.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { CHECK_ARTIFACT, loadCheckRecords, type CheckRecords } from './check-records.ts';
import type { GitHub } from './client.ts';
import { upsertComment } from './comment/upsert-comment.ts';
import type { ActionsContext } from './context.ts';
import { payloadOf } from './payload.ts';
import { componentsIn, refineAnswer, usage } from './refine-answer.ts';
import { parseRefineCommand, type RefineCommand } from './refine-command.ts';
import { NotFound } from './refusals.ts';

/** `not for us`: nothing was asked of GitHub but, for `not allowed`, what the commenter may do. Neither leaves a trace. */
export type RefineOutcome = 'not for us' | 'not allowed' | 'answered' | 'explained' | 'older';

const eventSchema = z.object({
  action: z.string(),
  comment: z.object({ body: z.string(), user: z.object({ login: z.string(), type: z.string() }).nullable() }),
  issue: z.object({ number: z.int().positive(), state: z.string(), pull_request: z.object({}).nullish() }),
  repository: z.object({ id: z.int() }),
});

/** Far more than the records of a check; whoever opens a pull request decides what its job saves. */
const MOST_BYTES = 20_000_000;

export interface RefineCall {
  github: GitHub;
  context: ActionsContext;
  artifacts: Pick<ArtifactStore, 'downloadFrom'>;
  /** The login that this token's comments have, where it is not that of a job. */
  author?: string;
}

/**
 * Answers `/cutover refine <component> <1-8>` in a comment of its own, written anew when it is asked again. The event has the
 * rights of the base branch, so: who may not write to the repository is not answered at all, nothing of the pull request is
 * checked out or run, and what its check recorded is read as data.
 */
export async function answerRefineComment(call: RefineCall): Promise<RefineOutcome> {
  const { action, comment, issue } = payloadOf(call.context, ['issue_comment'], eventSchema);
  const command = parseRefineCommand(comment.body);
  if (action !== 'created' || (issue.pull_request ?? undefined) === undefined || issue.state !== 'open' || command.kind === 'none' || comment.user?.type !== 'User') return 'not for us';
  if (!(await mayWrite(call, comment.user.login))) return 'not allowed';
  const { data } = await call.github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...repo(call), pull_number: issue.number });
  const head = data.head.sha;
  const { kind, name, body } = await replyTo(call, command, head);
  const outcome = await upsertComment(call.github, {
    repository: call.context.repository,
    pullRequest: issue.number,
    marker: { project: `refine ${name}`, head, run: call.context.run },
    body,
    ...(call.author === undefined ? {} : { author: call.author }),
  });
  return outcome === 'older' ? 'older' : kind;
}

function repo({ context: { repository: { owner, name } } }: RefineCall): { owner: string; repo: string } {
  return { owner, repo: name };
}

/** GitHub says `write` for maintain too, and `read` for triage. Whoever it does not know may nothing. */
async function mayWrite(call: RefineCall, username: string): Promise<boolean> {
  try {
    const { data } = await call.github.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', { ...repo(call), username });
    return data.permission === 'admin' || data.permission === 'write';
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}

interface Reply {
  kind: 'answered' | 'explained';
  /** What the comment is known by. */
  name: string;
  body: string;
}

async function replyTo(call: RefineCall, command: Exclude<RefineCommand, { kind: 'none' }>, head: string): Promise<Reply> {
  const explained = (problem: string, allowed = ''): Reply => ({ kind: 'explained', name: 'usage', body: usage(problem, allowed) });
  if (command.kind === 'wrong') return explained(command.problem);
  const kept = await lastChecks(call, head);
  if (kept.length === 0) return explained('There is no check of the newest commit to answer from: it may still be running');
  const { component, option } = command;
  const its = kept.filter(({ records }) => componentsIn(records).includes(component));
  if (its.length === 0) return explained('There is no such component', `Components: ${kept.flatMap(({ records }) => componentsIn(records)).slice(0, 100).map(code).join(', ')}.`);
  return { kind: 'answered', name: `${component} ${option}`, body: its.map(({ records, link }) => refineAnswer(records, component, option, link)).join('\n') };
}

/** What the checks of that commit recorded last, one for each project. */
async function lastChecks(call: RefineCall, head: string): Promise<{ records: CheckRecords; link: string }[]> {
  const { github, context, artifacts } = call;
  const { serverUrl, repository } = context;
  const found = await github.paginate('GET /repos/{owner}/{repo}/actions/runs', { ...repo(call), head_sha: head, event: 'pull_request', per_page: 100 });
  const runs = z.array(runSchema).parse(found).filter((run) => run.repository.id === repository.id && run.head_sha === head && run.event === 'pull_request');
  const checks = new Map<string, { records: CheckRecords; link: string }>();
  // GitHub lists the newest run first, and in a run the newest attempt counts.
  for (const { id } of runs) {
    for (const { artifact, project } of await artifactsOf(call, id, head)) {
      if (checks.has(project)) continue;
      const digest = artifact.digest?.replace(/^sha256:/, '');
      const records = digest === undefined ? undefined : await loadCheckRecords((folder) => artifacts.downloadFrom({ id: artifact.id, run: id, folder, digest }));
      if (records?.head === head && records.project === project) checks.set(project, { records, link: `${serverUrl}/${repository.owner}/${repository.name}/actions/runs/${id}` });
    }
  }
  return [...checks.values()];
}

async function artifactsOf(call: RefineCall, run: number, head: string): Promise<{ artifact: ArtifactFacts; project: string }[]> {
  const listed = await call.github.paginate('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', { ...repo(call), run_id: run, per_page: 100 });
  const named = z.array(artifactSchema).parse(listed).flatMap((artifact) => {
    const { project = '', attempt = '' } = CHECK_ARTIFACT.exec(artifact.name)?.groups ?? {};
    const its = artifact.workflow_run;
    return project === '' || artifact.expired || (artifact.size_in_bytes ?? 0) > MOST_BYTES || its?.id !== run || its.head_sha !== head || its.repository_id !== call.context.repository.id ? [] : [{ artifact, project, attempt: Number(attempt) }];
  });
  return named.sort((a, b) => b.attempt - a.attempt);
}
