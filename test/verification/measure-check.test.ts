import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import type { CheckContext } from '../../src/verification/attempt.ts';
import { requirementCheckSchema, type CheckResult } from '../../src/verification/check.ts';
import { loadHttp } from '../../src/verification/load-of-http.ts';
import { runCheck } from '../../src/verification/run-check.ts';
import { aCertificate } from '../helpers/a-certificate.ts';

/** How long the server waits before the nth answer, in milliseconds, and what it answers then. */
let delayOf: (request: number) => number;
let answer: (request: number, response: ServerResponse, question: IncomingMessage) => void;
let seen: { number: number; at: number; body: string; headers: IncomingMessage['headers'] }[];
let server: Server;

beforeAll(async () => {
  server = createServer((question, response) => {
    const number = seen.push({ number: seen.length + 1, at: performance.now(), body: '', headers: question.headers });
    question.on('data', (chunk: Buffer) => (seen[number - 1] = { ...seen[number - 1]!, body: `${seen[number - 1]?.body ?? ''}${chunk.toString()}` }));
    setTimeout(() => answer(number, response, question), delayOf(number));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  seen = [];
  delayOf = () => 0;
  answer = (_number, response) => response.end('fine');
});

async function measure(check: object, overrides: Partial<CheckContext> = {}): Promise<CheckResult> {
  const outputs = { url: { value: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sensitive: false }, token: { value: 'correct-horse-battery', sensitive: true } };
  return await runCheck(requirementCheckSchema.parse({ name: 'a measurement', ...check }), { cwd: tmpdir(), env: { PATH: process.env['PATH'] ?? '' }, component: 'api', environment: 'test', target: 'cloud', outputs, ...overrides });
}

describe('http under load', () => {
  it('is measured without warm-up: a delay that the server makes is seen where it is made', async () => {
    // The first request, and four to warm up, are slow; of the 40 measured ones three are.
    delayOf = (number) => (number <= 5 ? 300 : number % 15 === 0 ? 120 : 20);
    const { outcome, measured, detail } = await measure({ http: { url: '{url}/' }, load: { runs: 40, warmUp: 4, atOnce: 4 } });
    expect([outcome, detail]).toEqual(['pass', '40 runs, 4 at once, after 4 to warm up']);
    expect(measured).toMatchObject({ n: 40, errors: 0, warmUp: 4, atOnce: 4, p99: null });
    expect(seen).toHaveLength(45);
    const { p50, p95, slowest, perSecond, seconds } = measured!;
    expect(p50).toBeGreaterThanOrEqual(0.019);
    expect(p95).toBeGreaterThanOrEqual(0.119);
    expect(slowest).toBeGreaterThanOrEqual(p95!);
    expect(perSecond).toBeCloseTo(40 / seconds, 3);
    // 40 answers of 20 ms and more over 4 connections.
    expect(seconds).toBeGreaterThanOrEqual(0.19);
  });

  it('asks over as many connections as it is told, each with method, headers and body', async () => {
    let open = 0;
    let most = 0;
    delayOf = () => 30;
    answer = (_number, response) => void ((open -= 1), response.writeHead(201).end());
    const count = ({ headers }: IncomingMessage): void => {
      most = Math.max(most, (open += 1));
      expect(headers['x-token']).toBe('correct-horse-battery');
    };
    server.on('request', count);
    const { outcome } = await measure({ http: { url: '{url}/', method: 'POST', body: '{"a":1}', headers: { 'x-token': '{token}' }, expect: { status: 201 } }, load: { runs: 12, warmUp: 0, atOnce: 3 } });
    server.off('request', count);
    expect([outcome, most, new Set(seen.map(({ body }) => body))]).toEqual(['pass', 3, new Set(['{"a":1}'])]);
  });

  it.each<[string, () => void, object, RegExp]>([
    ['a status that is not expected', () => (answer = (number, response) => response.writeHead(number === 9 ? 500 : 200).end()), {}, /^under load: the status is 500, and not 200$/],
    ['an error while it warms up', () => (answer = (number, response) => response.writeHead(number === 2 ? 500 : 200).end()), {}, /^while warming up: the status is 500/],
    ['another text', () => (answer = (number, response) => response.end(number === 9 ? 'broken' : 'fine')), { expect: { body: '^fine$' } }, /^under load: the body does not match \^fine\$$/],
    ['a connection that is closed without an answer', () => (answer = (number, response, { socket }) => void (number === 9 ? socket.destroy() : response.end())), {}, /^under load: /],
    ['a server that closes the connection after an answer', () => (answer = (_number, response) => response.setHeader('connection', 'close').end()), {}, /^(under load|while warming up): /],
    ['an answer that never comes', () => (answer = (number, response) => void (number === 9 ? undefined : response.end())), {}, /^under load: ended at its deadline of 1.5 s; \d+ of 20 came to a good end$/],
    ['what fails at once', () => (answer = (_number, response) => response.writeHead(503).end('away')), {}, /the status is 503, and not 200\naway$/],
  ])('fails on %s', async (_title, prepare, more, detail) => {
    prepare();
    const result = await measure({ http: { url: '{url}/', ...more }, load: { runs: 20, warmUp: 2, atOnce: 2 }, timeoutSeconds: 1.5 });
    expect(result).toMatchObject({ outcome: 'fail', detail: expect.stringMatching(detail) });
    expect(result.seconds).toBeLessThan(6);
    if (result.measured !== undefined) expect(result.measured.errors).toBeGreaterThan(0);
  });

  it('fails when nobody listens, without asking again and again', async () => {
    const samples = await loadHttp(httpOf('http://127.0.0.1:1/'), { url: new URL('http://127.0.0.1:1/'), headers: {} }, { runs: 50, atOnce: 5, signal: new AbortController().signal, left: () => 5 });
    expect(samples).toMatchObject({ times: [], firstError: expect.stringContaining('ECONNREFUSED') });
  });

  it('counts no answer over a connection whose certificate is not trusted', async () => {
    const secure = createTlsServer(aCertificate(), (_question, response) => response.end());
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const url = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`;
    const samples = await loadHttp(httpOf(url), { url: new URL(url), headers: {} }, { runs: 5, atOnce: 1, signal: new AbortController().signal, left: () => 5 });
    await new Promise((resolve) => secure.close(resolve));
    expect(samples).toMatchObject({ times: [], firstError: 'its certificate is not trusted' });
  });

  it('ends when the run is stopped', async () => {
    const stop = new AbortController();
    delayOf = () => 20;
    setTimeout(() => stop.abort(), 300);
    expect(await measure({ http: { url: '{url}/' }, load: { runs: 100_000, warmUp: 0 }, timeoutSeconds: 600 }, { signal: stop.signal })).toMatchObject({ outcome: 'fail', detail: expect.stringContaining('the run was stopped') });
  });
});

function httpOf(url: string): Parameters<typeof loadHttp>[0] {
  const check = requirementCheckSchema.parse({ name: 'x', http: { url } });
  if (!('http' in check)) throw new Error('not http');
  return check.http;
}

describe('a command under load', () => {
  it('is timed, its start included, as often and as many at once as it is told', async () => {
    const { outcome, measured } = await measure({ command: ['sleep', '0.1'], load: { runs: 6, warmUp: 1, atOnce: 3 } });
    expect([outcome, measured?.n, measured?.p95]).toEqual(['pass', 6, null]);
    expect(measured?.p50).toBeGreaterThanOrEqual(0.1);
    // Two rounds of three; six in a row would take 0.6 s and more.
    expect(measured?.seconds).toBeGreaterThanOrEqual(0.2);
    expect(measured?.perSecond).toBeCloseTo(6 / measured!.seconds, 3);
  });

  it('fails with the first run that does, and begins no other', async () => {
    const file = `${tmpdir()}/cutover-runs-${process.pid}-${Date.now()}`;
    const { outcome, detail, measured } = await measure({ command: ['sh', '-c', `echo x >> ${file}; n=$(wc -l < ${file}); echo run $n; test $n -lt 4`], load: { runs: 50, warmUp: 1 } });
    expect([outcome, detail, measured]).toEqual(['fail', 'under load: run 3: exit code 1\nrun 4', expect.objectContaining({ n: 2, errors: 48 })]);
  });

  it('ends at the deadline of them all', async () => {
    const result = await measure({ command: ['sleep', '0.2'], load: { runs: 100, warmUp: 0 }, timeoutSeconds: 0.5 });
    expect(result).toMatchObject({ outcome: 'fail', detail: expect.stringMatching(/^under load: ended at its deadline of 0.5 s; [12] of 100 came to a good end$/) });
  });

  it('is not exercised where the emulator does not honour it', async () => {
    expect(await measure({ command: ['false'], load: { runs: 2 }, notInEmulator: 'it is no load' }, { target: 'sandbox' })).toMatchObject({ outcome: 'not-exercised', detail: 'not exercised here (emulator): it is no load' });
  });
});

describe('what a measurement may look like', () => {
  const load = { runs: 10 };
  it.each<[string, object]>([
    ['a retry', { command: ['true'], load, retry: { tries: 2 } }],
    ['HEAD', { http: { url: 'http://x/', method: 'HEAD' }, load }],
    ['more at once than there are', { command: ['true'], load: { runs: 2, atOnce: 3 } }],
    ['one run', { command: ['true'], load: { runs: 1 } }],
    ['load on a port', { tcp: { host: 'x', port: 1 }, load }],
    ['load on an output', { output: 'x', schema: {}, load }],
  ])('%s is refused', (_title, check) => {
    expect(requirementCheckSchema.safeParse({ name: 'x', ...check }).success).toBe(false);
  });
});
