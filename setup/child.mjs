import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { beforeExit } from './leftovers.mjs';

/** @typedef {import('./cache.mjs').Environment} Environment */

/** The most of each output stream that is kept, in characters: its end. */
const kept = 256 * 1024;

/**
 * Runs an installer to its end without standard input, in a process group of its own, so that its children go with it
 * when the deadline passes or this process exits.
 * @param {string} command @param {string[]} args
 * @param {{ env: Environment, cwd?: string, deadline: number }} options deadline in milliseconds
 * @returns {Promise<{ ok: boolean, stdout: string, output: string }>} output: both streams as they came
 */
export async function run(command, args, { env, cwd, deadline }) {
  return await new Promise((resolve) => {
    const child = spawn(command, args, { env, ...(cwd === undefined ? {} : { cwd }), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    const stop = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    };
    const forget = beforeExit(stop);
    const timer = setTimeout(() => {
      output += `\nit did not end within ${String(deadline / 1000)} s`;
      stop();
    }, deadline);
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stdout = (stdout + text).slice(-kept);
      output = (output + text).slice(-kept);
    });
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output = (output + text).slice(-kept)));
    const end = (/** @type {boolean} */ ok) => {
      clearTimeout(timer);
      forget();
      resolve({ ok, stdout, output });
    };
    child.on('error', (error) => {
      output += error.message;
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}

/**
 * The program `name` on PATH. Relative folders of PATH are left out: what they mean depends on where one stands.
 * @param {string} name @param {Environment} env @returns {string | undefined} absolute
 */
export function onPath(name, env) {
  for (const folder of (env['PATH'] ?? '').split(':')) {
    // npx puts a project's own commands first on PATH; a tool that gets credentials is not taken from there.
    if (!isAbsolute(folder) || folder.replace(/\/+$/, '').endsWith('node_modules/.bin')) continue;
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/** The last lines of what a child said, for an error message. @param {string} output @param {number} [lines] */
export function tail(output, lines = 12) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}
