import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import type { CheckContext } from '../../src/verification/attempt.ts';
import { checkSchema, type CheckResult } from '../../src/verification/check.ts';
import { runCheck } from '../../src/verification/run-check.ts';

const SECRET = 'correct-horse-battery-staple';
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Takes requests, and what each path does. */
const ANSWERS: Record<string, Answer> = {
  '/health': (_request, response) => response.setHeader('content-type', 'application/json; charset=utf-8').end('{"status":"ok","queue":3}'),
  '/down': (_request, response) => response.writeHead(503).end('the database is away'),
  '/moved': (_request, response) => response.writeHead(302, { location: '/health' }).end(),
  '/silent': () => undefined,
  '/half': (_request, response) => void response.writeHead(200, { 'content-length': '100' }).write('half'),
  '/cut': (request) => request.socket.destroy(),
  '/endless': (_request, response) => {
    const more = (): void => {
      while (response.write('x'.repeat(10_000)));
    };
    response.on('drain', more);
    more();
  },
  '/echo': (request, response) => void request.pipe(response.writeHead(request.method === 'POST' ? 201 : 405, { 'x-token': request.headers['x-token'] ?? '' })),
};

let http: Server;
let tcp: Server;
let asked = 0;
const sockets = new Set<Socket>();

beforeAll(async () => {
  http = createHttpServer((request, response) => {
    asked += 1;
    // `/third`: the third request is answered.
    if (request.url === '/third') response.writeHead(asked < 3 ? 500 : 200).end();
    else (ANSWERS[request.url ?? ''] ?? ((_request, missing) => missing.writeHead(404).end()))(request, response);
  });
  tcp = createServer();
  for (const server of [http, tcp]) {
    server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of [http, tcp]) await new Promise((resolve) => server.close(resolve));
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function result(check: object, overrides: Partial<CheckContext> = {}): Promise<CheckResult> {
  const outputs = { api_url: { value: `http://127.0.0.1:${portOf(http)}`, sensitive: false }, port: { value: portOf(tcp), sensitive: false }, token: { value: SECRET, sensitive: true }, ports: { value: [1], sensitive: false } };
  return await runCheck(checkSchema.parse({ name: 'a check', ...check }), { cwd: tmpdir(), env: {}, component: 'api', environment: 'test', target: 'cloud', outputs, ...overrides });
}

describe('an http check', () => {
  it.each<[string, object, CheckResult['outcome'], string[]]>([
    ['passes on status 200, which is what is expected unless it says otherwise', { url: '{api_url}/health' }, 'pass', ['/health answered 200']],
    ['fails on another status, and says both and what was answered', { url: '{api_url}/down' }, 'fail', ['/down: the status is 503, and not 200\nthe database is away']],
    ['passes on the status that is expected', { url: '{api_url}/down', expect: { status: [500, 503] } }, 'pass', ['answered 503']],
    ['follows no redirection', { url: '{api_url}/moved' }, 'fail', ['the status is 302']],
    ['passes when header, text and JSON are as expected', { url: '{api_url}/health', expect: { headers: { 'Content-Type': '^application/json' }, body: '"ok"', json: { properties: { status: { const: 'ok' } }, required: ['status'] } } }, 'pass', []],
    ['fails on another header', { url: '{api_url}/health', expect: { headers: { 'content-type': '^text/html' } } }, 'fail', ['the header content-type is application/json; charset=utf-8, which does not match ^text/html']],
    ['fails on a header that is not there', { url: '{api_url}/health', expect: { headers: { 'x-version': '.' } } }, 'fail', ['there is no header x-version']],
    ['fails on another text', { url: '{api_url}/health', expect: { body: 'healthy' } }, 'fail', ['the body does not match healthy']],
    ['fails on JSON that does not fit, and says where', { url: '{api_url}/health', expect: { json: { properties: { queue: { maximum: 2 } } } } }, 'fail', ['in the body: /queue must be <= 2']],
    ['fails on what is no JSON', { url: '{api_url}/down', expect: { status: 503, json: {} } }, 'fail', ['the body is no JSON']],
    ['sends method, headers and body', { url: '{api_url}/echo', method: 'POST', headers: { 'X-Token': 'plain' }, body: '{"a":1}', expect: { status: 201, headers: { 'x-token': '^plain$' }, body: '^\\{"a":1\\}$' } }, 'pass', []],
    ['fails when an output is missing, and names those there are', { url: '{site_url}/health' }, 'fail', ['there is no output site_url; the stack has api_url, port, ports, token']],
    ['fails when an output is no address', { url: '{port}/health' }, 'fail', ['is no address that begins with http:// or https://']],
    ['fails when an output is a list', { url: 'http://{ports}/' }, 'fail', ['the output ports is no plain text or number']],
    ['fails when the connection is closed', { url: '{api_url}/cut' }, 'fail', ['the connection was closed without an answer']],
    ['fails when the answer does not end, and does not keep it', { url: '{api_url}/endless' }, 'fail', ['the answer is longer than 1000000 bytes']],
    ['fails on a header that cannot be sent', { url: '{api_url}/health', headers: { a: 'x\ny' } }, 'fail', ['Invalid character in header']],
  ])('%s', async (_title, question, outcome, words) => {
    const found = await result({ http: question });
    expect(found.outcome).toBe(outcome);
    for (const word of words) expect(found.detail).toContain(word);
  });

  it('fails when nothing listens, and says so', async () => {
    expect(await result({ http: { url: `http://127.0.0.1:${await closedPort()}/` } })).toMatchObject({ outcome: 'fail', detail: expect.stringContaining('nothing takes connections there') });
  });

  it.each(['/silent', '/half'])('that hangs (%s) ends at its deadline', async (path) => {
    const found = await result({ http: { url: `{api_url}${path}` }, timeoutSeconds: 0.3 });
    expect(found).toMatchObject({ outcome: 'fail', detail: expect.stringContaining('no answer within 0.3 s') });
    expect(found.seconds).toBeLessThan(5);
  });

  it('ends when the run is stopped', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    expect(await result({ http: { url: '{api_url}/silent' } }, { signal: stop.signal })).toMatchObject({ outcome: 'fail', detail: expect.stringContaining('the run was stopped') });
  });

  it.each([
    ['sent back in a header', { url: '{api_url}/echo', headers: { 'x-token': '{token}' }, expect: { status: 405, headers: { 'x-token': 'another' } } }],
    ['sent back as text', { url: '{api_url}/echo', method: 'POST', body: SECRET, expect: { status: 200 } }],
    ['in the address', { url: '{api_url}/down?key={token}' }],
    ['in an address that is none', { url: '{token}' }],
  ])('shows nothing of a sensitive output: %s', async (_title, question) => {
    const { outcome, detail } = await result({ http: question });
    expect(outcome).toBe('fail');
    expect(detail).toContain('(hidden)');
    expect(detail).not.toMatch(/horse|staple/);
  });
});

it('an address shows nothing of a sensitive output that is too short to be told from the rest of it', async () => {
  const found = await result({ http: { url: 'http://127.0.0.1:{pin}/' } }, { outputs: { pin: { value: '1', sensitive: true } } });
  expect(found).toMatchObject({ outcome: 'fail', detail: expect.stringMatching(/^GET \(hidden: a sensitive output is part of the address\): /) });
});

describe('a tcp check', () => {
  it('passes when something takes the connection; host and port may be outputs', async () => {
    expect(await result({ tcp: { host: '127.0.0.1', port: '{port}' } })).toMatchObject({ outcome: 'pass', detail: `127.0.0.1 took a connection on port ${portOf(tcp)}` });
  });

  it('fails when nothing does', async () => {
    expect(await result({ tcp: { host: '127.0.0.1', port: await closedPort() } })).toMatchObject({ outcome: 'fail', detail: expect.stringContaining('nothing takes connections there') });
  });

  it.each<[string, object, string]>([
    ['a port that is none', { host: '127.0.0.1', port: '{api_url}' }, 'is no port'],
    ['an output that is missing', { host: '{db_host}', port: 5432 }, 'there is no output db_host'],
  ])('fails on %s', async (_title, question, detail) => {
    expect(await result({ tcp: question })).toMatchObject({ outcome: 'fail', detail: expect.stringContaining(detail) });
  });
});

describe('retry', () => {
  const third = (retry: object, timeoutSeconds = 20): Promise<CheckResult> => {
    asked = 0;
    return result({ http: { url: '{api_url}/third' }, retry, timeoutSeconds });
  };

  it('tries until it passes, and says at which try', async () => {
    expect(await third({ tries: 5, everySeconds: 0 })).toMatchObject({ outcome: 'pass', detail: expect.stringContaining('answered 200 (at try 3 of 5)') });
    expect(asked).toBe(3);
  });

  it('fails when the tries are used up', async () => {
    expect(await third({ tries: 2, everySeconds: 0 })).toMatchObject({ outcome: 'fail', detail: expect.stringContaining('the status is 500, and not 200 (at each of 2 tries)') });
  });

  it('begins no try for which no time is left: the deadline holds for all together', async () => {
    expect(await third({ tries: 5, everySeconds: 10 }, 5)).toMatchObject({ outcome: 'fail', detail: expect.stringContaining('(no time is left after 1 try)') });
    expect(asked).toBe(1);
  });

  it('ends a try that hangs, so that the next one can pass', async () => {
    const file = `${tmpdir()}/cutover-check-${process.pid}-${Date.now()}`;
    const command = ['sh', '-c', `if [ -e ${file} ]; then rm ${file}; else touch ${file}; sleep 60; fi`];
    expect(await result({ command, retry: { tries: 3, everySeconds: 0, trySeconds: 0.3 } }, { env: { PATH: process.env['PATH'] ?? '' } })).toMatchObject({ outcome: 'pass', detail: 'at try 2 of 3' });
  });

  it('tries no more when the run is stopped', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    expect(await result({ tcp: { host: '127.0.0.1', port: await closedPort() }, retry: { tries: 100, everySeconds: 600 }, timeoutSeconds: 3600 }, { signal: stop.signal })).toMatchObject({ outcome: 'fail' });
  });
});

