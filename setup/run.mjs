import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { SetupError } from './errors.mjs';
import { installTools } from './install.mjs';
import { installNodeModules, pinnedNode } from './npm.mjs';
import { packageRoot } from './pins.mjs';
import { createProgress } from './progress.mjs';

const usage = 'node setup/run.mjs [--only-install] [--with <engine>[,<engine>]] [<script> [<argument>...]]';

/** @param {string[]} args */
function parse(args) {
  const options = { with: /** @type {string[]} */ ([]), onlyInstall: false };
  let rest = args;
  for (; rest[0]?.startsWith('--') === true; rest = rest.slice(1)) {
    if (rest[0] === '--only-install') options.onlyInstall = true;
    else if (rest[0] === '--with' && rest[1] !== undefined) {
      options.with.push(...rest[1].split(','));
      rest = rest.slice(1);
    } else throw new SetupError({ problem: 'set-up does not know this option', found: rest[0] ?? '', allowed: usage });
  }
  const [script, ...scriptArguments] = rest;
  if (script === undefined && !options.onlyInstall) throw new SetupError({ problem: 'no script was named', allowed: usage });
  return { ...options, script, scriptArguments };
}

/**
 * Runs a script on the pinned Node, as if it had been started itself.
 * @param {string} root @param {string} script relative to root @param {string[]} args @returns {Promise<number>} its exit code
 */
async function runScript(root, script, args) {
  const child = spawn(pinnedNode(root), [resolve(root, script), ...args], { stdio: 'inherit' });
  const inTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.removeAllListeners(signal);
    // A terminal sends Ctrl-C to both of us; passed on it would count twice, and a second one means "give up now".
    process.on(signal, () => signal === 'SIGINT' && inTerminal ? undefined : child.kill(signal));
  }
  return await new Promise((end, fail) => {
    child.on('error', fail);
    child.on('close', (code, signal) => end(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const { with: wanted, onlyInstall, script, scriptArguments } = parse(process.argv.slice(2));
  const root = packageRoot();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => process.exit(128 + constants.signals[signal]));
  const also = { 'npm packages': (/** @type {import('./progress.mjs').Task} */ task) => installNodeModules(root, process.env, task) };
  await installTools({ with: wanted, progress: createProgress(process.stderr, process.env), root, also });
  return script === undefined || onlyInstall ? 0 : await runScript(root, script, scriptArguments);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 2;
}
