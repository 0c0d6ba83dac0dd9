import type { Command } from 'commander';
import { installTools } from '../../setup/install.mjs';
import { locateTool } from '../../setup/locate.mjs';
import { createProgress } from '../../setup/progress.mjs';
import { SetupError } from '../../setup/errors.mjs';
import { UserError } from '../errors.ts';
import type { Toolbox } from '../project.ts';
import type { Ui } from '../ui.ts';

/** Finds the tools that set-up installed, each only when it is needed. Nothing is started. */
export function createToolbox(env: NodeJS.ProcessEnv): Toolbox {
  const locate = (name: Parameters<typeof locateTool>[0]): string => translate(() => locateTool(name, env));
  return {
    programs: () => Promise.resolve({ checkov: locate('checkov'), tfsec: locate('tfsec') }),
    engineBinary: (kind) => Promise.resolve(locate(kind)),
    python: () => Promise.resolve(locate('python')),
  };
}

/** Set-up has no dependency on the rest, so it has its own error class; to the command line it is a user's mistake like others. */
function translate<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SetupError) throw new UserError({ problem: error.message });
    throw error;
  }
}

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
      try {
        await installTools({ with: [], progress: createProgress(process.stderr, env), env });
      } catch (error) {
        if (error instanceof SetupError) throw new UserError({ problem: error.message });
        throw error;
      }
      ui.line('the tools are ready', 'good');
    });
}
