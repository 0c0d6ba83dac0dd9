import type { Command } from 'commander';
import { asUserError } from '../toolbox.ts';
import type { Ui } from '../ui.ts';

export interface SetupDeps {
  ui: Ui;
  env: NodeJS.ProcessEnv;
}

/** Adds `setup`: installs what the steps call, into the user's cache. */
export function registerSetup(program: Command, { ui, env }: SetupDeps): void {
  program
    .command('setup')
    .description('install the tools that the steps call: scanners, sandbox, and an engine when none is there')
    .action(async () => {
      const [{ installTools }, { createProgress }] = await Promise.all([import('../../setup/install.mjs'), import('../../setup/progress.mjs')]);
      await asUserError(() => installTools({ with: [], progress: createProgress(process.stderr, env), env }));
      ui.line('the tools are ready', 'good');
    });
}
