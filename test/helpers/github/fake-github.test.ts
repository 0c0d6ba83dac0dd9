import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { gzipSync } from 'node:zlib';
import { createPublicKey, verify } from 'node:crypto';
import {
  aCheckRun, aComment, aDeployment, aDeploymentStatus, aForkPullRequest, anArtifact, anEnvironment, anIssue, aPullRequest, aReview, aRun, aRunApproval,
} from './builders.ts';
import { blobSha, commitTo } from './git.ts';
import { startFakeGitHub, type FakeGitHub } from './fake-github.ts';
import { routes } from './router.ts';

const Client = Octokit.plugin(paginateRest);
let github: FakeGitHub;
let client: InstanceType<typeof Client>;
const here = { owner: 'acme', repo: 'shop' };

beforeEach(async () => {
  github = await startFakeGitHub();
  client = new Client({ auth: github.token, baseUrl: github.url, log: { debug() {}, info() {}, warn() {}, error() {} } });
});
afterEach(() => github.close());

/** The status and message of a refused request. */
async function refusal(asked: Promise<unknown>): Promise<{ status: number; message: string; headers: Record<string, string> }> {
  try {
    await asked;
  } catch (error) {
    const { status, response } = error as { status: number; response: { data: { message: string }; headers: Record<string, string> } };
    return { status, message: response.data.message, headers: response.headers };
  }
  throw new Error('it was not refused');
}

describe('every route answers as GitHub describes it', () => {
  /** A repository with one of everything. */
  function everything(): { parameters: Record<string, unknown> } {
    const { state, repository } = github;
    const pull = aPullRequest(state, repository, { labels: ['change'], requestedReviewers: ['carol'] });
    const review = aReview(state, pull);
    aReview(state, pull, { user: null, state: 'DISMISSED', commit: null });
    aForkPullRequest(state, repository);
    const issue = anIssue(state, repository, { labels: ['drift'], assignees: ['ann'] });
    const comment = aComment(state, repository, pull.number, { user: 'github-actions[bot]' });
    const check = aCheckRun(state, repository, { title: 'fine', summary: 'all', annotations: [{ path: 'README.md', start_line: 1, end_line: 1, annotation_level: 'warning', message: 'look' }] });
    const run = aRun(state, repository, { referencedWorkflows: [{ path: 'acme/shop/.github/workflows/x.yml@main', sha: repository.branches.main ?? '' }] });
    anEnvironment(state, repository, { teams: ['platform'], waitTimer: 5 });
    anEnvironment(state, repository, { name: 'test', reviewers: [], branches: ['main'] });
    aRunApproval(run);
    const artifact = anArtifact(state, repository, run);
    const deployment = aDeployment(state, repository);
    aDeploymentStatus(state, deployment);
    repository.protection.main = { requiredApprovals: 1, dismissStale: true, codeOwners: false };
    repository.rules.main = [{ type: 'pull_request', parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: true, require_code_owner_review: false, require_last_push_approval: true, required_review_thread_resolution: false } }];
    repository.sarifs.push({ id: '1', commit: '', ref: '', sarif: {}, size: 1 });
    repository.tags.v1 = repository.branches.main ?? '';
    const tip = repository.commits[repository.branches.main ?? ''];
    state.tokens['job-token'] = { login: 'github-actions[bot]', permissions: { ...github.permissions, administration: 'read' } };
    return {
      parameters: {
        ...here, username: 'ann', branch: 'main', ref: 'heads/main', path: 'README.md', commit_sha: tip?.sha, tree_sha: tip?.sha, basehead: `main...${pull.head.ref}`, pull_number: pull.number,
        issue_number: issue.number, comment_id: comment.id, review_id: review.id, check_run_id: check.id, sarif_id: '1', environment_name: 'production', run_id: run.id, attempt_number: 1,
        artifact_id: artifact.id, archive_format: 'zip', deployment_id: deployment.id,
      },
    };
  }

  const reads = Object.keys(routes).filter((route) => route.startsWith('GET ') && route !== 'GET /user' && !route.includes('archive_format'));
  it.each(reads)('%s', async (route) => {
    const { parameters } = everything();
    if (route.includes('/comments') && route.includes('issue_number')) parameters.issue_number = parameters.pull_number;
    const url = route.replaceAll(/\{([^}]+)\}/g, (_all, name: string) => encodeURIComponent(String(parameters[name])));
    const { status } = await client.request(url);
    expect(status).toBe(200);
    expect(github.requests.map((one) => one.route)).toEqual([route]);
  });
});

