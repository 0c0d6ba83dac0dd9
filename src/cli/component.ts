import { Option, type Command } from 'commander';
import type { ComponentDeps, ComponentFlags } from './run-component.ts';

/** Adds `component new`: a documented stack or module, with its test and its entries. */
export function registerComponent(program: Command, deps: ComponentDeps): void {
  program
    .command('component')
    .description('what the project is made of')
    .command('new <name>')
    .description('add a component: its stack in the reference style, its test, its section in the architecture document')
    .addOption(new Option('--kind <kind>', 'key, bucket, table, queue, topic or network for a CDKTF app; module for HCL').makeOptionMandatory())
    .option('--purpose <sentence>', 'what it is for')
    .option('--owner <team>', 'who answers for it (default: the owner of the architecture document)')
    .option('--criticality <level>', 'low, medium, high or critical (default: medium)')
    .option('--data-class <class>', 'the most sensitive data it holds')
    .option('--key <component>', 'the component whose key encrypts it, where there is more than one')
    .option('--dry-run', 'say what would be written, and write nothing')
    .addHelpText('after', '\nAll files are written, or none. What the scanners find in such a stack and the reference platform accepts goes into\nwaivers.yaml with its reason; it counts once it is on the base branch.')
    .action(async (name: string, flags: ComponentFlags) => (await import('./run-component.ts')).runComponentNew(deps, name, flags));
}
