import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Halt, Indeterminate, UserError } from '../errors.ts';

/** Where a job with `id-token: write` asks for its identity, and the token to ask with: whoever has it can be the job. */
export interface IdTokenRequest {
  url: string;
  token: string;
}

const NAMES = ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'] as const;
const TIMEOUT_MS = 10_000;
const TRIES = 3;
/** A token of GitHub's has about two thousand characters. */
const MOST_CHARACTERS = 20_000;

/**
 * Takes the request out of the environment: what is started from now on does not inherit it. Undefined where the job has
 * none. (A child of the same user may still read what the process was started with; so jobs that run the change's own
 * code are not given the permission at all.)
 */
export function takeIdTokenRequest(env: NodeJS.ProcessEnv): IdTokenRequest | undefined {
  const [url, token] = NAMES.map((name) => env[name]);
  for (const name of NAMES) Reflect.deleteProperty(env, name);
  return url === undefined || url === '' || token === undefined || token === '' ? undefined : { url, token };
}

const answerSchema = z.object({ value: z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/).max(MOST_CHARACTERS) });

/**
 * The job's identity for one audience, a JWT signed by GitHub. It is masked before it is returned. Throws UserError when
 * the job has no permission, Halt when GitHub gives none.
 * https://docs.github.com/en/actions/reference/security/oidc
 */
export async function idToken({ request, audience, mask, signal, pause = 1000 }: { request: IdTokenRequest | undefined; audience: string; mask: (secret: string) => void; signal: AbortSignal; pause?: number }): Promise<string> {
  if (request === undefined) throw new UserError({ field: 'role', problem: 'this job may not ask GitHub who it is, so it cannot assume a role', next: 'give the job permissions: id-token: write' });
  mask(request.token);
  const url = addressOf(request.url, audience);
  for (let tried = 1; ; tried += 1) {
    const answer = await ask(url, request.token, signal);
    if (typeof answer === 'object') {
      mask(answer.token);
      return answer.token;
    }
    if (signal.aborted) throw new Indeterminate({ problem: 'interrupted while GitHub was asked who this job is', next: 'run it again' });
    if (tried === TRIES || /^HTTP 4/.test(answer)) throw new Halt({ field: 'role', problem: 'GitHub does not say who this job is', found: answer, allowed: 'a token for this job', next: 'give the job permissions: id-token: write; else run it again when GitHub answers' });
    await wait(pause * tried);
  }
}

/** In clear only on this machine, for tests. */
function addressOf(text: string, audience: string): URL {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && !(url.protocol === 'http:' && url.hostname === '127.0.0.1'))) throw new UserError({ field: NAMES[0], problem: 'this is not what GitHub Actions sets', allowed: 'an https address' });
  url.searchParams.set('audience', audience);
  return url;
}

/** The token, or why there is none. Nothing of the answer is shown: it could be the token in a form nobody expects. */
async function ask(url: URL, token: string, signal: AbortSignal): Promise<{ token: string } | string> {
  try {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}`, accept: 'application/json' }, redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    if (!response.ok) return `HTTP ${response.status}`;
    const parsed = answerSchema.safeParse(JSON.parse(await response.text()));
    return parsed.success ? { token: parsed.data.value } : 'an answer without a token';
  } catch (error) {
    return error instanceof SyntaxError ? 'an answer that is not JSON' : 'no answer';
  }
}
