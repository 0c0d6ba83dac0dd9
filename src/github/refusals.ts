import { Halt, Indeterminate, StepFailure, UserError } from '../errors.ts';
import { printable } from '../escape.ts';

/** A request that GitHub did not answer as asked. Holds no header of the request, so no token. */
export interface Refusal {
  /** `GET /repos/octo/shop/pulls/7`. */
  request: string;
  /** Undefined when there was no answer at all. */
  status: number | undefined;
  /** GitHub's own words, or those of the network. */
  message: string;
  /** Of the answer, names in lower case. */
  headers: Record<string, string | number | undefined>;
  /** Whether the run was interrupted meanwhile. */
  interrupted: boolean;
}

/** There is no such thing, or the token may not see it: GitHub does not tell the two apart. */
export class NotFound extends Halt {}

/**
 * What a refusal is to the caller: a token that may not is a mistake in the workflow and names the permission; an answer that
 * did not come is a HALT, since nothing is known then; a request that GitHub rejects is a failure.
 * https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function errorOf(refusal: Refusal): UserError | Halt | StepFailure | Indeterminate {
  const { request, status, headers, interrupted } = refusal;
  const message = printable(refusal.message).slice(0, 300);
  if (interrupted) return new Indeterminate({ problem: `interrupted while GitHub was asked: ${request}`, next: 'run it again' });
  if (status === undefined || status >= 500) return new Halt({ problem: `GitHub did not answer: ${request}`, found: status === undefined ? message : `HTTP ${status}`, next: 'run it again when GitHub answers (https://www.githubstatus.com)' });
  if (status === 401) return new UserError({ field: 'token', problem: `GitHub does not know the token, or it has expired: ${request}`, found: message, allowed: 'the token of the job, ${{ github.token }}' });
  if (isRateLimit(refusal)) return new Halt({ problem: `GitHub takes no more requests for now: ${request}`, found: message, allowed: again(headers), next: 'run it again then' });
  const permissions = permissionsIn(headers['x-accepted-github-permissions']);
  if (status === 403) {
    return new UserError({ field: 'token', problem: `the token may not do this: ${request}`, found: message, ...(permissions === undefined ? {} : { allowed: permissions }), next: `give the job ${permissions ?? 'the permission that GitHub asks for'} in the workflow` });
  }
  // A commit that is not there is the one thing that GitHub has another status for.
  if (status === 404 || status === 410 || (status === 422 && /^no commit found/i.test(message))) return new NotFound({ problem: `GitHub has no such thing, or the token may not see it: ${request}`, ...(permissions === undefined ? {} : { allowed: `${permissions} in the workflow, for the token to see it` }) });
  return new StepFailure({ problem: `GitHub refused: ${request}`, found: `HTTP ${status}: ${message}` });
}

function isRateLimit({ status, message, headers }: Refusal): boolean {
  return status === 429 || (status === 403 && (String(headers['x-ratelimit-remaining']) === '0' || headers['retry-after'] !== undefined || /rate limit/i.test(message)));
}

function again(headers: Refusal['headers']): string {
  const after = headers['retry-after'];
  if (after !== undefined) return `again after ${String(after)} s`;
  const reset = new Date(Number(headers['x-ratelimit-reset']) * 1000);
  return Number.isNaN(reset.getTime()) ? 'later' : `again from ${reset.toISOString()}`;
}

/**
 * `pull_requests=read,contents=read; issues=read` → `permissions: pull-requests: read, contents: read, or issues: read`, as a
 * workflow spells them. A comma means and, a semicolon or.
 */
export function permissionsIn(header: string | number | undefined): string | undefined {
  const sets = String(header ?? '')
    .split(';')
    .map((set) => [...set.matchAll(/([a-z_]+)=([a-z]+)/g)].map(([, name = '', level = '']) => `${name.replaceAll('_', '-')}: ${level}`).join(', '))
    .filter((set) => set !== '');
  return sets.length === 0 ? undefined : `permissions: ${sets.join(', or ')}`;
}
