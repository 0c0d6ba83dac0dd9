import { join } from 'node:path';
import { locateBinary } from './binary.mjs';
import { SetupError } from './errors.mjs';
import { installCommand, packageRoot, readPins } from './pins.mjs';
import { locatePython } from './python.mjs';

/**
 * @typedef {import('./cache.mjs').Environment} Environment
 * @typedef {'python' | 'checkov' | 'moto' | import('./pins.mjs').BinaryName} ToolName
 * @typedef {{ python: string, checkov: string, moto: string, tfsec: string, terraform?: string, tofu?: string }} Tools
 *   absolute paths; `moto` is its server
 */

/** In `bin` of the Python environment. */
const commands = { python: 'python', checkov: 'checkov', moto: 'moto_server' };

/**
 * Where one tool lies, from files alone: nothing is installed and nothing is started.
 * @param {ToolName} name @param {Environment} env PATH and the variables that name the cache
 * @returns {string} absolute path
 * @throws {SetupError} when it is missing, with the command that installs it
 */
export function locateTool(name, env) {
  const path = find(name, env);
  if (path === undefined) throw missing(name);
  return path;
}

/**
 * Where all the tools lie. Of Terraform and OpenTofu one is enough.
 * @param {Environment} env @returns {Promise<Tools>}
 * @throws {SetupError} names the first one that is missing
 */
// oxlint-disable-next-line typescript/require-await -- callers may not depend on its being this fast for ever
export async function locateTools(env) {
  const terraform = find('terraform', env);
  const tofu = find('tofu', env);
  if (terraform === undefined && tofu === undefined) throw missing('terraform');
  const required = { python: locateTool('python', env), checkov: locateTool('checkov', env), moto: locateTool('moto', env), tfsec: locateTool('tfsec', env) };
  return { ...required, ...(terraform === undefined ? {} : { terraform }), ...(tofu === undefined ? {} : { tofu }) };
}

/** @param {ToolName} name @param {Environment} env @returns {string | undefined} */
function find(name, env) {
  const pins = readPins();
  if (!isCommand(name)) return locateBinary(name, pins[name], env);
  const folder = locatePython(pins.python, env, packageRoot());
  return folder === undefined ? undefined : join(folder, 'bin', commands[name]);
}

/** @param {ToolName} name @returns {name is keyof typeof commands} */
function isCommand(name) {
  return name in commands;
}

/** @param {ToolName} name */
function missing(name) {
  const pins = readPins();
  const next = `run ${installCommand()}`;
  if (!isCommand(name)) {
    const { title, minimum, byHand } = pins[name];
    return new SetupError({ problem: `${title} was not found`, found: `no ${name} on PATH that is ${minimum} or newer, and no copy of Cutover's own`, next: `${next}, or ${byHand}` });
  }
  return new SetupError({ problem: `${commands[name]} was not found`, found: `no Python environment of Cutover's own that matches ${pins.python.requirements}`, next });
}
