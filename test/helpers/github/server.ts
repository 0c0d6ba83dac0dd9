import type { IncomingMessage, ServerResponse } from 'node:http';
import { control } from './control.ts';
import { operationOf, type Misfit } from './description.ts';
import { oidc } from './oidc.ts';
import { paged } from './paging.ts';
import { download, results, type Uploads } from './results.ts';
import { Refusal, type Answer } from './route.ts';
import { match, type Match } from './router.ts';
import type { State, Token } from './state/state.ts';
import { instead, next, type Trouble } from './trouble.ts';

export interface RequestLog {
  /** As the description names it, `GET /repos/{owner}/{repo}/pulls`; the method and path where it is none. */
  route: string;
  method: string;
  /** With its query. */
  path: string;
  body: unknown;
  /** Of the answer; 0 when the connection was dropped. */
  status: number;
  /** Who asked; undefined without a known token. */
  login: string | undefined;
}

export interface Mismatch extends Misfit {
  route: string;
}

/** What one fake consists of. */
export interface World {
  state: State;
  url: string;
  requests: RequestLog[];
  mismatches: Mismatch[];
  trouble: Trouble[];
  uploads: Uploads;
  pageSize: number;
}

/** Of a job's token: GitHub documents 1,000 an hour and repository. */
const hourly = 1000;

/** Answers one request: what stands beside the API, or token, trouble, description, permission, route and description again. */
export async function answer(world: World, request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
  const method = request.method ?? 'GET';
  const { authorization, accept = '' } = request.headers;
  const asked = new URL(request.url ?? '/', world.url);
  const controlled = control(world, method, asked.pathname, body.toString());
  if (controlled !== undefined) return send(response, controlled);
  const beside =
    results({ state: world.state, base: world.url, uploads: world.uploads, method, url: asked, authorization, body }) ??
    oidc(world.state, world.url, asked.pathname, asked.searchParams, authorization) ??
    download(world.state, asked.pathname);
  if (beside !== undefined) {
    const trouble = next(world.trouble, (of) => of !== undefined && `${method} ${asked.pathname}`.startsWith(of));
    const other = await instead(trouble, response);
    if (other !== 'dropped') send(response, other === undefined ? beside : refused(new Refusal(other.status, other.message)), other?.headers);
    return;
  }
  const url = new URL(byName(world.state, asked.pathname) + asked.search, world.url);
  const found = match(method, url.pathname);
  const route = found?.route ?? `${method} ${url.pathname}`;
  const token = world.state.tokens[(authorization ?? '').replace(/^(bearer|token) /i, '')];
  const log: RequestLog = { route, method, path: asked.pathname + asked.search, body: parsed(body.toString()), status: 0, login: token?.login };
  world.requests.push(log);
  const trouble = next(world.trouble, (of) => of === undefined || of === route);
  const other = await instead(trouble, response);
  if (other === 'dropped') return;
  const result: Answer =
    other === undefined
      ? perform(world, { found, route, token, log, query: Object.fromEntries(url.searchParams), accept, authorized: authorization !== undefined })
      : { ...refused(new Refusal(other.status, other.message)), headers: other.headers };
  const repository = world.state.repositories[`${found?.params.owner}/${found?.params.repo}`];
  const whole = paged(result, url, world.pageSize, repository?.id);
  const checked = found === undefined || other !== undefined ? whole : check(world, route, whole);
  if (trouble?.kind === 'drop-answer') return void response.destroy();
  log.status = checked.status;
  send(response, checked, { ...limits(world.requests.length), ...(found === undefined || found.what.accepts === '' ? {} : { 'x-accepted-github-permissions': found.what.accepts }), ...checked.headers });
}

const limits = (used: number): Record<string, string> => ({
  'x-ratelimit-limit': String(hourly),
  'x-ratelimit-remaining': String(Math.max(1, hourly - used)),
  'x-ratelimit-used': String(used),
  'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 3600),
  'x-ratelimit-resource': 'core',
  'x-github-request-id': `FAKE:${used}`,
  'x-github-media-type': 'github.v3; format=json',
});

interface Asked {
  found: Match | undefined;
  route: string;
  token: Token | undefined;
  log: RequestLog;
  query: Record<string, string>;
  accept: string;
  /** Whether a token came along, known or not. */
  authorized: boolean;
}

