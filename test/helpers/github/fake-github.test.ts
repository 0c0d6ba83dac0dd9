import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aClient, refusal } from './a-client.ts';
import { aCheckRun, aComment, anIssue, aPullRequest } from './builders.ts';
import { startFakeGitHub, type FakeGitHub } from './fake-github.ts';

let github: FakeGitHub;
let client: ReturnType<typeof aClient>;
const here = { owner: 'acme', repo: 'shop' };

beforeEach(async () => {
  github = await startFakeGitHub();
  client = aClient(github, github.token);
});
afterEach(() => github.close());

describe('what does not fit the description', () => {
  const cases: [string, string, Record<string, unknown>, string][] = [
    ['a query GitHub does not have', 'GET /repos/acme/shop/pulls?pge=2', {}, 'query.pge'],
    ['a query that the fake would ignore', 'GET /repos/acme/shop/pulls?sort=updated', {}, 'query.sort'],
    ['a number that is none', 'GET /repos/acme/shop/pulls/one', {}, 'path.pull_number'],
    ['a state that is none', 'GET /repos/acme/shop/pulls?state=merged', {}, 'query.state'],
    ['a body that lacks a field', 'POST /repos/acme/shop/issues', { body: 'no title' }, 'body.title'],
    ['no body where there has to be one', 'PATCH /repos/acme/shop/issues/comments/1', {}, 'body'],
    ['a misspelt field of a body with alternatives', 'POST /repos/acme/shop/check-runs', { name: 'n', head_sha: 'x', sumary: 's' }, 'body.sumary'],
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

  it('a body that is no JSON is found', async () => {
    const headers = { authorization: `bearer ${github.token}`, 'content-type': 'application/json' };
    const { status } = await fetch(`${github.url}/repos/acme/shop/issues`, { method: 'POST', headers, body: '{"title": ' });
    expect(status).toBe(500);
    expect(github.takeMismatches()[0]).toMatchObject({ field: 'body', problem: expect.stringContaining('JSON') });
  });

  it('the test that made the request fails when it closes the fake', async () => {
    const other = await startFakeGitHub();
    await refusal(aClient(other, other.token).request('POST /repos/{owner}/{repo}/issues', { ...here, titel: 't' } as never));
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
    expect(first.headers.link).toMatch(/repositories.\d+.issues.*page=2>; rel="next".*page=3>; rel="last"/);
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
    expect(await refusal(aClient(github, auth).request('GET /repos/{owner}/{repo}', here))).toMatchObject({ status: 401, message });
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

  it('identity tokens and artifacts are in trouble only by name', async () => {
    github.trouble.push({ kind: 'server-error' }, { kind: 'server-error', status: 503, route: 'GET /_oidc/token' });
    const token = (): Promise<Response> => fetch(github.env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '', { headers: { authorization: `bearer ${github.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` } });
    expect([(await token()).status, (await token()).status]).toEqual([503, 200]);
    expect((await refusal(ask())).status).toBe(500);
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