describe('what a check may look like', () => {
  it.each<[string, object]>([
    ['two kinds at once', { http: { url: 'http://x/' }, command: ['true'] }],
    ['no kind', {}],
    ['a URL of another kind', { http: { url: 'ftp://x/' } }],
    ['braces that hold no output', { http: { url: 'http://x/{a b}' } }],
    ['a method that is none', { http: { url: 'http://x/', method: 'FETCH' } }],
    ['a status that is none', { http: { url: 'http://x/', expect: { status: 99 } } }],
    ['a pattern that is none', { http: { url: 'http://x/', expect: { body: '(' } } }],
    ['a name of a header that is none', { http: { url: 'http://x/', headers: { 'a b': 'c' } } }],
    ['a port that is none', { tcp: { host: 'x', port: 70000 } }],
    ['one try', { tcp: { host: 'x', port: 1 }, retry: { tries: 1 } }],
    ['a retry of what does not change', { output: 'x', schema: {}, retry: { tries: 2 } }],
    ['load outside of a requirement', { command: ['true'], load: { runs: 10 } }],
  ])('%s is refused', (_title, check) => {
    expect(checkSchema.safeParse({ name: 'x', ...check }).success).toBe(false);
  });

  it('an http check expects status 200 of a GET', () => {
    expect(checkSchema.parse({ name: 'x', http: { url: 'http://x/' } })).toMatchObject({ timeoutSeconds: 30, safeInProduction: false, http: { method: 'GET', headers: {}, expect: { status: 200, headers: {} } } });
  });
});
