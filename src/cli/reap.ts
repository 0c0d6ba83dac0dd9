import { Option, type Command } from 'commander';
import type { CheckDeps } from './check.ts';

/** Adds `reap`: takes back what rehearsals hold past their time. */
export function registerReap(program: Command, deps: CheckDeps): void {
  program
    .command('reap')
    .description('take back what rehearsals hold in the test environment past their time, with their stale locks, and show that nothing is left')
    .addOption(new Option('--environment <environment>', 'nothing in production is ever taken back by a clock').choices(['test']).default('test'))
    .option('--dry-run', 'only say what is held, by whom, until when, and what would be done')
    .option('--change <id>', 'give back what this change holds, before its time: it is not going to be delivered as it is')
    .option('--as-it-is <component...>', 'end the leases of these components and leave what stands there: it is right')
    .option('--sandbox', 'the local sandbox instead of the cloud (cutover sandbox up)')
    .addOption(new Option('--engine <engine>', 'instead of the engine that cutover.yaml names').choices(['terraform', 'tofu']))
    .option('--sign-with <key>', 'who signs the leases that this writes (default: git\'s user.signingkey)')
    .option('--json', 'print the report on standard output and nothing else there')
    .addHelpText('after', '\nExit codes: 0 nothing is held past its time any more, 1 something could not be taken back, 3 of something nobody knows whether it may be.')
    .action(async (options: ReapFlags) => (await import('./run-reap.ts')).runReap(deps, options));
}

export interface ReapFlags {
  dryRun?: true;
  change?: string;
  asItIs?: string[];
  sandbox?: true;
  engine?: 'terraform' | 'tofu';
  json?: true;
  signWith?: string;
}
