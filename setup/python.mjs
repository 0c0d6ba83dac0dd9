import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, publish } from './cache.mjs';
import { certificateAdvice, isCertificateProblem } from './certificates.mjs';
import { run, tail } from './child.mjs';
import { SetupError } from './errors.mjs';
import { findPython, pythonEnvironment, venvMissing } from './find-python.mjs';
import { uvSettings } from './pip-settings.mjs';
import { platformKey } from './platform.mjs';

/**
 * @typedef {import('./cache.mjs').Environment} Environment
 * @typedef {import('./pins.mjs').PythonPin} PythonPin
 */

/** For one installing child, in milliseconds. */
const deadline = 10 * 60_000;

/**
 * Starting checkov reads 4,000 modules. Compiling them once, here, saves three seconds at each start where
 * PYTHONDONTWRITEBYTECODE keeps Python from doing it; compiling all 11,000 takes twice as long and saves no more. It also
 * proves that what was installed can be loaded.
 */
const firstStart = `
import importlib
import boto3, checkov.main, checkov.terraform.plan_runner, checkov.terraform.runner, moto.server, tf.provider, tf.runner
from moto.backends import get_backend
for service in ('cloudwatch', 'dynamodb', 'ec2', 'iam', 'kms', 'logs', 's3', 'sns', 'sqs', 'sts'):
    get_backend(service)
    importlib.import_module('moto.' + service + '.urls')
`;

/**
 * The environment that matches `requirements.txt`, from files alone.
 * @param {PythonPin} pin @param {Environment} env @param {string} root of the package
 * @returns {string | undefined} its folder, absolute
 */
export function locatePython(pin, env, root) {
  const parent = join(cacheFolder(env), 'python');
  const prefix = `${digestOf(pin, root)}-`;
  const names = existsSync(parent) ? readdirSync(parent) : [];
  return names.filter((name) => name.startsWith(prefix) && name.endsWith(platformKey)).map((name) => join(parent, name)).find(isWhole);
}

/** An environment whose Python was uninstalled is none: its link leads nowhere. @param {string} folder */
function isWhole(folder) {
  return existsSync(join(folder, 'bin', 'python')) && existsSync(join(folder, 'bin', 'checkov'));
}

/** @param {PythonPin} pin @param {string} root */
function digestOf(pin, root) {
  return createHash('sha256').update(readFileSync(join(root, pin.requirements))).digest('hex').slice(0, 16);
}

/**
 * Sees to the Python environment: what an earlier set-up left, or a new one.
 * @param {PythonPin} pin @param {Environment} env @param {string} root @param {import('./progress.mjs').Task} task
 */
export async function installPython(pin, env, root, task) {
  if (locatePython(pin, env, root) !== undefined) return;
  const python = await findPython(pin, env);
  const minor = python.version.split('.').slice(0, 2).join('.');
  const target = join(cacheFolder(env), 'python', `${digestOf(pin, root)}-${minor}-${platformKey}`);
  await publish(target, isWhole, (folder) => build(folder, python, pin, env, join(root, pin.requirements), task), (message) => task.say(message));
  task.done(`Python ${python.version}`);
}

/**
 * @param {string} folder empty @param {{ path: string, version: string }} python @param {PythonPin} pin
 * @param {Environment} outer @param {string} requirements @param {import('./progress.mjs').Task} task
 */
async function build(folder, python, pin, outer, requirements, task) {
  const aside = join(folder, 'set-up');
  mkdirSync(aside);
  // Temporary files lie here too, so that they go with the rest when this is interrupted.
  const env = { ...pythonEnvironment(outer), TMPDIR: aside };
  const inside = join(folder, 'bin', 'python');
  const step = async (/** @type {string} */ what, /** @type {string} */ command, /** @type {string[]} */ args, /** @type {Environment} */ more = {}) => {
    const done = await run(command, args, { env: { ...env, ...more }, cwd: folder, deadline });
    if (!done.ok) throw failed(what, done.output, python);
    return done.stdout;
  };
  task.say(`making an environment with Python ${python.version}`);
  await step('python3 -m venv', python.path, ['-m', 'venv', folder]);
  // The folder gets its name at the end, so that its commands must not hold the path of today: uv heeds this line.
  appendFileSync(join(folder, 'pyvenv.cfg'), 'relocatable = true\n');

  writeFileSync(join(aside, 'uv.txt'), [`uv==${pin.uv.version}`, ...pin.uv.hashes.map((hash) => `--hash=${hash}`)].join(' \\\n  '));
  const strictly = ['--require-hashes', '--only-binary', ':all:', '--no-deps'];
  await step('pip install uv', inside, ['-m', 'pip', 'install', '--quiet', '--no-input', '--no-cache-dir', '--disable-pip-version-check', '--target', join(aside, 'uv'), ...strictly, '-r', join(aside, 'uv.txt')]);

  task.say('installing checkov, moto and tf');
  const settings = { ...uvSettings(await step('pip config list', inside, ['-m', 'pip', 'config', 'list']), env), UV_CACHE_DIR: join(aside, 'cache'), UV_PYTHON_DOWNLOADS: 'never' };
  const uv = join(aside, 'uv', 'bin', 'uv');
  await step('uv pip install', uv, ['pip', 'install', '--quiet', '--python', inside, ...strictly, '-r', requirements], settings);
  await step('uv pip uninstall', uv, ['pip', 'uninstall', '--quiet', '--python', inside, 'pip'], settings);

  task.say('starting them once');
  await step('the first start of checkov, moto and tf', inside, ['-c', firstStart]);
  rmSync(aside, { recursive: true });
}

/** @param {string} what @param {string} output @param {{ path: string, version: string }} python */
function failed(what, output, python) {
  if (what.endsWith('venv') && /ensurepip|python3[.\d]*-venv/.test(output)) return venvMissing(`${python.path} is ${python.version}`, python.version);
  const next = isCertificateProblem(output) ? certificateAdvice : 'see the message above; behind a mirror, `pip config list` must name it';
  return new SetupError({ problem: `the Python environment could not be made: ${what} failed`, found: tail(output).replaceAll('\n', '\n           '), next });
}
