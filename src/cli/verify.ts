import type { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import type { Ui } from '../ui.ts';

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
      const { verifyBundle } = await import('../evidence/verify.ts');
      const result = verifyBundle(folder);
      if (!result.ok) process.exitCode = EXIT.fail;
      if (options.json === true) return out(JSON.stringify(result));
      for (const { file, why } of result.problems) ui.line(`${file}: ${why}`, 'bad');
      for (const line of result.story) ui.line(line);
      ui.line(result.ok ? `${result.statements} statements, none changed, missing or added; ${result.assurance}` : 'this bundle does not hold', result.ok ? 'good' : 'bad');
    });
}
