import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { cacheFolder, publish } from '../../setup/cache.mjs';
import { until } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const isWhole = (folder: string): boolean => existsSync(join(folder, 'tool'));
const fill = (folder: string): Promise<void> => Promise.resolve(writeFileSync(join(folder, 'tool'), 'whole'));

/** Builds `tool` in two slow halves and notes each build. */
const builder = `
  import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
  import { publish } from ${JSON.stringify(new URL('../../setup/cache.mjs', import.meta.url).href)};
  process.on('SIGTERM', () => process.exit(1));
  const [target, log, pause] = process.argv.slice(1);
  await publish(target, (folder) => existsSync(folder + '/tool'), async (folder) => {
    appendFileSync(log, 'built ');
    writeFileSync(folder + '/half', '');
    await new Promise((resolve) => setTimeout(resolve, Number(pause)));
    writeFileSync(folder + '/tool', 'whole');
  });`;
const args = (target: string, log: string, pause: number): string[] => ['--input-type=module', '-e', builder, target, log, String(pause)];

describe('the cache folder', () => {
  it.each([
    [{ CUTOVER_CACHE: '/c', XDG_CACHE_HOME: '/x', HOME: '/h' }, '/c'],
    [{ CUTOVER_CACHE: '', XDG_CACHE_HOME: '/x', HOME: '/h' }, '/x/cutover'],
    [{ XDG_CACHE_HOME: 'relative', HOME: '/h' }, '/h/.cache/cutover'],
    [{ HOME: '/h' }, '/h/.cache/cutover'],
  ])('under %j is %s', (env, expected) => {
    expect(cacheFolder(env)).toBe(expected);
  });
});

describe('what set-up makes', () => {
  it('is there whole or not at all', async () => {
    const target = join(temporaryFolder(), 'tools', 'v1');
    const broken = publish(target, isWhole, (folder) => {
      writeFileSync(join(folder, 'half'), '');
      throw new Error('the disk is full');
    });
    await expect(broken).rejects.toThrow('the disk is full');
    expect(readdirSync(join(target, '..'))).toEqual([]);
    await publish(target, isWhole, fill);
    expect(readdirSync(join(target, '..'))).toEqual(['v1']);
  });

  it('replaces a folder that cannot be used', async () => {
    const target = join(temporaryFolder(), 'v1');
    mkdirSync(target);
    writeFileSync(join(target, 'half'), '');
    await publish(target, isWhole, fill);
    expect(readdirSync(target)).toEqual(['tool']);
  });

  it('is made once when several set-ups run at the same time', async () => {
    const folder = temporaryFolder();
    const [target, log] = [join(folder, 'v1'), join(folder, 'log')];
    await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, args(target, log, 300))));
    expect(readFileSync(log, 'utf8')).toBe('built ');
    expect(readdirSync(folder).sort()).toEqual(['log', 'v1']);
  });

  it.each([
    ['SIGTERM', ['log']],
    ['SIGKILL', ['.lock-v1', '.tmp-v1-XXXXXX', 'log']],
  ] as const)('does not suffer from a set-up that ended by %s in the middle', async (signal, left) => {
    const folder = temporaryFolder();
    const [target, log] = [join(folder, 'v1'), join(folder, 'log')];
    const killed = spawn(process.execPath, args(target, log, 60_000), { stdio: 'ignore' });
    await until(() => readdirSync(folder).some((name) => name.startsWith('.tmp') && existsSync(join(folder, name, 'half'))));
    const ended = new Promise((resolve) => killed.on('close', resolve));
    killed.kill(signal);
    await ended;
    expect(readdirSync(folder).sort().map((name) => name.replace(/^(\.tmp-v1-).*/, '$1XXXXXX'))).toEqual(left);
    await publish(target, isWhole, fill);
    expect(readdirSync(folder).sort()).toEqual(['log', 'v1']);
  });

  it('waits for a lock whose owner lives', async () => {
    const folder = temporaryFolder();
    const lock = join(folder, '.lock-v1');
    writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname() }));
    const said: string[] = [];
    const publishing = publish(join(folder, 'v1'), isWhole, () => Promise.reject(new Error('must not be built')), (message) => said.push(message));
    await until(() => said.length > 0);
    mkdirSync(join(folder, 'v1'));
    writeFileSync(join(folder, 'v1', 'tool'), 'by the owner');
    rmSync(lock);
    await publishing;
    expect(said).toEqual(['waiting for another set-up that is installing this']);
  });
});
