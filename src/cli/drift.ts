import { Option, type Command } from 'commander';
import type { CheckDeps } from './check.ts';

/** Adds `drift`: is production still what was delivered? */
export function registerDrift(program: Command, deps: CheckDeps): void {
  program
    .command('drift')
    .description('is production still what was delivered? Plans every delivered component, applies nothing, locks nothing')
    .option('--sandbox', 'look at the local sandbox instead of the cloud (cutover sandbox up)')
    .addOption(new Option('--engine <engine>', 'instead of the engine that cutover.yaml names').choices(['terraform', 'tofu']))
    .addOption(new Option('--draft', 'print the draft of a change request that puts production back, and nothing else').conflicts('json'))
    .option('--json', 'print the report on standard output and nothing else there')
    .addHelpText('after', '\nExit codes: 0 as delivered, 1 something differs, 3 no delivery is known here, 4 a component could not be looked at.')
    .action(async (options: DriftFlags) => (await import('./run-drift.ts')).runDrift(deps, options));
}

export interface DriftFlags {
  sandbox?: true;
  engine?: 'terraform' | 'tofu';
  draft?: true;
  json?: true;
}
