import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { aProjectFolder } from '../helpers/a-project-folder.ts';
import { findConfinement } from '../helpers/confinement.ts';
import { pythonPath } from '../helpers/python.ts';
import { run, type Finished } from '../helpers/run-terraform.ts';

// Reserved for documentation (RFC 5737): there is nobody at this address.
const ELSEWHERE = '192.0.2.1';
const confinement = findConfinement();
const itConfined = confinement === undefined ? it.skip : it;
const where = confinement === undefined ? 'NOT SHOWN HERE, it takes strace or the right to make a network namespace' : `seen by ${confinement.name}`;

const program = (): string[] => [join(import.meta.dirname, '..', 'helpers', 'isolated-run.ts'), folder];

let folder: string;
let proxy: Server;
let finished: Finished;
const seen: string[] = [];

/** What a developer's shell may hold: a profile that would run a program, keys, a proxy for everything. */
function hostile(): NodeJS.ProcessEnv {
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const proxies = Object.fromEntries(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [[name, address], [name.toLowerCase(), address]]));
  const profile = { AWS_PROFILE: 'company', AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'), AWS_SDK_LOAD_CONFIG: '1' };
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', AWS_REGION: 'us-east-1' };
  return { ...process.env, ...proxies, ...profile, ...keys, NO_PROXY: '', no_proxy: '', NODE_USE_ENV_PROXY: '1' };
}

const confined = (command: string[], trace: string): Promise<Finished> => {
  const [first = '', ...rest] = confinement === undefined ? command : confinement.wrap(command, join(folder, trace));
  return run(first, rest, { cwd: folder, env: hostile() });
};
const strangersIn = (trace: string): string[] => confinement?.addresses?.(join(folder, trace)).filter((address) => !/^(127\.|::1$)/.test(address)) ?? [];

beforeAll(async () => {
  folder = aProjectFolder();
  writeFileSync(join(folder, 'config'), `[profile company]\nregion = us-east-1\ncredential_process = touch "${join(folder, 'profile-was-used')}"\n`);
  writeFileSync(join(folder, 'credentials'), '');
  proxy = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.writeHead(502).end();
  });
  proxy.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  proxy.unref();
  // A namespace has a loopback of its own, where the proxy is not: there the program runs once more, below.
  finished = confinement?.addresses === undefined ? await run(process.execPath, program(), { cwd: folder, env: hostile() }) : await confined([process.execPath, ...program()], 'run.trace');
});
afterAll(() => {
  proxy.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a sandbox run, in a shell with a profile, real-looking keys and proxies', () => {
  it('gets to its end, in the account of the sandbox', () => {
    expect(finished).toMatchObject({ code: 0, output: expect.stringContaining('queue = "arn:aws:sqs:eu-central-1:222222222222:orders"') as unknown });
  });

  it('asks no proxy and uses no profile', () => {
    expect(seen).toEqual([]);
    expect(existsSync(join(folder, 'profile-was-used'))).toBe(false);
  });

  itConfined(`addresses nobody but loopback, with all the processes it starts (${where})`, async () => {
    if (confinement?.addresses === undefined) {
      expect(await confined([process.execPath, ...program()], 'run.trace')).toMatchObject({ code: 0 });
    } else {
      expect(strangersIn('run.trace')).toEqual([]);
      expect(confinement.addresses(join(folder, 'run.trace')).length).toBeGreaterThan(20);
    }
  });
});

// Else the tests above would also pass with an observer that sees nothing.
describe('what is observed', () => {
  it('is every request through the proxy', async () => {
    const before = seen.length;
    await run(pythonPath(), ['-c', `import urllib.request; urllib.request.urlopen('http://${ELSEWHERE}/')`], { cwd: folder, env: hostile() });
    expect(seen.slice(before)).toEqual([`GET http://${ELSEWHERE}/`]);
  });

  it('is the use of the profile', async () => {
    const env = { ...hostile(), AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    await run(pythonPath(), ['-c', 'import boto3; boto3.Session().get_credentials().access_key'], { cwd: folder, env });
    expect(existsSync(join(folder, 'profile-was-used'))).toBe(true);
  });

  itConfined.each(['connect', 'sendto'])(`is every %s to another address (${where})`, async (call) => {
    const use = call === 'connect' ? `s.connect(('${ELSEWHERE}', 9))` : `s.sendto(b'x', ('${ELSEWHERE}', 9))`;
    const { code } = await confined(['sh', '-c', '"$1" -c "$2"', 'sh', pythonPath(), `import socket; s = socket.socket(type=socket.SOCK_DGRAM); ${use}`], 'control.trace');
    if (confinement?.addresses === undefined) expect(code).not.toBe(0);
    else expect(strangersIn('control.trace')).toEqual([ELSEWHERE]);
  });
});
