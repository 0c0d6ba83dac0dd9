import type { Command } from 'commander';
import type { Ui } from '../ui.ts';

export interface RequestDeps {
  root: () => string;
  ui: Ui;
}

export interface RequestFlags {
  title: string;
  components: string;
  why?: string;
  requester?: string;
  id?: string;
}

/** Adds `request new`: the draft of a change request. */
export function registerRequest(program: Command, deps: RequestDeps): void {
  program
    .command('request')
    .description('change requests')
    .command('new')
    .description('write the draft of a change request into changes/')
    .requiredOption('--title <text>', 'what changes, in one line')
    .requiredOption('--components <names>', 'the components that may change, separated by commas; or all')
    .option('--why <text>', 'why it is needed')
    .option('--requester <email>', 'who asks for it (default: git\'s user.email)')
    .option('--id <id>', 'its id (default: the next number)')
    .addHelpText('after', '\nIt stays a draft until you say how it is taken back (rollback) and set its status to submitted.')
    .action(async (flags: RequestFlags) => (await import('./run-request.ts')).newRequest(deps, flags));
}
