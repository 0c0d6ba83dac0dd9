import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aRun } from './builders.ts';
import type { Event } from './events.ts';
import type { FakeGitHub } from './fake-github.ts';
import { trialMerge } from './git.ts';
import { runtimeToken } from './results.ts';
import type { WorkflowRun } from './state/actions.ts';

export interface JobOptions {
  event: Event;
  /** An empty folder: for the payload, and the workspace. */
  folder: string;
  /** Id of the job: `build`. */
  job?: string;
  /** The run it belongs to; a new one for the event when there is none. */
  run?: WorkflowRun;
}

/** What GitHub sets for one job of a run: https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
export function jobEnv(github: FakeGitHub, { event, folder, job = 'build', run = runOf(github, event) }: JobOptions): Record<string, string> {
  const { repository, state } = github;
  const payload = join(folder, 'event.json');
  writeFileSync(payload, JSON.stringify(event.payload));
  const full = `${repository.owner}/${repository.name}`;
  const ref = event.pull === undefined ? `refs/heads/${run.headBranch}` : `refs/pull/${event.pull.number}/merge`;
  const sha = event.pull === undefined ? run.headSha : trialMerge(state, repository, event.pull).sha;
  return {
    ...github.env,
    ACTIONS_RUNTIME_TOKEN: runtimeToken(run.id, job),
    GITHUB_RUN_ID: String(run.id),
    GITHUB_RUN_NUMBER: String(run.number),
    GITHUB_RUN_ATTEMPT: String(run.attempt),
    GITHUB_WORKFLOW: run.name,
    GITHUB_WORKFLOW_REF: `${full}/${run.path}@${ref}`,
    GITHUB_WORKFLOW_SHA: sha,
    GITHUB_JOB: job,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: payload,
    GITHUB_SHA: sha,
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace(/^refs\/(heads|pull)\//, ''),
    ...(event.pull === undefined ? {} : { GITHUB_HEAD_REF: event.pull.head.ref, GITHUB_BASE_REF: event.pull.base.ref }),
    GITHUB_ACTOR: run.actor,
    GITHUB_TRIGGERING_ACTOR: run.triggeringActor,
    GITHUB_WORKSPACE: folder,
    RUNNER_TEMP: folder,
  };
}

const runOf = (github: FakeGitHub, { name, actor, pull }: Event): WorkflowRun =>
  aRun(github.state, github.repository, {
    event: name,
    actor,
    triggeringActor: actor,
    ...(pull === undefined ? {} : { path: '.github/workflows/change-check.yml', name: 'Check', headBranch: pull.head.ref, headSha: pull.head.sha }),
  });