describe('pull requests and reviews', () => {
  it('a pull request has its branch, its files and its commits', async () => {
    const pull = aPullRequest(github.state, github.repository, { files: { 'stacks/a.ts': 'a\n', 'README.md': null } });
    const at = { ...here, pull_number: pull.number };
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', at);
    expect({ title: data.title, head: data.head.sha, base: data.base.ref, who: data.user.login, files: data.changed_files }).toEqual({
      title: 'A change', head: pull.head.sha, base: 'main', who: 'ben', files: 2,
    });
    const files = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', at);
    expect(files.data.map(({ filename, status }) => [filename, status])).toEqual([['README.md', 'removed'], ['stacks/a.ts', 'added']]);
    const commits = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', at);
    expect(commits.data.map(({ sha, author }) => [sha, (author as { login: string }).login])).toEqual([[pull.head.sha, 'ben']]);
  });

  it('a push moves the head of the pull request, and leaves the reviews at the commit they looked at', async () => {
    const pull = aPullRequest(github.state, github.repository);
    const reviewed = aReview(github.state, pull).commit;
    const pushed = commitTo(github.state, github.repository, pull.head.ref, { files: { 'b.ts': 'b' }, author: 'mallory' });
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...here, pull_number: pull.number });
    expect(data.head.sha).toBe(pushed.sha);
    const reviews = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { ...here, pull_number: pull.number });
    expect(reviews.data.map((one) => one.commit_id)).toEqual([reviewed]);
  });

  it('a fork that was deleted leaves a pull request without a repository at its head, which the description does not say', async () => {
    const pull = aForkPullRequest(github.state, github.repository);
    delete github.state.repositories['mallory/shop'];
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...here, pull_number: pull.number });
    expect(data.head.repo).toBeNull();
  });

  it('nobody approves a pull request of their own', async () => {
    const pull = aPullRequest(github.state, github.repository, { user: 'github-actions[bot]' });
    const { status } = await refusal(client.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { ...here, pull_number: pull.number, event: 'APPROVE' }));
    expect(status).toBe(422);
  });

  it('a branch and a file on it become a pull request, once', async () => {
    const sha = github.repository.branches.main ?? '';
    await client.request('POST /repos/{owner}/{repo}/git/refs', { ...here, ref: 'refs/heads/status', sha });
    await client.request('PUT /repos/{owner}/{repo}/contents/{path}', { ...here, path: 'changes/CR-1.md', message: 'closed', content: Buffer.from('status: closed').toString('base64'), branch: 'status' });
    const asked = { ...here, title: 'Close CR-1', head: 'status', base: 'main' };
    const { data } = await client.request('POST /repos/{owner}/{repo}/pulls', asked);
    expect(github.repository.pullRequests).toMatchObject([{ number: data.number, user: 'github-actions[bot]', head: { ref: 'status' } }]);
    const again = await refusal(client.request('POST /repos/{owner}/{repo}/pulls', asked));
    expect(again).toMatchObject({ status: 422, message: 'Validation Failed' });
  });
});

describe('contents', () => {
  it('a file is read at a branch, a tag and a commit, as GitHub encodes it', async () => {
    const first = github.repository.branches.main ?? '';
    commitTo(github.state, github.repository, 'main', { files: { 'README.md': 'second' } });
    const contentAt = async (ref?: string): Promise<string> => {
      const { data } = await client.request('GET /repos/{owner}/{repo}/contents/{path}', { ...here, path: 'README.md', ...(ref === undefined ? {} : { ref }) });
      return Buffer.from((data as { content: string }).content, 'base64').toString();
    };
    expect([await contentAt(), await contentAt(first)]).toEqual(['second', '# shop\n']);
  });

  it('a file that exists is replaced only by who names its sha', async () => {
    const write = (sha?: string): Promise<unknown> =>
      client.request('PUT /repos/{owner}/{repo}/contents/{path}', { ...here, path: 'README.md', message: 'm', content: Buffer.from('new').toString('base64'), ...(sha === undefined ? {} : { sha }) });
    expect((await refusal(write())).status).toBe(422);
    expect((await refusal(write('0'.repeat(40)))).status).toBe(409);
    await write(blobSha('# shop\n'));
    expect(github.repository.commits[github.repository.branches.main ?? '']?.files['README.md']).toBe('new');
  });

  it('a branch that only takes pull requests refuses a commit', async () => {
    github.repository.rules.main = [{ type: 'pull_request' }];
    const { status, message } = await refusal(client.request('PUT /repos/{owner}/{repo}/contents/{path}', { ...here, path: 'new.md', message: 'm', content: '' }));
    expect([status, message]).toEqual([409, expect.stringContaining('pull request')]);
  });
});

