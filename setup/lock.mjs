import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseJson } from './json.mjs';
import { beforeExit } from './leftovers.mjs';

/** Longer than any install may take (children have deadlines), in milliseconds. */
const abandonedAfter = 90 * 60_000;

/**
 * Runs `work` while no other process holds the lock `path`. A lock whose process is gone is taken over.
 * @template T
 * @param {string} path a file that exists while the lock is held
 * @param {() => Promise<T>} work
 * @param {(message: string) => void} [say] told once when it has to wait
 * @returns {Promise<T>}
 */
export async function withLock(path, work, say) {
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; !take(path); waited = true) {
    if (!waited) say?.('waiting for another set-up that is installing this');
    if (isAbandoned(path)) moveAway(path);
    else await sleep(100);
  }
  const release = () => rmSync(path, { force: true });
  const forget = beforeExit(release);
  try {
    return await work();
  } finally {
    release();
    forget();
  }
}

/** @param {string} path */
function take(path) {
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function isAbandoned(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > abandonedAfter) return true;
    const text = readFileSync(path, 'utf8');
    if (text === '') return false; // Its owner is just writing it.
    const { pid, host } = /** @type {{ pid: number, host: string }} */ (parseJson(text));
    return host === hostname() && !isAlive(pid);
  } catch {
    return false; // It was released between the two looks; try to take it again.
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** Of several waiters one wins the rename; a lock that was taken in between is put back. @param {string} path */
function moveAway(path) {
  const aside = `${path}.${String(process.pid)}`;
  try {
    renameSync(path, aside);
    if (isAbandoned(aside)) rmSync(aside, { force: true });
    else renameSync(aside, path);
  } catch {
    // Another waiter was faster.
  }
}
