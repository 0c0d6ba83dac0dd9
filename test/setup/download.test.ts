import { readFileSync, readdirSync } from 'node:fs';
import type http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { download } from '../../setup/download.mjs';
import { SetupError, WayFailed } from '../../setup/errors.mjs';
import { proxyFor } from '../../setup/proxy.mjs';
import { sha256 } from '../../src/digest.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { aServer } from './world.ts';

const bytes = Buffer.alloc(300_000, 'release ');
const right = sha256(bytes);

async function attempt(url: string, more: { sha256?: string; env?: Record<string, string>; deadline?: number; silence?: number } = {}): Promise<{ folder: string; error: unknown }> {
  const folder = temporaryFolder();
  const error = await download({ url, sha256: right, env: {}, to: join(folder, 'file'), ...more }).catch((thrown: unknown) => thrown);
  return { folder, error };
}

const handlers: Record<string, http.RequestListener> = {
  good: (_request, response) => response.end(bytes),
  'slow but never silent': (_request, response) => {
    let sent = 0;
    const timer = setInterval(() => {
      response.write(bytes.subarray(sent, (sent += 50_000)));
      if (sent < bytes.length) return;
      clearInterval(timer);
      response.end();
    }, 200);
  },
  redirected: ({ url }, response) => (url === '/end' ? response.end(bytes) : response.writeHead(302, { location: '/end' }).end()),
};

describe('a download', () => {
  it.each(['good', 'redirected', 'slow but never silent'])('that is %s is kept', async (name) => {
    const { folder, error } = await attempt(`${await aServer(handlers[name] ?? (() => undefined))}/file`, { silence: 900 });
    expect(error).toBeUndefined();
    expect(sha256(readFileSync(join(folder, 'file')))).toBe(right);
  });

  it('with a wrong checksum stops everything, says both, and leaves nothing', async () => {
    const other = Buffer.from('something else');
    const { folder, error } = await attempt(`${await aServer((_request, response) => response.end(other))}/file`);
    expect(error).toBeInstanceOf(SetupError);
    expect((error as SetupError).complaint).toMatchObject({ found: sha256(other), allowed: right });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('without a checksum is never begun', async () => {
    let asked = 0;
    const server = await aServer((_request, response) => {
      asked += 1;
      response.end(bytes);
    });
    expect((await attempt(`${server}/file`, { sha256: '' })).error).toBeInstanceOf(SetupError);
    expect(asked).toBe(0);
  });

  const truncated = (headers: http.OutgoingHttpHeaders): http.RequestListener => (_request, response) => {
    response.writeHead(200, headers).write(bytes.subarray(0, 100_000), () => response.destroy());
  };
  const failures: [string, http.RequestListener, string][] = [
    ['truncated before its announced length', truncated({ 'content-length': bytes.length }), 'the connection ended in the middle'],
    ['truncated without an announced length', truncated({}), 'the connection ended in the middle'],
    ['not there', (_request, response) => response.writeHead(404).end('no'), 'answered 404'],
    ['forbidden by a proxy', (_request, response) => response.writeHead(403).end('no'), 'answered 403'],
    ['redirected in a circle', (_request, response) => response.writeHead(302, { location: '/file' }).end(), 'too many redirects'],
    ['redirected to a place that is not the web', (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(), 'which is not safe'],
    ['never answered', () => undefined, 'no byte for 0.2 s'],
    ['stuck in the middle', (_request, response) => response.writeHead(200).write('a'), 'no byte for 0.2 s'],
  ];
  it.each(failures)('that is %s says so, lets the next way begin, and leaves nothing', async (_name, handler, message) => {
    const { folder, error } = await attempt(`${await aServer(handler)}/file`, { silence: 200 });
    expect(error).toBeInstanceOf(WayFailed);
    expect((error as WayFailed).message).toContain(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that trickles for ever ends at its deadline', async () => {
    const server = await aServer((_request, response) => {
      const timer = setInterval(() => response.write('a'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const { folder, error } = await attempt(`${server}/file`, { silence: 2_000, deadline: 300 });
    expect((error as WayFailed).message).toContain('not finished after 0.3 s');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('from where nobody listens says so', async () => {
    const { error } = await attempt('http://127.0.0.1:1/file');
    expect(error).toBeInstanceOf(WayFailed);
    expect((error as WayFailed).message).toContain('ECONNREFUSED');
  });
});

describe('a proxy', () => {
  it('is asked for http addresses, with its password', async () => {
    const asked: unknown[] = [];
    const proxy = await aServer(({ url, headers }, response) => {
      asked.push(url, headers['proxy-authorization']);
      response.end(bytes);
    });
    const { error } = await attempt('http://releases.example/file', { env: { HTTP_PROXY: proxy.replace('//', '//me:p%40ss@') } });
    expect([error, asked]).toEqual([undefined, ['http://releases.example/file', `Basic ${Buffer.from('me:p@ss').toString('base64')}`]]);
  });

  it('is asked for a tunnel for https addresses, and its refusal is told', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = await aServer(
      () => undefined,
      ({ url }, socket) => {
        asked.push(url);
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      },
    );
    const { error } = await attempt('https://releases.example/file', { env: { https_proxy: proxy } });
    expect([asked, (error as Error).message]).toEqual([['releases.example:443'], 'https://releases.example/file: the proxy answered 407']);
  });

  it('that does not answer is given up', async () => {
    const silent = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.on('listening', resolve));
    const { port } = silent.address() as net.AddressInfo;
    const { error } = await attempt('https://releases.example/file', { env: { HTTPS_PROXY: `127.0.0.1:${String(port)}` }, silence: 200 });
    silent.close();
    expect((error as Error).message).toContain('no byte for 0.2 s');
  });

  it.each([
    ['https://a.example/x', { HTTPS_PROXY: 'http://p:1' }, 'p:1'],
    ['https://a.example/x', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['https://a.example/x', { ALL_PROXY: 'p:1' }, 'p:1'],
    ['https://a.example/x', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'b.example, .example' }, undefined],
    ['https://a.example/x', { HTTPS_PROXY: 'http://p:1', no_proxy: 'a.example:8443' }, 'p:1'],
    ['https://a.example/x', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example:443' }, undefined],
    ['https://aexample/x', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example' }, 'p:1'],
    ['https://a.example/x', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
    ['https://a.example/x', { HTTPS_PROXY: '' }, undefined],
  ])('for %s under %j is %s', (url, env, expected) => {
    expect(proxyFor(new URL(url), env)?.host).toBe(expected);
  });
});
