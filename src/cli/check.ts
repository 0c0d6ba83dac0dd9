import { Option, type Command } from 'commander';
import type { Toolbox } from '../project.ts';
import type { Ui } from '../ui.ts';
import type { CliStreams } from './streams.ts';

export interface CheckDeps {
  directory: () => string;
  streams: CliStreams;
  ui: Ui;
  toolbox: Toolbox;
}

/** Adds `check`: what a pull request is told, on any machine. */
export function registerCheck(program: Command, deps: CheckDeps): void {
  program
    .command('check')
    .description('look at a change before anyone has approved it: synth, prepare, scan, and plans as far as there are credentials')
    .option('--change <id or path>', 'the change request; without it the one that the branch adds or edits')
    .option('--sandbox', 'plan against the local sandbox instead of the cloud (cutover sandbox up)')
    .addOption(new Option('--engine <engine>', 'instead of the engine that cutover.yaml names').choices(['terraform', 'tofu']))
    .option('--json', 'print the report on standard output and nothing else there')
    .addHelpText('after', '\nIt seals nothing and changes nothing. What it leaves in .cutover/check/ is marked unapproved: no delivery relies on it.')
    .action(async (options: CheckFlags) => (await import('./run-check.ts')).runCheck(deps, options));
}

export interface CheckFlags {
  change?: string;
  sandbox?: true;
  engine?: 'terraform' | 'tofu';
  json?: true;
}
