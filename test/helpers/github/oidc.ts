import { createPublicKey, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import type { Answer } from './route.ts';
import type { State } from './state/state.ts';

/** The bearer token that a job with `id-token: write` is given to ask for its identity. */
export const requestToken = 'oidc-request-token';

let key: KeyObject | undefined;
/** One key for the process; making it takes a tenth of a second. */
const privateKey = (): KeyObject => (key ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The claims GitHub documents, about the newest run of the first repository; `state.oidc` overrides them. */
function claims(state: State, issuer: string, audience: string): Record<string, unknown> {
  const repository = Object.values(state.repositories)[0];
  const run = repository?.runs.at(-1);
  const name = `${repository?.owner}/${repository?.name}`;
  const branch = run?.headBranch ?? repository?.defaultBranch ?? 'main';
  const sha = run?.headSha ?? repository?.branches[branch];
  const now = Math.floor(Date.now() / 1000);
  const actor = run?.actor ?? 'ann';
  return {
    iss: issuer, aud: audience, sub: `repo:${name}:ref:refs/heads/${branch}`, jti: randomUUID(), iat: now, nbf: now - 300, exp: now + 300,
    repository: name, repository_id: String(repository?.id), repository_owner: repository?.owner, repository_owner_id: String(state.users[repository?.owner ?? '']?.id),
    repository_visibility: repository?.private === true ? 'private' : 'public', ref: `refs/heads/${branch}`, ref_type: 'branch', ref_protected: 'true', sha,
    actor, actor_id: String(state.users[actor]?.id), event_name: run?.event ?? 'workflow_dispatch', run_id: String(run?.id ?? 1), run_number: String(run?.number ?? 1), run_attempt: String(run?.attempt ?? 1),
    workflow: run?.name ?? 'Deliver', workflow_ref: `${name}/${run?.path ?? '.github/workflows/change-deliver.yml'}@refs/heads/${branch}`, workflow_sha: sha,
    job_workflow_ref: `${name}/${run?.path ?? '.github/workflows/change-deliver.yml'}@refs/heads/${branch}`, job_workflow_sha: sha, runner_environment: 'github-hosted',
    ...state.oidc,
  };
}

/** The token endpoint of Actions, and what a verifier reads. undefined: another path. */
export function oidc(state: State, base: string, path: string, query: URLSearchParams, authorization: string | undefined): Answer | undefined {
  const issuer = `${base}/_oidc`;
  switch (path) {
    case '/_oidc/token': {
      if (authorization?.replace(/^bearer /i, '') !== requestToken) return { status: 401, body: { message: 'Bad credentials' } };
      const repository = Object.values(state.repositories)[0];
      const head = `${part({ typ: 'JWT', alg: 'RS256', kid: 'fake' })}.${part(claims(state, issuer, query.get('audience') ?? `https://github.com/${repository?.owner}`))}`;
      return { status: 200, body: { count: 1, value: `${head}.${sign('sha256', Buffer.from(head), privateKey()).toString('base64url')}` } };
    }
    case '/_oidc/.well-known/openid-configuration':
      return { status: 200, body: { issuer, jwks_uri: `${issuer}/.well-known/jwks`, id_token_signing_alg_values_supported: ['RS256'], subject_types_supported: ['public', 'pairwise'], response_types_supported: ['id_token'] } };
    case '/_oidc/.well-known/jwks':
      return { status: 200, body: { keys: [{ ...createPublicKey(privateKey()).export({ format: 'jwk' }), kid: 'fake', use: 'sig', alg: 'RS256' }] } };
    default:
      return undefined;
  }
}
