import { join } from 'node:path';
import { cacheFolder } from '../setup/cache.mjs';
import { onPath } from '../setup/child.mjs';
import { SetupError } from '../setup/errors.mjs';
import type { ToolName } from '../setup/locate.mjs';
import { UserError } from './errors.ts';
import type { Toolbox } from './project.ts';

/** Finds the tools that set-up installed, each only when it is needed. Nothing is started. */
export function createToolbox(env: NodeJS.ProcessEnv): Toolbox {
  const locate = async (name: ToolName): Promise<string> => {
    const { locateTool } = await import('../setup/locate.mjs');
    return await asUserError(() => locateTool(name, env));
  };
  return {
    programs: async () => ({ checkov: await locate('checkov'), tfsec: await locate('tfsec'), trivy: onPath('trivy', env), results: join(cacheFolder(env), 'scans') }),
    engineBinary: locate,
    python: () => locate('python'),
  };
}

/** Set-up has no dependency on the rest, so it has its own error class; to the rest it is a user's mistake like others. */
export async function asUserError<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SetupError) throw new UserError({ problem: error.message });
    throw error;
  }
}
