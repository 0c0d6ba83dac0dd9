import type { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import type { Tone, Ui } from '../ui.ts';

export interface DoctorDeps {
  /** Folder to begin the search for the project in. */
  directory: () => string;
  out: (text: string) => void;
  ui: Ui;
  env: NodeJS.ProcessEnv;
}

/** Adds `doctor`: what a delivery needs and what of it is missing, all at once, inside and outside of a project. */
export function registerDoctor(program: Command, { directory, out, ui, env }: DoctorDeps): void {
  program
    .command('doctor')
    .description('what is missing to run, and how to get it')
    .option('--sandbox', 'for a delivery to the local sandbox instead of the cloud')
    .option('--online', 'also ask AWS whose the credentials are; without it no network is used')
    .option('--json', 'print the findings on standard output and nothing else there')
    .addHelpText('after', '\nIt writes nothing and runs nothing of the project. Exit codes: 0 nothing that a delivery needs is missing, 1 something is.')
    .action(async (options: { sandbox?: true; online?: true; json?: true }) => {
      const [{ examine }, { isReady }] = await Promise.all([import('../doctor/examine.ts'), import('../doctor/finding.ts')]);
      const machine = { platform: process.platform, arch: process.arch, node: process.versions.node, env };
      const target = options.sandbox === true ? 'sandbox' : 'cloud';
      const groups = await examine({ directory: directory(), target, online: options.online === true, machine });
      const findings = groups.flatMap((group) => group.findings);
      const ready = isReady(findings);
      if (!ready) process.exitCode = EXIT.fail;
      if (options.json === true) {
        out(JSON.stringify({ ready, target, groups }));
        return;
      }
      for (const group of groups) {
        ui.heading(group.title);
        for (const { about, state, says, next, needed } of group.findings) {
          const tone: Tone = state === 'ok' ? 'good' : needed ? 'bad' : 'note';
          ui.line([`${about}: ${state === 'ok' ? '' : `${state}: `}${says}`, ...(next === undefined ? [] : [`next:    ${next}`])].join('\n'), tone);
        }
      }
      const open = findings.filter(({ state, needed }) => needed && state !== 'ok');
      ui.heading(ready ? `Nothing is missing for a delivery to the ${target}.` : `A delivery to the ${target} still needs: ${open.map(({ about }) => about).join(', ')}.`);
    });
}
