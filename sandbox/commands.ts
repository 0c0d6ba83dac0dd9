import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';

export interface SandboxCommandDeps {
  /** Absolute path of a Python interpreter with moto; may install it first. */
  python: () => Promise<string>;
  /** Absolute folder of the project. */
  root: () => string;
  /** Takes one line, or several, for standard output. */
  out: (text: string) => void;
}

interface Output {
  json?: true;
}

/** Adds `sandbox up | down | status`, each loaded when it runs. Exit codes: 0, 1 for a status other than up, 2 (a UserError, thrown) for wrong usage. */
export function registerSandbox(program: Command, deps: SandboxCommandDeps): void {
  const sandbox = program.command('sandbox').description('a local AWS to deploy to: test and production as two accounts, state buckets, a provider');
  const say = (output: Output, message: Record<string, unknown>, lines: string[]): void => deps.out(output.json ? JSON.stringify(message) : lines.join('\n'));

  sandbox
    .command('up')
    .description('start it for this project, or do nothing when it is up')
    .option('--port <number>', 'listen there; a free port by default', portNumber)
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', '\nIt listens on 127.0.0.1 alone, keeps everything in memory, and runs until `cutover sandbox down`\nor until the project folder is removed. Exit codes: 0 up; 2 the port is busy, or it cannot start.')
    .action(async (options: Output & { port?: number }) => {
      const [{ sandboxUp }, { describe, publicPart }] = await Promise.all([import('./up.ts'), import('./describe.ts')]);
      const progress = options.json ? {} : { progress: deps.out };
      const port = options.port === undefined ? {} : { port: options.port };
      const state = await sandboxUp({ root: deps.root(), python: await deps.python(), ...port, ...progress });
      say(options, { status: 'up', ...publicPart(state) }, describe(state));
    });

  sandbox
    .command('down')
    .description('stop it; what was deployed into it is gone then')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', '\nReturns when its process has ended. Exit code: 0, also when it was not up.')
    .action(async (options: Output) => {
      const { sandboxDown } = await import('./down.ts');
      const stopped = await sandboxDown({ root: deps.root() });
      say(options, { status: 'down', stopped }, [stopped ? 'the sandbox is down' : 'the sandbox was not up']);
    });

  sandbox
    .command('status')
    .description('say whether it is up, and where')
    .option('--json', 'print one JSON object and nothing else')
    .addHelpText('after', '\nup; down; gone: its process has ended without `down`, its cloud is lost; stuck: it does not answer.\nExit codes: 0 up, 1 otherwise.')
    .action(async (options: Output) => {
      const [{ sandboxStatus }, { describe, publicPart }] = await Promise.all([import('./status.ts'), import('./describe.ts')]);
      const found = await sandboxStatus({ root: deps.root() });
      if (found.status !== 'up') process.exitCode = 1;
      if (found.status === 'down') say(options, { status: 'down' }, ['the sandbox is down']);
      else if (found.status === 'gone') say(options, { status: 'gone', reason: found.reason }, [`the sandbox is gone, and its cloud with it: ${found.reason}`]);
      else say(options, { status: found.status, ...publicPart(found.state) }, [...(found.status === 'stuck' ? ['the sandbox does not answer; next: cutover sandbox down'] : []), ...describe(found.state)]);
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65535) throw new InvalidArgumentError('Allowed: 0 (a free one) to 65535.');
  return port;
}
