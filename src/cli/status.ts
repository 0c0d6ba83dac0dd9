import type { Command } from 'commander';
import type { StatusDeps } from './show-status.ts';

/** Adds `status [change]`: where one request stands, or all of them. Reads only. */
export function registerStatus(program: Command, deps: StatusDeps): void {
  program
    .command('status [change]')
    .description('where a change stands: what was done, what it waits for, from whom; without a change: all of them')
    .option('--json', 'print the result on standard output and nothing else there')
    .addHelpText('after', '\nThe status is derived from approvals and records, not from what the file says. Exit codes: 0, and 3 when the\nfile of the change says what nothing shows.')
    .action(async (change: string | undefined, options: { json?: true }) => {
      const { showAll, showOne } = await import('./show-status.ts');
      if (change === undefined) showAll(deps, options);
      else showOne(deps, change, options);
    });
}