describe('comments, checks and SARIF', () => {
  it('a comment is created, changed and refused when it is too long', async () => {
    const pull = aPullRequest(github.state, github.repository);
    const at = { ...here, issue_number: pull.number };
    const { data } = await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...at, body: 'first' });
    expect(data.user?.login).toBe('github-actions[bot]');
    await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...here, comment_id: data.id, body: 'second' });
    expect(github.repository.comments.map(({ body }) => body)).toEqual(['second']);
    expect((await refusal(client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...at, body: 'x'.repeat(65_537) }))).status).toBe(422);
  });

  it('annotations come in batches of 50 and add up', async () => {
    const annotations = Array.from({ length: 50 }, (_one, at) => ({ path: 'a.ts', start_line: at + 1, end_line: at + 1, annotation_level: 'warning' as const, message: 'm' }));
    const output = { title: 't', summary: 's', annotations };
    const { data } = await client.request('POST /repos/{owner}/{repo}/check-runs', { ...here, name: 'cutover', head_sha: github.repository.branches.main ?? '', status: 'in_progress', output });
    await client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { ...here, check_run_id: data.id, conclusion: 'failure', output: { ...output, annotations: annotations.slice(0, 1) } });
    expect(github.repository.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure', annotations: { length: 51 } }]);
    await refusal(client.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { ...here, check_run_id: data.id, output: { ...output, annotations: [...annotations, ...annotations] } }));
    expect(github.takeMismatches()).toMatchObject([{ field: 'body.output.annotations' }]);
  });

  it('SARIF is unpacked, and refused where code scanning is not enabled', async () => {
    const upload = { ...here, commit_sha: github.repository.branches.main ?? '', ref: 'refs/heads/main', sarif: gzipSync(JSON.stringify({ version: '2.1.0' })).toString('base64') };
    expect((await client.request('POST /repos/{owner}/{repo}/code-scanning/sarifs', upload)).status).toBe(202);
    expect(github.repository.sarifs).toMatchObject([{ sarif: { version: '2.1.0' } }]);
    github.repository.codeScanning = 'not-enabled';
    expect(await refusal(client.request('POST /repos/{owner}/{repo}/code-scanning/sarifs', upload))).toMatchObject({ status: 403, message: expect.stringContaining('enabled') });
  });
});

describe('what does not fit the description', () => {
  const cases: [string, string, Record<string, unknown>, string][] = [
    ['a query GitHub does not have', 'GET /repos/acme/shop/pulls?pge=2', {}, 'query.pge'],
    ['a number that is none', 'GET /repos/acme/shop/pulls/one', {}, 'path.pull_number'],
    ['a state that is none', 'GET /repos/acme/shop/pulls?state=merged', {}, 'query.state'],
    ['a body that lacks a field', 'POST /repos/acme/shop/issues', { body: 'no title' }, 'body.title'],
    ['a body with a misspelt field', 'POST /repos/acme/shop/check-runs', { name: 'n', head_sha: 'x', output: { title: 't', summary: 's', anotations: [] } }, 'body.output.anotations'],
    ['a value of the wrong type', 'POST /repos/acme/shop/issues', { title: 't', labels: 'drift' }, 'body.labels'],
    ['a conclusion that is none', 'PATCH /repos/acme/shop/check-runs/1', { conclusion: 'passed' }, 'body.conclusion'],
    ['a route that is none', 'GET /repos/acme/shop/pull/1', {}, 'path'],
  ];
  it.each(cases)('%s is answered 500, with route and field, and kept', async (_title, request, body, field) => {
    const { status, message } = await refusal(client.request(request, body));
    expect(status).toBe(500);
    expect(message).toContain(field);
    const [first] = github.takeMismatches();
    expect(first).toMatchObject({ field });
  });

  it('the test that made the request fails when it closes the fake', async () => {
    const other = await startFakeGitHub();
    await refusal(new Client({ auth: other.token, baseUrl: other.url }).request('POST /repos/{owner}/{repo}/issues', { ...here, titel: 't' } as never));
    await expect(other.close()).rejects.toThrow('POST /repos/{owner}/{repo}/issues: body.title');
  });

  it('an answer of the fake that is not as described is found too', async () => {
    anIssue(github.state, github.repository, { title: 7 as never });
    expect((await refusal(client.request('GET /repos/{owner}/{repo}/issues', here))).status).toBe(500);
    expect(github.takeMismatches()).toMatchObject([{ field: 'answer.0.title' }]);
  });
});

