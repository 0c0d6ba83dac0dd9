import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { answersAs } from '../../sandbox/control.ts';
import { sandboxDown } from '../../sandbox/down.ts';
import { endServer, isServerOf } from '../../sandbox/process.ts';
import { sandboxFolder, stateFile } from '../../sandbox/state.ts';
import { sandboxStatus } from '../../sandbox/status.ts';
import { sandboxUp } from '../../sandbox/up.ts';
import { UserError } from '../../src/errors.ts';
import { aProjectFolder } from '../helpers/a-project-folder.ts';
import { processesNaming, until } from '../helpers/processes.ts';
import { pythonPath } from '../helpers/python.ts';

let root: string;
let children: ChildProcess[];
const up = (options: { port?: number; progress?: (message: string) => void } = {}) => sandboxUp({ root, python: pythonPath(), lifetime: 'until-exit', ...options });

function inAChild(lifetime: string, then: string): ChildProcess {
  const program = join(import.meta.dirname, '..', 'helpers', 'up-in-a-child.ts');
  const child = spawn(process.execPath, [program, root, lifetime, then], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

async function occupiedPort(): Promise<{ port: number; server: Server }> {
  const server = createServer().unref().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

/** An argument of the server and of what it starts; the test's and the starter's command lines hold the root alone. */
const servers = (): number[] => processesNaming(sandboxFolder(root));

beforeEach(() => {
  root = aProjectFolder();
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await sandboxDown({ root });
  rmSync(root, { recursive: true, force: true });
  await until(() => servers().length === 0);
});

describe('up, down and status', () => {
  it('starts one server for two callers at once, finds it again, and leaves no process and no state file after down', async () => {
    const { port, server } = await occupiedPort();
    server.close();
    await once(server, 'close');
    const [state, same] = await Promise.all([up({ port }), up({ port })]);
    expect(same.instance).toBe(state.instance);
    expect(state.port).toBe(port);
    expect(await sandboxStatus({ root })).toEqual({ status: 'up', state });
    expect(statSync(stateFile(root)).mode & 0o777).toBe(0o600);
    expect((await up({ port })).instance).toBe(state.instance);
    const elsewhere = await up({ port: port === 65535 ? port - 1 : port + 1 }).catch((thrown: unknown) => thrown);
    expect((elsewhere as UserError).complaint).toMatchObject({ field: '--port', allowed: String(port) });
    expect(readFileSync(join(sandboxFolder(root), '.gitignore'), 'utf8')).toBe('*\n');
    expect(processesNaming(`--folder ${sandboxFolder(root)}`)).toEqual([state.pid]);

    expect(await sandboxDown({ root })).toBe(true);
    expect(servers()).toEqual([]);
    expect(await answersAs(state, 500)).toBe(false);
    expect(await sandboxStatus({ root })).toEqual({ status: 'down' });
    expect(readdirSync(sandboxFolder(root)).filter((name) => name.includes('sandbox.json'))).toEqual([]);
    expect(await sandboxDown({ root })).toBe(false);
  });

  it('keeps its log within bounds', () => {
    const program = `import sys; sys.path.insert(0, sys.argv[1]); from server_log import log_to; import logging; log_to(sys.argv[2], limit=1000)
for number in range(200): sys.stderr.write(f"line {number}\\n")`;
    execFileSync(pythonPath(), ['-c', program, join(import.meta.dirname, '..', '..', 'sandbox'), root]);
    const logs = readdirSync(root).sort();
    expect(logs).toEqual(['server.log', 'server.log.1']);
    for (const log of logs) expect(statSync(join(root, log)).size).toBeLessThanOrEqual(1000);
    expect(readFileSync(join(root, 'server.log'), 'utf8')).toContain('line 199');
  });

  it('survives its starter when it is to run until down; after a kill it is gone, and the next up starts an empty one', async () => {
    await once(inAChild('until-down', ''), 'exit');
    const found = await sandboxStatus({ root });
    if (found.status !== 'up') throw new Error(`it is ${found.status}`);
    process.kill(found.state.pid, 'SIGKILL');
    await until(() => servers().length === 0);
    expect(await sandboxStatus({ root })).toEqual({ status: 'gone', reason: `its process ${found.state.pid}, started ${found.state.startedAt}, has ended` });

    const said: string[] = [];
    const next = await up({ progress: (message) => said.push(message) });
    expect(next.instance).not.toBe(found.state.instance);
    expect(said[0]).toContain('is gone');
  });

  it('ends with its starter when it is to run until exit', async () => {
    const child = inAChild('until-exit', 'wait');
    await until(async () => (await sandboxStatus({ root })).status === 'up');
    child.kill('SIGKILL');
    await until(() => servers().length === 0);
    expect(await sandboxStatus({ root })).toEqual({ status: 'down' });
  });

  it('ends when the project folder is removed', async () => {
    const state = await up();
    rmSync(root, { recursive: true });
    await until(() => !isServerOf(state.pid, state.instance));
    expect(existsSync(root)).toBe(false);
  });

  it('ends a server that no longer listens to SIGTERM', async () => {
    const state = await up();
    process.kill(state.pid, 'SIGSTOP');
    expect(await answersAs(state, 300)).toBe(false);
    expect(await endServer(state.pid, state.instance, 0.3)).toBe(true);
    expect(servers()).toEqual([]);
  });
});

describe('a start that does not succeed leaves nothing', () => {
  it.each([
    { signal: 'SIGINT', moment: 'as it begins', seen: () => existsSync(sandboxFolder(root)) },
    { signal: 'SIGTERM', moment: 'as it makes the accounts', seen: () => existsSync(join(sandboxFolder(root), 'server.log')) },
    { signal: 'SIGKILL', moment: 'as it makes the accounts', seen: () => existsSync(join(sandboxFolder(root), 'server.log')) },
  ] as const)('after $signal $moment', async ({ signal, seen }) => {
    const child = inAChild('until-down', 'wait');
    await until(seen);
    child.kill(signal);
    await until(() => servers().length === 0);
    expect(readdirSync(root)).toEqual([]);
  });

  it('when the port is busy, and says which and what to do', async () => {
    const { port, server } = await occupiedPort();
    const error = await up({ port }).catch((thrown: unknown) => thrown);
    server.close();
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).complaint).toMatchObject({ field: '--port', problem: 'the port is in use', found: String(port) });
    expect((error as UserError).complaint.next).toContain('leave --port out');
    expect(servers()).toEqual([]);
    expect(readdirSync(root)).toEqual([]);
  });

  it('when there is no such Python', async () => {
    await expect(sandboxUp({ root, python: join(root, 'no python') })).rejects.toThrow(UserError);
    expect(readdirSync(root)).toEqual([]);
  });

  it('when the place of its folder is taken', async () => {
    writeFileSync(join(root, '.cutover'), 'a file');
    await expect(up()).rejects.toThrow(UserError);
    expect(readdirSync(root)).toEqual(['.cutover']);
  });

  it('when a provider version is none', async () => {
    await expect(sandboxUp({ root, python: pythonPath(), providerVersions: ['../6'] })).rejects.toThrow('not a version of hashicorp/aws');
    expect(readdirSync(root)).toEqual([]);
  });

  it('when a file cannot be written', async () => {
    mkdirSync(join(sandboxFolder(root), 'terraform.rc'), { recursive: true });
    await expect(up()).rejects.toThrow('EISDIR');
    expect(servers()).toEqual([]);
    expect(existsSync(stateFile(root))).toBe(false);
  });
});

describe('a state file without its process', () => {
  it('may name a process of somebody else, which is never touched', async () => {
    const stranger = spawn('sleep', ['30']);
    children.push(stranger);
    const account = { stateBucket: 'a-bucket', credentials: { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' } };
    const environments = { test: { ...account, accountId: '111111111111' }, production: { ...account, accountId: '222222222222' } };
    mkdirSync(sandboxFolder(root), { recursive: true });
    writeFileSync(stateFile(root), JSON.stringify({ schema: 1, instance: randomUUID(), pid: stranger.pid, port: 9, startedAt: '2026-01-01T00:00:00Z', environments }));
    expect(await sandboxStatus({ root })).toEqual({ status: 'gone', reason: `its process ${stranger.pid}, started 2026-01-01T00:00:00Z, has ended` });
    expect(await sandboxDown({ root })).toBe(false);
    expect(existsSync(stateFile(root))).toBe(false);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
    expect(processesNaming('sleep 30')).toContain(stranger.pid);
  });

  it.each(['', '{', '{"schema":2}', '[]'])('is gone when it reads %j', async (content) => {
    mkdirSync(sandboxFolder(root), { recursive: true });
    writeFileSync(stateFile(root), content);
    expect(await sandboxStatus({ root })).toEqual({ status: 'gone', reason: 'its state file is not readable' });
    expect(await sandboxDown({ root })).toBe(false);
    expect(await sandboxStatus({ root })).toEqual({ status: 'down' });
  });
});
