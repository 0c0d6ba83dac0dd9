import { closeSync, mkdirSync, openSync, readFileSync, readSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { cacheFolder } from './cache.mjs';

/** @typedef {import('./cache.mjs').Environment} Environment */

/**
 * What set-up learnt about a program on PATH, so that the product can choose without starting it: a change that nobody
 * approved must not start Terraform, not even for its version. Undefined when the program is new or was replaced.
 * @param {string} program absolute path @param {Environment} env @returns {string | undefined} its version, '' when it told none
 */
export function knownVersion(program, env) {
  try {
    return readFileSync(noteOn(program, env), 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} program @param {string} version @param {Environment} env */
export function rememberVersion(program, version, env) {
  const note = noteOn(program, env);
  mkdirSync(dirname(note), { recursive: true });
  writeFileSync(`${note}.${String(process.pid)}`, version);
  renameSync(`${note}.${String(process.pid)}`, note);
}

/**
 * Whether a program is a script, as the shims of version managers are: it stays the same when the version changes.
 * @param {string} program
 */
export function isScript(program) {
  const file = openSync(program, 'r');
  try {
    const start = Buffer.alloc(2);
    readSync(file, start, 0, 2, 0);
    return start.toString('latin1') === '#!';
  } finally {
    closeSync(file);
  }
}

/** @param {string} program @param {Environment} env */
function noteOn(program, env) {
  const real = realpathSync(program);
  const { size, mtimeMs, ino } = statSync(real);
  const key = createHash('sha256').update([real, size, mtimeMs, ino].join('\n')).digest('hex');
  return join(cacheFolder(env), 'versions', key);
}
