import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { certificateAdvice, isCertificateProblem } from './certificates.mjs';
import { onPath, run, tail } from './child.mjs';
import { SetupError } from './errors.mjs';
import { parseJson } from './json.mjs';
import { withLock } from './lock.mjs';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, peer?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/** @param {string} path @returns {Lock} */
function readLock(path) {
  return /** @type {Lock} */ (parseJson(readFileSync(path, 'utf8')));
}

/** The Node that every script runs on. @param {string} root */
export function pinnedNode(root) {
  return join(root, 'node_modules', '.bin', 'node');
}

/**
 * Whether node_modules holds what package-lock.json says. npm itself notes at the end of an install what it installed,
 * with the same digests, so an `npm install` by hand counts too, and a broken-off one does not.
 * @param {string} root
 */
export function nodeModulesMatch(root) {
  const note = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(note) || !existsSync(pinnedNode(root))) return false;
  const installed = readLock(note).packages;
  return Object.entries(readLock(join(root, 'package-lock.json')).packages).every(([path, wanted]) => {
    if (path === '') return true;
    const have = installed[path];
    // Optional packages are those of other platforms.
    return have === undefined ? wanted.optional === true : have.version === wanted.version && have.integrity === wanted.integrity;
  });
}

/**
 * Sees to node_modules.
 * @param {string} root @param {import('./cache.mjs').Environment} env @param {import('./progress.mjs').Task} task
 */
export async function installNodeModules(root, env, task) {
  if (nodeModulesMatch(root)) return;
  const npm = onPath('npm', env);
  if (npm === undefined) throw new SetupError({ problem: 'npm is not on PATH', next: 'install Node.js 24 with npm from https://nodejs.org' });
  const lock = join(cacheFolder(env), 'locks', createHash('sha256').update(root).digest('hex').slice(0, 16));
  await withLock(lock, async () => {
    if (nodeModulesMatch(root)) return;
    task.say('npm ci');
    const done = await run(npm, ['ci', '--no-audit', '--no-fund', '--no-progress'], { env, cwd: root, deadline: 15 * 60_000 });
    if (!done.ok) {
      throw new SetupError({
        problem: 'npm could not install the packages of package-lock.json',
        found: tail(done.output).replaceAll('\n', '\n           '),
        next: isCertificateProblem(done.output) ? certificateAdvice : 'see the message above; `npm config get registry` names the registry that was asked',
      });
    }
    await checkPinnedNode(root, env);
  }, (message) => task.say(message));
  task.done();
}

/** The package `node` fetches its program in an install script, which npm can be told not to run. @param {string} root @param {import('./cache.mjs').Environment} env */
async function checkPinnedNode(root, env) {
  const wanted = readLock(join(root, 'package-lock.json')).packages['node_modules/node']?.version ?? '';
  const answer = await run(pinnedNode(root), ['--version'], { env, cwd: root, deadline: 20_000 });
  if (answer.ok && answer.stdout.trim() === `v${wanted}`) return;
  throw new SetupError({
    problem: 'npm installed the packages, but not the pinned Node: the install script of the package `node` did not do its work',
    found: tail(answer.output, 1),
    allowed: `v${wanted}`,
    next: 'see that `npm config get ignore-scripts` is false and that `allowScripts` in package.json names this version, then run this again',
  });
}
