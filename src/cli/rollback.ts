import { Option, type Command } from 'commander';
import type { Ui } from '../ui.ts';

export interface RollbackDeps {
  root: () => string;
  ui: Ui;
  env: NodeJS.ProcessEnv;
}

export interface RollbackFlags {
  why?: string;
  requester?: string;
  id?: string;
  risk?: 'normal' | 'emergency';
  branch?: string;
  evidence?: string;
  trust?: string[];
}

/** Adds `rollback <change>`: the draft of the change request that takes a delivered change back. */
export function registerRollback(program: Command, deps: RollbackDeps): void {
  program
    .command('rollback <change>')
    .description('draft the change request that goes back to the last good delivery before a change; it walks through the same steps')
    .option('--why <text>', 'what is wrong with the change')
    .option('--requester <email>', 'who asks for it (default: git\'s user.email)')
    .option('--id <id>', 'the id of the new request (default: the next number)')
    .addOption(new Option('--risk <risk>', 'of the new request (default: that of the change; normal for a standard one)').choices(['normal', 'emergency']))
    .option('--branch <name>', 'make this branch here, with the old files in the work tree; without it the commands are told')
    .option('--evidence <url>', 'bring the evidence from there first, s3://bucket/prefix, with the shell\'s credentials')
    .option('--trust <file>', 'whom you believe, as for verify; without it the bundle is only compared with itself', (file: string, others: string[] = []) => [...others, file])
    .addHelpText('after', '\nWrites a draft, and nothing into main; nothing is pushed, planned or applied. The bundle that it goes back to has to verify.')
    .action(async (change: string, flags: RollbackFlags) => (await import('./run-rollback.ts')).runRollback(deps, change, flags));
}
