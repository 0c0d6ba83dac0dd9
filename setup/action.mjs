import { constants } from 'node:os';
import { SetupError } from './errors.mjs';
import { installTools } from './install.mjs';
import { createProgress } from './progress.mjs';

/** The action `setup`: like all of set-up it runs from the sources, without a build and without packages. */
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => process.exit(128 + constants.signals[signal]));
try {
  const engine = (process.env['INPUT_ENGINE'] ?? '').trim();
  if (engine !== '' && engine !== 'terraform' && engine !== 'tofu') throw new SetupError({ problem: 'with: engine: there is no such engine', found: JSON.stringify(engine.slice(0, 40)), allowed: 'terraform, tofu' });
  await installTools({ with: engine === '' ? [] : [engine], progress: createProgress(process.stderr, process.env) });
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  // The form of src/actions/workflow-command.ts: one command, whatever the message holds.
  const message = error.message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  process.stdout.write(`::error title=Cutover setup::${message}\n`);
  process.exitCode = 2;
}