function perform(world: World, { found, route, token, log, query, accept, authorized }: Asked): Answer {
  const mismatch = (misfits: Misfit[]): Answer => {
    world.mismatches.push(...misfits.map((one) => ({ route, ...one })));
    return refused(new Refusal(500, `${route} does not fit GitHub's description: ${misfits.map(({ field, problem }) => `${field} ${problem}`).join('; ')}`));
  };
  try {
    if (token === undefined) throw new Refusal(401, authorized ? 'Bad credentials' : 'Requires authentication');
    const operation = operationOf(route);
    if (found === undefined || operation === undefined)
      return mismatch([{ field: 'path', problem: 'is no route of GitHub, or one that test/helpers/github/routes/ does not have yet' }]);
    const misfits = operation.checkRequest({ params: found.params, query, body: log.body });
    if (misfits.length > 0) return mismatch(misfits);
    const repository = world.state.repositories[`${found.params.owner}/${found.params.repo}`];
    if (repository === undefined && found.params.repo !== undefined) throw new Refusal(404, 'Not Found');
    if (!grants(token, found.what.accepts)) throw new Refusal(403, 'Resource not accessible by integration');
    const { looked, left } = watched(query);
    const given = found.what.answer({ state: world.state, url: world.url, token, params: found.params, query: looked, body: log.body, accept, repository: repository as NonNullable<typeof repository> });
    const ignored = left();
    return ignored.length === 0 ? given : mismatch(ignored.map((name) => ({ field: `query.${name}`, problem: 'is one that test/helpers/github/routes/ does not look at yet' })));
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    return mismatch([{ field: 'the fake itself', problem: error instanceof Error ? (error.stack ?? error.message) : String(error) }]);
  }
}

/** A query, and which of its parameters nobody has looked at: what the fake ignored would be answered wrongly. */
function watched(query: Record<string, string>): { looked: Record<string, string>; left: () => string[] } {
  const unread = new Set(Object.keys(query).filter((name) => name !== 'page' && name !== 'per_page'));
  const looked = new Proxy(query, {
    get: (target, name) => {
      unread.delete(String(name));
      return target[String(name)];
    },
  });
  return { looked, left: () => [...unread] };
}

/** `issues=write; pull_requests=write` is one of them; `contents=write,workflows=write` is both. */
export function grants(token: Token, accepts: string): boolean {
  const has = (one: string): boolean => {
    const [name = '', wanted] = one.trim().split('=');
    const given = name === 'metadata' ? 'read' : token.permissions[name];
    return given === 'write' || (given === 'read' && wanted === 'read');
  };
  return accepts === '' || accepts.split(';').some((set) => set.split(',').every(has));
}

const refused = ({ status, message, errors }: Refusal): Answer => ({
  status,
  body: { message, ...(errors === undefined ? {} : { errors }), documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

function check(world: World, route: string, whole: Answer): Answer {
  if (whole.body === undefined || whole.status === 500) return whole;
  const operation = operationOf(route);
  if (operation === undefined) return whole;
  const { misfits, body } = operation.checkAnswer(whole.status, whole.body);
  if (misfits.length === 0) return { ...whole, body };
  world.mismatches.push(...misfits.map((one) => ({ route, ...one })));
  return refused(new Refusal(500, `the fake's answer to ${route} does not fit GitHub's description: ${misfits.map(({ field, problem }) => `${field} ${problem}`).join('; ')}`));
}

/** `/repositories/{id}/…`, which is in links between pages, as `/repos/{owner}/{repo}/…`. */
const byName = (state: State, path: string): string =>
  path.replace(/^\/repositories\/(\d+)/, (all, id: string) => {
    const repository = Object.values(state.repositories).find((one) => one.id === Number(id));
    return repository === undefined ? all : `/repos/${repository.owner}/${repository.name}`;
  });

function parsed(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

export function send(response: ServerResponse, { status, body, raw }: Answer, headers: Record<string, string> = {}): void {
  const type = raw?.type ?? (body === undefined ? undefined : 'application/json; charset=utf-8');
  response.writeHead(status, { ...headers, ...(type === undefined ? {} : { 'content-type': type }) });
  response.end(raw?.content ?? (body === undefined ? undefined : JSON.stringify(body)));
}
