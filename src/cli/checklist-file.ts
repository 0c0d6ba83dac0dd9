import type { Command } from 'commander';
import type { Ui } from '../ui.ts';

/** What `cutover checklist` is told when it is asked about a file and not about a change. */
export interface ChecklistFileFlags {
  file?: string;
  bundle?: string;
  suggest?: true;
  accept?: string[];
  json?: true;
}

export interface ChecklistFileDeps {
  /** Where to look for a project, whose base has bindings and attestations. */
  directory: () => string;
  out: (text: string) => void;
  ui: Ui;
  now?: () => Date;
}

/** Adds to `checklist` what decides any list from a bundle of evidence, without a run. */
export function addFileFlags(command: Command): Command {
  return command
    .option('--file <file>', 'decide this checklist, any Markdown one, instead of the change\'s; nothing is run or recorded')
    .option('--bundle <folder>', 'the evidence that it is decided from, such as cutover-evidence/CR-0001; without it every item is undecided')
    .option('--suggest', 'say which probes may decide items that none knows; nothing is decided by a suggestion')
    .option('--accept <item=probe>', 'write that a probe decides an item into checklist-bindings.yaml; it counts once it is on the base branch; may be given more than once', (one: string, others: string[] = []) => [...others, one])
    .addHelpText('after', '\nWith --file it is a view of any list, and ends with 0 whatever the items come to. An item is decided by its exact text, by a\ncomment in it (<!-- probe: name -->), or by what a person accepted in checklist-bindings.yaml on the base branch.');
}

/** True when the flags ask about a file, which is then answered; the step itself is for everything else. */
export async function askedAboutFile(flags: ChecklistFileFlags, deps: ChecklistFileDeps): Promise<boolean> {
  if (flags.file === undefined && flags.bundle === undefined && flags.suggest === undefined && flags.accept === undefined) return false;
  const { runChecklistFile } = await import('./run-checklist-file.ts');
  await runChecklistFile(flags, deps);
  return true;
}
