import { SetupError, reasonOf } from './errors.mjs';
import { installBinary, installEngine } from './install-binary.mjs';
import { packageRoot, readPins } from './pins.mjs';
import { checkPlatform } from './platform.mjs';
import { installPython } from './python.mjs';

/**
 * @typedef {import('./cache.mjs').Environment} Environment
 * @typedef {import('./progress.mjs').Progress} Progress
 * @typedef {(task: import('./progress.mjs').Task) => Promise<void>} Install
 */

/** What can be asked for besides the tools that are always installed: engines, and what only the tests of Cutover itself run. */
export const extras = /** @type {const} */ (['terraform', 'tofu', 'act', 'actionlint', 'zizmor']);

/**
 * Sees to the tools that Cutover runs: the Python environment, an engine and tfsec. What is there already costs nothing.
 * @param {{ with: readonly string[], progress: Progress, env?: Environment, pins?: import('./pins.mjs').Pins, root?: string, also?: Record<string, Install> }} options
 *   `with`: of `extras`; `also`: further installs beside these
 * @throws {SetupError} when something cannot be had; the others are finished first
 */
export async function installTools({ with: wanted, progress, env = process.env, pins = readPins(), root = packageRoot(), also = {} }) {
  checkPlatform({ platform: process.platform, arch: process.arch, nodeVersion: process.versions.node });
  const unknown = wanted.find((name) => !extras.some((extra) => extra === name));
  if (unknown !== undefined) throw new SetupError({ problem: 'there is no such tool to install with the others', found: unknown, allowed: extras.join(', ') });

  /** @type {Record<string, Install>} */
  const installs = {
    ...also,
    'Python environment': (task) => installPython(pins.python, env, root, task),
    engine: (task) => installEngine(pins, env, task),
    tfsec: (task) => installBinary('tfsec', pins, env, task),
    ...Object.fromEntries(extras.filter((name) => wanted.includes(name)).map((name) => [pins[name].title, (/** @type {import('./progress.mjs').Task} */ task) => installBinary(name, pins, env, task)])),
  };
  const outcomes = await Promise.allSettled(Object.entries(installs).map(([name, install]) => watched(progress.task(name), install)));
  progress.close();
  /** @type {SetupError[]} */
  const failures = [];
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    const reason = /** @type {unknown} */ (outcome.reason);
    if (!(reason instanceof SetupError)) throw reason;
    failures.push(reason);
  }
  const [first] = failures;
  if (first === undefined) return;
  throw failures.length === 1 ? first : new SetupError({ problem: `${String(failures.length)} things are missing\n\n${failures.map(({ message }) => message).join('\n\n')}` });
}

/** @param {import('./progress.mjs').Task} task @param {Install} install */
async function watched(task, install) {
  try {
    await install(task);
  } catch (error) {
    task.fail(reasonOf(error));
    throw error;
  }
}
