import type { Command } from 'commander';
import { SetupError } from '../../setup/errors.mjs';
import type { ToolName } from '../../setup/locate.mjs';
import { UserError } from '../errors.ts';
import type { Toolbox } from '../project.ts';
import type { Ui } from '../ui.ts';

/** Finds the tools that set-up installed, each only when it is needed. Nothing is started. */
export function createToolbox(env: NodeJS.ProcessEnv): Toolbox {
  const locate = async (name: ToolName): Promise<string> => {
    const { locateTool } = await import('../../setup/locate.mjs');
    return await translate(() => locateTool(name, env));
  };
  return {
    programs: async () => ({ checkov: await locate('checkov'), tfsec: await locate('tfsec') }),
    engineBinary: locate,
    python: () => locate('python'),
  };
}

/** Set-up has no dependency on the rest, so it has its own error class; to the command line it is a user's mistake like others. */
async function translate<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
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
      const [{ installTools }, { createProgress }] = await Promise.all([import('../../setup/install.mjs'), import('../../setup/progress.mjs')]);
      await translate(() => installTools({ with: [], progress: createProgress(process.stderr, env), env }));
      ui.line('the tools are ready', 'good');
    });
}
