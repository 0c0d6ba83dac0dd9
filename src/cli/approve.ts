import type { Command } from 'commander';
import type { ApproveDeps, ApproveFlags } from './put-signature.ts';

/** Adds `approve` and `acknowledge`: both sign a digest with a person's SSH key and keep it in the evidence. */
export function registerApprove(program: Command, deps: ApproveDeps): void {
  flags(program.command('approve <change>'))
    .description('sign the request, or the seal when one waits for its approval, or the review of an emergency that is over')
    .addHelpText('after', '\nThe signature counts when the key stands in the approvers file of the base branch, and its owner\nneither asked for, wrote, nor runs the change. There is no other way to approve, and none without a key.')
    .action(async (change: string, options: ApproveFlags) => (await import('./sign.ts')).signWaiting(deps, change, options));
  flags(program.command('acknowledge <change>'))
    .description('operations: sign that you take over what the sealed promotion brings')
    .action(async (change: string, options: ApproveFlags) => (await import('./sign.ts')).signHandover(deps, change, options));
}

function flags(command: Command): Command {
  return command
    .option('--key <path>', 'private SSH key (default: git\'s user.signingkey, then the ssh agent)')
    .option('--as <name>', 'your name in the approvers file, when the key has more than one');
}
