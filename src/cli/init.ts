import { InvalidArgumentError, Option, type Command } from 'commander';
import type { InitDeps, InitFlags } from './run-init.ts';

/** Adds `init`: everything that a project needs, into a new or an existing repository. */
export function registerInit(program: Command, deps: InitDeps): void {
  const command = program
    .command('init')
    .description('set up a project: cutover.yaml, the documents, a first change request, checklist, approvers and workflows')
    .option('--name <name>', 'what the project is called')
    .addOption(new Option('--kind <kind>', 'what the infrastructure is written in').choices(['cdktf', 'cdktn', 'hcl']))
    .addOption(new Option('--engine <engine>', 'what plans and applies it').choices(['terraform', 'tofu']))
    .addOption(new Option('--package-manager <manager>', 'for a CDKTF app in TypeScript').choices(['npm', 'pnpm', 'yarn']))
    .option('--account-test <digits>', 'AWS account of the test environment')
    .option('--account-production <digits>', 'AWS account of production')
    .option('--region <region>', 'AWS region')
    .option('--team <name>', 'the team that answers for it')
    .option('--requester <email>', 'who asks for the first change (default: git\'s user.email)')
    .option('--operations <email>', 'who runs it')
    .option('--approver <email>', 'who approves: another person')
    .option('--approver-key <file>', 'the approver\'s public SSH key')
    .option('--approver-login <login>', 'the approver\'s login on GitHub: their reviews there count then')
    .option('--plan-recipient <age1…>', 'the public key of age that saved plans are encrypted to; deliveries on GitHub need it')
    .option('--app <folder>', 'the CDKTF app, where there is more than one')
    .option('--component <name:needs>', 'a component of an app that was never synthesized, with what it needs: database:network,storage', collect)
    .option('--workflows <owner/repository@commit>', 'where the workflows of GitHub Actions take Cutover from: its repository and the whole commit of a release')
    .option('--git', 'in a folder without commits: commit all of this on main, and the request on a branch')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--yes', 'ask nothing; take what is proposed where a flag is missing')
    .addHelpText('after', '\nIt overwrites nothing, changes no backend and runs nothing of the project. In a terminal it asks for what no flag says.\nIn a folder without infrastructure it brings a first component that can be delivered to the sandbox.');
  command.action(async () => {
    const { runInit } = await import('./run-init.ts');
    await runInit(deps, command.opts<InitFlags>());
  });
}

function collect(value: string, previous: string[] | undefined): string[] {
  if (value.trim() === '') throw new InvalidArgumentError('a name is needed');
  return [...(previous ?? []), value];
}