describe('paging', () => {
  it('comes by 2, with links, whatever is asked for', async () => {
    const pull = aPullRequest(github.state, github.repository);
    for (let at = 0; at < 5; at += 1) aComment(github.state, github.repository, pull.number, { body: String(at) });
    const at = { ...here, issue_number: pull.number, per_page: 100 };
    const first = await client.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', at);
    expect(first.data.map(({ body }) => body)).toEqual(['0', '1']);
    expect(first.headers.link).toMatch(/page=2>; rel="next".*page=3>; rel="last"/);
    const all = await client.paginate('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', at);
    expect(all.map(({ body }) => body)).toEqual(['0', '1', '2', '3', '4']);
    expect(github.count('GET /repos/{owner}/{repo}/issues/{issue_number}/comments')).toBe(4);
  });

  it('a wrapped list says how many there are', async () => {
    for (const name of ['a', 'b', 'c']) aCheckRun(github.state, github.repository, { name });
    const { data } = await client.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { ...here, ref: 'main' });
    expect([data.total_count, data.check_runs.length]).toEqual([3, 2]);
    expect(await client.paginate('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { ...here, ref: 'main' })).toHaveLength(3);
  });
});

describe('tokens and permissions', () => {
  it.each([
    ['no token', undefined, 'Requires authentication'],
    ['an unknown token', 'someone-elses', 'Bad credentials'],
  ])('%s gets 401', async (_title, auth, message) => {
    expect(await refusal(new Client({ ...(auth === undefined ? {} : { auth }), baseUrl: github.url }).request('GET /repos/{owner}/{repo}', here))).toMatchObject({ status: 401, message });
  });

  it.each([
    ['checks', 'POST /repos/{owner}/{repo}/check-runs', { name: 'n', head_sha: 'x', status: 'queued' }, 'checks=write'],
    ['pull_requests', 'GET /repos/{owner}/{repo}/pulls', {}, 'pull_requests=read'],
    ['actions', 'GET /repos/{owner}/{repo}/environments/{environment_name}', { environment_name: 'production' }, 'actions=read'],
  ])('a token that lost %s gets 403, which says what it needs', async (permission, route, parameters, needs) => {
    Reflect.deleteProperty(github.permissions, permission);
    const { status, message, headers } = await refusal(client.request(route, { ...here, ...parameters }));
    expect([status, message, headers['x-accepted-github-permissions']]).toEqual([403, 'Resource not accessible by integration', needs]);
  });

  it('either of two permissions is enough, and reading is not writing', async () => {
    const { number } = aPullRequest(github.state, github.repository);
    const post = (): Promise<unknown> => client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...here, issue_number: number, body: 'b' });
    delete github.permissions.issues;
    await post();
    github.permissions.pull_requests = 'read';
    expect((await refusal(post())).headers['x-accepted-github-permissions']).toBe('issues=write; pull_requests=write');
  });
});

