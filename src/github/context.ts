import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { printable } from '../escape.ts';
import type { JsonObject } from '../json.ts';

/** What GitHub tells a job about itself: https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
export interface ActionsContext {
  /** `https://api.github.com`, without a slash at its end. */
  apiUrl: string;
  /** `https://github.com`, without a slash at its end. */
  serverUrl: string;
  repository: { owner: string; name: string; id: number };
  /** A re-run has the same id and number, and the next attempt. */
  run: { id: number; attempt: number; number: number };
  /** `owner/name/.github/workflows/deliver.yml@refs/heads/main`, and the commit of that file: the caller's, not a reusable workflow's. */
  workflow: { ref: string; sha: string };
  /** Id of the job in its workflow. */
  job: string;
  event: { name: string; payload: JsonObject };
  /** The commit that the run is for. Of a pull request's event it is the trial merge, which nobody has reviewed. */
  sha: string;
  /** `refs/heads/main`, `refs/pull/7/merge`. */
  ref: string;
  /** Login of who caused the event. */
  actor: string;
  /** Login of who started this attempt: another than `actor` where somebody re-ran it. */
  triggeringActor: string;
  /** Folder of the checkout, absolute. */
  workspace: string;
}

/** In clear only on this machine, for tests: the token goes there. */
function isSafeAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname));
}

const address = z.string().refine(isSafeAddress, 'an https address, such as https://api.github.com').transform((text) => text.replace(/\/+$/, ''));
const commit = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'a commit, 40 hexadecimal digits');
const count = z.string().regex(/^[1-9]\d{0,14}$/, 'a whole number from 1 on').transform(Number);
/** Of people, and of bots such as `dependabot[bot]`. */
const login = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98})(?:\[bot\])?$/, 'a login of GitHub');
const text = (allowed: string): z.ZodString => z.string(allowed).min(1, allowed);

const variablesSchema = z.object({
  GITHUB_API_URL: address,
  GITHUB_SERVER_URL: address,
  GITHUB_REPOSITORY: z.string().regex(/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/, 'owner/name'),
  GITHUB_REPOSITORY_ID: count,
  GITHUB_RUN_ID: count,
  GITHUB_RUN_ATTEMPT: count,
  GITHUB_RUN_NUMBER: count,
  GITHUB_WORKFLOW_REF: text('owner/name/.github/workflows/file@ref'),
  GITHUB_WORKFLOW_SHA: commit,
  GITHUB_JOB: text('the id of a job'),
  GITHUB_EVENT_NAME: text('the name of an event, such as workflow_dispatch'),
  GITHUB_EVENT_PATH: text('the path of a file'),
  GITHUB_SHA: commit,
  GITHUB_REF: text('a full ref, such as refs/heads/main'),
  GITHUB_ACTOR: login,
  GITHUB_TRIGGERING_ACTOR: login,
  GITHUB_WORKSPACE: text('the path of a folder'),
});

/**
 * Reads GitHub's variables and the payload of the event. Throws UserError with the variable, what was found in it and what
 * is allowed; outside of GitHub Actions the first variable is missing already.
 */
export function actionsContext(env: NodeJS.ProcessEnv): ActionsContext {
  const parsed = variablesSchema.safeParse(env);
  if (!parsed.success) throw complaintAbout(parsed.error.issues[0], env);
  const variables = parsed.data;
  const [owner = '', name = ''] = variables.GITHUB_REPOSITORY.split('/');
  return {
    apiUrl: variables.GITHUB_API_URL,
    serverUrl: variables.GITHUB_SERVER_URL,
    repository: { owner, name, id: variables.GITHUB_REPOSITORY_ID },
    run: { id: variables.GITHUB_RUN_ID, attempt: variables.GITHUB_RUN_ATTEMPT, number: variables.GITHUB_RUN_NUMBER },
    workflow: { ref: variables.GITHUB_WORKFLOW_REF, sha: variables.GITHUB_WORKFLOW_SHA },
    job: variables.GITHUB_JOB,
    event: { name: variables.GITHUB_EVENT_NAME, payload: readPayload(variables.GITHUB_EVENT_PATH) },
    sha: variables.GITHUB_SHA,
    ref: variables.GITHUB_REF,
    actor: variables.GITHUB_ACTOR,
    triggeringActor: variables.GITHUB_TRIGGERING_ACTOR,
    workspace: variables.GITHUB_WORKSPACE,
  };
}

function complaintAbout(issue: z.core.$ZodIssue | undefined, env: NodeJS.ProcessEnv): UserError {
  const field = String(issue?.path[0] ?? 'GITHUB_ACTIONS');
  const found = env[field];
  return new UserError({
    field,
    problem: found === undefined || found === '' ? 'this variable of GitHub Actions is not set' : 'this is not what GitHub Actions sets',
    ...(found === undefined || found === '' ? {} : { found: printable(found).slice(0, 120) }),
    ...(issue === undefined ? {} : { allowed: printable(issue.message) }),
    next: 'run it as a step of a workflow; elsewhere use the command line (cutover --help)',
  });
}

function readPayload(path: string): JsonObject {
  const refuse = (problem: string): UserError => new UserError({ field: 'GITHUB_EVENT_PATH', problem, found: printable(path).slice(0, 200), allowed: 'a file with the JSON object of the event' });
  let payload: unknown;
  try {
    payload = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw refuse(error instanceof SyntaxError ? 'the payload of the event is not JSON' : 'the payload of the event cannot be read');
  }
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) throw refuse('the payload of the event is not an object');
  return payload as JsonObject;
}
