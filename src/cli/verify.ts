import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import { UserError } from '../errors.ts';
import { numberOf } from '../number-of.ts';
import type { Ui } from '../ui.ts';

/** Of a folder that is no bundle every file is one. */
const MOST_PROBLEMS = 30;

export interface VerifyDeps {
  out: (text: string) => void;
  ui: Ui;
}

/** Adds `verify <folder>`: is a bundle whole, and what does it tell? Needs no network, no project, no trust in this machine. */
export function registerVerify(program: Command, { out, ui }: VerifyDeps): void {
  program
    .command('verify <folder>')
    .description('check that an evidence bundle is whole: nothing changed, missing or added')
    .option('--json', 'print the result on standard output and nothing else there')
    .addHelpText('after', '\nSignatures of statements are still to come, so the result is "integrity only": whoever can rewrite\nthe whole folder can rewrite its manifest too. Exit codes: 0 whole, 1 not.')
    .action(async (folder: string, options: { json?: true }) => {
      if (!existsSync(folder)) throw new UserError({ field: 'folder', problem: 'there is no such folder', found: folder, allowed: 'the folder of a change, such as cutover-evidence/CR-0001' });
      const { verifyBundle } = await import('../evidence/verify.ts');
      const result = verifyBundle(folder);
      if (!result.ok) process.exitCode = EXIT.fail;
      if (options.json === true) {
        out(JSON.stringify(result));
        return;
      }
      for (const line of result.story) ui.line(line);
      for (const { file, why } of result.problems.slice(0, MOST_PROBLEMS)) ui.line(`${file}: ${why}`, 'bad');
      if (result.problems.length > MOST_PROBLEMS) ui.line(`and ${result.problems.length - MOST_PROBLEMS} more`, 'bad');
      ui.line(result.ok ? `${numberOf(result.statements, 'statement')}, none changed, missing or added; ${result.assurance}` : `this bundle does not hold: ${numberOf(result.problems.length, 'problem')}`, result.ok ? 'good' : 'bad');
    });
}
