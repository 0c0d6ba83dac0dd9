import { mkdirSync } from 'node:fs';
import { cacheFolder } from './cache.mjs';
import { onPath, run } from './child.mjs';
import { SetupError } from './errors.mjs';
import { isAtLeast } from './versions.mjs';

/**
 * @typedef {import('./cache.mjs').Environment} Environment
 * @typedef {import('./pins.mjs').PythonPin} PythonPin
 */

const names = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];

/** Debian leaves `ensurepip` out of Python and keeps it in a package of its own; `import venv` alone works there. */
const question = `
import sys
try:
    import ensurepip, venv
    makes = 1
except ImportError:
    makes = 0
print('.'.join(map(str, sys.version_info[:3])), makes)
`;

/**
 * A Python that can make the environment.
 * @param {PythonPin} pin @param {Environment} env @param {NodeJS.Platform} [platform] whose package manager to name
 * @returns {Promise<{ path: string, version: string }>}
 */
export async function findPython(pin, env, platform = process.platform) {
  mkdirSync(cacheFolder(env), { recursive: true });
  /** @type {string[]} */
  const seen = [];
  /** @type {string | undefined} */
  let withoutVenv;
  for (const name of names) {
    const path = onPath(name, env);
    if (path === undefined) continue;
    // A shim of a version manager is on PATH also for versions that are not active, and fails.
    const answer = await run(path, ['-c', question], { env: pythonEnvironment(env), cwd: cacheFolder(env), deadline: 20_000 });
    const [version, makes] = answer.ok ? answer.stdout.trim().split(' ') : [];
    if (version === undefined || makes === undefined) continue;
    const isRight = isAtLeast(version, pin.minimum) && !isAtLeast(version, pin.below);
    if (isRight && makes === '1') return { path, version };
    if (isRight) withoutVenv ??= version;
    seen.push(`${path} is ${version}${isRight ? ' without venv' : ''}`);
  }
  const found = seen.join(', ') || 'no python3 on PATH';
  if (withoutVenv !== undefined) throw venvMissing(found, withoutVenv);
  const command = platform === 'darwin' ? '`brew install python@3.13`' : '`sudo apt install python3 python3-venv` (Debian 12, Ubuntu 24.04 or newer), `sudo dnf install python3.12` (Fedora, RHEL)';
  throw new SetupError({ problem: 'there is no Python that the scanners and the sandbox run on', found, allowed: `${pin.minimum} or newer, below ${pin.below}`, next: `${command}, or see https://www.python.org/downloads` });
}

/** @param {string} found @param {string} version */
export function venvMissing(found, version) {
  const minor = version.split('.').slice(0, 2).join('.');
  return new SetupError({ problem: 'this Python cannot make an environment: its venv module is not complete', found, next: `\`sudo apt install python${minor}-venv\` (Debian and Ubuntu keep it apart), then run this again` });
}

/** The environment without what would lead Python or pip elsewhere. @param {Environment} env @returns {Environment} */
export function pythonEnvironment(env) {
  const misleading = ['PYTHONPATH', 'PYTHONHOME', 'PYTHONDONTWRITEBYTECODE', 'VIRTUAL_ENV', 'PIP_TARGET', 'PIP_PREFIX', 'PIP_USER', 'PIP_REQUIRE_VIRTUALENV', 'PIP_REQUIRE_HASHES'];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !misleading.includes(name)));
}