describe('trouble', () => {
  const ask = (): Promise<{ status: number }> => client.request('GET /repos/{owner}/{repo}', here);

  it('no request left until a time', async () => {
    github.trouble.push({ kind: 'primary-limit', seconds: 60 });
    const { status, headers } = await refusal(ask());
    expect([status, headers['x-ratelimit-remaining']]).toEqual([403, '0']);
    expect(Number(headers['x-ratelimit-reset'])).toBeGreaterThan(Date.now() / 1000 + 50);
    expect((await ask()).status).toBe(200);
  });

  it('too much at once', async () => {
    github.trouble.push({ kind: 'secondary-limit', seconds: 3, status: 429 });
    expect(await refusal(ask())).toMatchObject({ status: 429, message: expect.stringContaining('secondary rate limit'), headers: { 'retry-after': '3' } });
  });

  it('errors, as often as told, on the route that is meant', async () => {
    github.trouble.push({ kind: 'server-error', status: 502, times: 2, route: 'GET /repos/{owner}/{repo}' });
    await client.request('GET /repos/{owner}/{repo}/branches', here);
    expect([(await refusal(ask())).status, (await refusal(ask())).status, (await ask()).status]).toEqual([502, 502, 200]);
  });

  it('slowness', async () => {
    github.trouble.push({ kind: 'slow', ms: 120 });
    const start = performance.now();
    await ask();
    expect(performance.now() - start).toBeGreaterThan(110);
  });

  it.each([
    ['drop', 'before', 0],
    ['drop-answer', 'after', 1],
  ] as const)('%s: the connection ends %s it is done', async (kind, _when, done) => {
    github.trouble.push({ kind });
    await expect(client.request('POST /repos/{owner}/{repo}/issues', { ...here, title: 't' })).rejects.toThrow();
    expect(github.repository.issues).toHaveLength(done);
    expect(github.requests.map(({ status }) => status)).toEqual([0]);
  });
});

describe('runs, environments and identity', () => {
  it('an environment says who reviews, and one that does not exist is not found', async () => {
    anEnvironment(github.state, github.repository, { preventSelfReview: true });
    const { data } = await client.request('GET /repos/{owner}/{repo}/environments/{environment_name}', { ...here, environment_name: 'production' });
    expect(data.protection_rules).toMatchObject([{ type: 'required_reviewers', prevent_self_review: true, reviewers: [{ reviewer: { login: 'carol' } }] }, { type: 'branch_policy' }]);
    expect((await refusal(client.request('GET /repos/{owner}/{repo}/environments/{environment_name}', { ...here, environment_name: 'test' }))).status).toBe(404);
  });

  it('a run has approvals, and who restarted it', async () => {
    const run = aRun(github.state, github.repository, { attempt: 2, actor: 'ann', triggeringActor: 'mallory' });
    aRunApproval(run, { comment: 'go' });
    const { data } = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', { ...here, run_id: run.id });
    expect([data.actor?.login, data.triggering_actor?.login, data.run_attempt]).toEqual(['ann', 'mallory', 2]);
    const approvals = await client.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals', { ...here, run_id: run.id });
    expect(approvals.data).toMatchObject([{ state: 'approved', comment: 'go', user: { login: 'carol' }, environments: [{ name: 'production' }] }]);
  });

  it('the zip of an artifact is where the redirect leads', async () => {
    const run = aRun(github.state, github.repository);
    const { id } = anArtifact(github.state, github.repository, run, { zip: Buffer.from('PK').toString('base64') });
    const { data } = await client.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', { ...here, artifact_id: id, archive_format: 'zip' });
    expect(Buffer.from(data as ArrayBuffer).toString()).toBe('PK');
  });

  it('an identity token is signed by the key that the issuer publishes', async () => {
    aRun(github.state, github.repository, { id: 4711 });
    github.state.oidc = { environment: 'production' };
    const ask = (token: string): Promise<Response> => fetch(`${github.env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=sts.amazonaws.com`, { headers: { authorization: `bearer ${token}` } });
    expect((await ask('wrong')).status).toBe(401);
    const { value } = (await (await ask(github.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '')).json()) as { value: string };
    const [head = '', claims = '', signature = ''] = value.split('.');
    const payload = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, string>;
    expect(payload).toMatchObject({ aud: 'sts.amazonaws.com', run_id: '4711', environment: 'production', repository: 'acme/shop', iss: `${github.url}/_oidc` });
    const { keys } = (await (await fetch(`${payload.iss}/.well-known/jwks`)).json()) as { keys: [JsonWebKey] };
    const key = createPublicKey({ key: keys[0] as never, format: 'jwk' });
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });
});
