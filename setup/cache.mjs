import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { beforeExit } from './leftovers.mjs';
import { withLock } from './lock.mjs';

/** @typedef {Record<string, string | undefined>} Environment */

/** `CUTOVER_CACHE`, or `cutover` in the user's cache folder. @param {Environment} env @returns {string} absolute */
export function cacheFolder(env) {
  const own = env['CUTOVER_CACHE'];
  if (own !== undefined && own !== '') return isAbsolute(own) ? own : join(process.cwd(), own);
  const shared = env['XDG_CACHE_HOME'];
  // The XDG specification says that a relative path is to be ignored.
  if (shared !== undefined && isAbsolute(shared)) return join(shared, 'cutover');
  return join(env['HOME'] ?? homedir(), '.cache', 'cutover');
}

/**
 * Makes the folder `target` whole or not at all: `build` fills a temporary sibling, which is then renamed. Of several
 * processes one builds and the others wait for it.
 * @param {string} target absolute path of the folder
 * @param {(folder: string) => boolean} isWhole whether a folder that is there can be used
 * @param {(folder: string) => Promise<void>} build fills the folder it is given
 * @param {(message: string) => void} [say]
 */
export async function publish(target, isWhole, build, say) {
  if (isWhole(target)) return;
  const parent = dirname(target);
  mkdirSync(parent, { recursive: true });
  const prefix = `.tmp-${basename(target)}-`;
  await withLock(join(parent, `.lock-${basename(target)}`), async () => {
    if (isWhole(target)) return;
    // We hold the lock, so these are of a process that was killed.
    for (const name of readdirSync(parent)) if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
    const temporary = mkdtempSync(join(parent, prefix));
    const remove = () => rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
    const forget = beforeExit(remove);
    try {
      await build(temporary);
      if (existsSync(target)) rmSync(target, { recursive: true, force: true });
      renameSync(temporary, target);
    } finally {
      remove();
      forget();
    }
  }, say);
}
