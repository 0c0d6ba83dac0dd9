import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Halt, Indeterminate, StepFailure, UserError } from '../../src/errors.ts';
import { createGitHub, type GitHub } from '../../src/github/client.ts';
import { NotFound } from '../../src/github/refusals.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const TOKEN = 'ghs_thisIsTheTokenOfTheJob';
const ROUTE = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const PULL = { owner: 'octo', repo: 'shop', pull_number: 7 };

let server: Server;
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

interface Client {
  github: GitHub;
  said: string[];
  /** `GET /repos/…` of every request that came. */
  asked: string[];
  interrupt: AbortController;
}

/** A client of a server that gives these answers, one after the other, and the last one for ever. */
async function aClient(...answers: Answer[]): Promise<Client> {
  const [asked, said]: string[][] = [[], []];
  server = createServer((request, response) => {
    const answer = answers[Math.min(asked?.length ?? 0, answers.length - 1)];
    asked?.push(`${request.method ?? ''} ${request.url ?? ''}`);
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const interrupt = new AbortController();
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { github: createGitHub({ token: TOKEN, apiUrl, say: (text) => void said?.push(text), signal: interrupt.signal, secondMs: 5 }), said: said ?? [], asked: asked ?? [], interrupt };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => (_request, response) => void response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body));
const drops: Answer = (request) => void request.socket.destroy();
const soon = (): string => String(Math.floor(Date.now() / 1000) + 1);
const spent = (): Answer => json(403, { message: 'API rate limit exceeded for installation' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': soon() });

const errorFrom = async (work: Promise<unknown>): Promise<Error> => {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
};

describe('a client of GitHub', () => {
  it('sends the token and the version of the API, and reads all pages', async () => {
    let headers: IncomingMessage['headers'] = {};
    const page = (ids: number[], more: boolean): Answer => (request, response) => {
      headers = request.headers;
      const next = `<http://${request.headers.host ?? ''}/repos/octo/shop/pulls/7/reviews?per_page=100&page=2>; rel="next"`;
      json(200, ids.map((id) => ({ id })), more ? { link: next } : {})(request, response);
    };
    const { github, asked } = await aClient(page([1, 2], true), page([3], false));
    expect((await github.paginate(ROUTE, PULL)).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(headers).toMatchObject({ authorization: `token ${TOKEN}`, 'x-github-api-version': '2022-11-28' });
    expect(asked).toHaveLength(2);
  });

  it('asks for what has changed only, page by page, and hands out a copy of what has not', async () => {
    const marks: (string | undefined)[] = [];
    const tagged = (etag: string, body: unknown, more: boolean): Answer => (request, response) => {
      marks.push(request.headers['if-none-match']);
      const link = more ? { link: `<http://${request.headers.host ?? ''}/repos/octo/shop/environments/production/deployment-branch-policies?per_page=100&page=2>; rel="next"` } : {};
      if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag, ...link }).end();
      else json(200, body, { etag, ...link })(request, response);
    };
    const first = tagged('"one"', { total_count: 2, branch_policies: [{ name: 'main' }] }, true);
    const second = tagged('"two"', { total_count: 2, branch_policies: [{ name: 'release' }] }, false);
    const changed = tagged('"three"', { total_count: 2, branch_policies: [{ name: '*' }] }, false);
    const { github } = await aClient(first, second, first, second, first, changed);
    const names = async (): Promise<(string | undefined)[]> => (await github.paginate('GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies', { owner: 'octo', repo: 'shop', environment_name: 'production', per_page: 100 })).map((policy) => { const { name } = policy; policy.name = 'spoilt'; return name; });
    expect([await names(), await names(), await names()]).toEqual([['main', 'release'], ['main', 'release'], ['main', '*']]);
    expect(marks).toEqual([undefined, undefined, '"one"', '"two"', '"one"', '"two"']);
  });

  it('asks for a change of nothing but what it has read', async () => {
    const { github } = await aClient((request, response) => json(request.headers['if-none-match'] === undefined ? 200 : 500, {}, { etag: '"x"' })(request, response));
    await github.request('PATCH /repos/{owner}/{repo}', { owner: 'octo', repo: 'shop' });
    expect((await github.request('PATCH /repos/{owner}/{repo}', { owner: 'octo', repo: 'shop' })).status).toBe(200);
  });

  it.each<[string, Answer[], number]>([
    ['a server\'s error', [json(500, {}), json(502, {}), json(200, [])], 3],
    ['a dropped connection', [drops, json(200, [])], 2],
  ])('asks again after %s', async (_name, answers, times) => {
    const { github, asked } = await aClient(...answers);
    expect((await github.request(ROUTE, PULL)).status).toBe(200);
    expect(asked).toHaveLength(times);
  });

  it.each<[string, Answer, RegExp]>([
    ['a server\'s error', json(500, {}), /^GitHub did not answer: GET \/repos\/octo\/shop\/pulls\/7\/reviews\n\s+found:\s+HTTP 500/],
    ['a dropped connection', drops, /^GitHub did not answer: GET \/repos\/octo\/shop\/pulls\/7\/reviews\n\s+found:\s+other side closed UND_ERR_SOCKET/],
  ])('gives up after four times %s: a HALT, since nothing is known', async (_name, answer, text) => {
    const { github, asked } = await aClient(answer);
    const error = await errorFrom(github.request(ROUTE, PULL));
    expect(error).toBeInstanceOf(Halt);
    expect(error.message).toMatch(text);
    expect(asked).toHaveLength(4);
  });

  it('sends nothing twice that could be done twice', async () => {
    const { github, asked } = await aClient(json(500, {}));
    expect(await errorFrom(github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { owner: 'octo', repo: 'shop', issue_number: 7, body: 'x' }))).toBeInstanceOf(Halt);
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Answer, string]>([
    ['until the hour of requests is over', spent(), 'GitHub asks to wait'],
    ['as long as a secondary limit says', json(429, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '3' }), 'GitHub asks to wait 3 s before GET /repos/octo/shop/pulls/7/reviews'],
  ])('waits %s, and says so', async (_name, limited, text) => {
    const { github, said, asked } = await aClient(limited, json(200, []));
    expect((await github.request(ROUTE, PULL)).status).toBe(200);
    expect(said).toEqual([expect.stringContaining(text)]);
    expect(asked).toHaveLength(2);
  });

  it('does not wait longer than a limit of an hour can last, and says when to come again', async () => {
    const reset = Math.floor(Date.now() / 1000) + 2 * 3600;
    const { github, asked } = await aClient(json(403, { message: 'API rate limit exceeded' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }));
    const error = await errorFrom(github.request(ROUTE, PULL));
    expect(error).toBeInstanceOf(Halt);
    expect(error.message).toContain(`again from ${new Date(reset * 1000).toISOString()}`);
    expect(asked).toHaveLength(1);
  });

  it('ends a wait at once when the run is interrupted', async () => {
    const { github, interrupt } = await aClient(json(429, { message: 'You have exceeded a secondary rate limit' }, { 'retry-after': '3000' }));
    const failing = errorFrom(github.request(ROUTE, PULL));
    setTimeout(() => interrupt.abort(), 50);
    expect(await failing).toBeInstanceOf(Indeterminate);
  });

  it.each<[string, Answer, new (...args: never[]) => Error, RegExp]>([
    ['a permission that the token lacks', json(403, { message: 'Resource not accessible by integration' }, { 'x-accepted-github-permissions': 'pull_requests=read' }), UserError, /the token may not do this: GET \/repos\/octo\/shop\/pulls\/7\/reviews\n.*\n\s+allowed: permissions: pull-requests: read\n\s+next:\s+give the job permissions: pull-requests: read in the workflow/],
    ['a token that GitHub does not know', json(401, { message: 'Bad credentials' }), UserError, /GitHub does not know the token, or it has expired/],
    ['something that is not there', json(404, { message: 'Not Found' }), NotFound, /has no such thing, or the token may not see it/],
    ['a commit that is not there', json(422, { message: 'No commit found for SHA: abc' }), NotFound, /has no such thing/],
    ['a request that GitHub rejects', json(422, { message: 'Validation Failed', errors: [{ field: 'body' }] }), StepFailure, /HTTP 422: Validation Failed: \{"field":"body"\}/],
    ['a terminal\'s commands in an answer', json(422, { message: 'a\u001b[31mb\n::error::c' }), StepFailure, /HTTP 422: a\ufffd\[31mb ::error::c/],
  ])('%s is an error of ours', async (_name, answer, type, text) => {
    const { github, asked } = await aClient(answer);
    const error = await errorFrom(github.request(ROUTE, PULL));
    expect(error).toBeInstanceOf(type);
    expect(error.message).toMatch(text);
    expect(error.message + JSON.stringify(error)).not.toContain(TOKEN);
    expect(asked).toHaveLength(1);
  });
});
