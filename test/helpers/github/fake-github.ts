/**
 * A GitHub for tests: a server on a free loopback port whose state is plain objects, and whose every request and answer is checked
 * against GitHub's published OpenAPI description.
 *
 *     const github = await startFakeGitHub();
 *     const pull = aPullRequest(github.state, github.repository, { files: { 'stacks/storage.ts': '…' } });
 *     aReview(github.state, pull, { user: 'carol' });
 *     … run the code under test with github.url and github.token …
 *     expect(github.count('POST /repos/{owner}/{repo}/issues/{issue_number}/comments')).toBe(1);
 *     expect(github.repository.comments[0]?.body).toContain('…');
 *     await github.close();                       // fails when anything did not fit the description
 *
 * - Lists come in pages of 2 with `Link` headers, whatever `per_page` says; `pageSize: 100` is as GitHub has it, for counting requests.
 * - A token that `state.tokens` does not have gets 401. What a token may do is `github.permissions`: `delete github.permissions.checks` and the
 *   next request that needs it gets 403 with `x-accepted-github-permissions`.
 * - `github.trouble.push({ kind: 'drop-answer', route: 'POST …' })`: what can go wrong is in `trouble.ts`. Identity and artifacts have trouble only by
 *   name: `route: 'GET /_oidc/token'`, `'PUT /_blob'`, `'POST /twirp'`, `'GET /_download'`.
 * - A request or an answer that does not fit is answered 500 with route and field, and kept in `github.mismatches`. A test that wants
 *   one takes it out with `github.takeMismatches()`.
 * - Fields of an answer that the state knows nothing about carry a neutral value: null, '', 0, `unmodelled`.
 * - What a job is given: `jobEnv(github, { event: pullRequestEvent(github, pull), folder })` (`job.ts`, `events.ts`).
 * - `merge`, `commitTo`, `trialMerge` (`git.ts`) do to the repository what people and GitHub do.
 * - GitHub's own identity tokens: `github.env` has the two ACTIONS_ID_TOKEN_ variables; `state.oidc` overrides claims.
 * - Artifacts: `@actions/artifact` uploads to the fake and downloads from it with what `jobEnv` sets; `results.ts`.
 * - For another process: `control.ts`, and `main.ts`, which serves until its input ends.
 *
 * Not modelled: what a token without a permission may still read of a public repository (it gets 403), conditional requests, and line diffs.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aState } from './builders.ts';
import { requestToken } from './oidc.ts';
import { answer, type Mismatch, type RequestLog, type World } from './server.ts';
import type { Repository } from './state/repository.ts';
import type { State, Token } from './state/state.ts';
import type { Trouble } from './trouble.ts';

export interface FakeGitHub {
  /** `http://127.0.0.1:…`, without a slash at its end: GITHUB_API_URL. */
  url: string;
  /** The job's token, with `permissions`. */
  token: string;
  state: State;
  /** The first repository of the state: `acme/shop`. */
  repository: Repository;
  /** The job token's. */
  permissions: Token['permissions'];
  /** Of every request so far, oldest first; those for identity tokens, downloads and control are not among them. */
  requests: RequestLog[];
  mismatches: Mismatch[];
  trouble: Trouble[];
  /** What Actions would set for a job of this repository. */
  env: Record<string, string>;
  /** How many requests there were, or how many to one route, `GET /repos/{owner}/{repo}/pulls`. */
  count: (route?: string) => number;
  /** The mismatches so far, which are forgotten. */
  takeMismatches: () => Mismatch[];
  /** Stops the server; throws when something did not fit the description. */
  close: () => Promise<void>;
}

export interface FakeOptions {
  state?: State;
  /** Items a page at most: 2. */
  pageSize?: number;
}

export async function startFakeGitHub({ state = aState(), pageSize = 2 }: FakeOptions = {}): Promise<FakeGitHub> {
  const world: World = { state, url: '', requests: [], mismatches: [], trouble: [], uploads: new Map(), pageSize };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answer(world, request, response, Buffer.concat(chunks)).catch((error: unknown) => {
        world.mismatches.push({ route: request.url ?? '', field: 'the fake itself', problem: String(error) });
        response.destroy();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = 'job-token';
  const first = (): Repository => {
    const repository = Object.values(state.repositories)[0];
    if (repository === undefined) throw new Error('the fake GitHub has no repository');
    return repository;
  };
  const takeMismatches = (): Mismatch[] => world.mismatches.splice(0);

  return {
    url: world.url,
    token,
    state,
    get repository() {
      return first();
    },
    get permissions() {
      return (state.tokens[token] ??= { login: 'github-actions[bot]', permissions: {} }).permissions;
    },
    requests: world.requests,
    mismatches: world.mismatches,
    trouble: world.trouble,
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: world.url,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: `${first().owner}/${first().name}`,
      GITHUB_REPOSITORY_ID: String(first().id),
      ACTIONS_RESULTS_URL: `${world.url}/`,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${world.url}/_oidc/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
    },
    count: (route) => world.requests.filter((one) => route === undefined || one.route === route).length,
    takeMismatches,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      const left = takeMismatches();
      if (left.length > 0) throw new Error(`not as GitHub describes it:\n${left.map(({ route, field, problem }) => `  ${route}: ${field}: ${problem}`).join('\n')}`);
    },
  };
}
