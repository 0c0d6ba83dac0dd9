// Run by tests as a program of its own: the sandbox's commands and nothing else of the command line.
import { Command } from 'commander';
import { registerSandbox } from '../../sandbox/commands.ts';
import { UserError } from '../../src/errors.ts';
import { pythonPath } from './python.ts';

const [root = '', ...args] = process.argv.slice(2);
const program = new Command('cutover');
registerSandbox(program, { root: () => root, python: () => Promise.resolve(pythonPath()), out: (text) => console.log(text) });
try {
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 2;
}
