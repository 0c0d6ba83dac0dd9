import { Halt } from '../../errors.ts';
import type { GitHub } from '../client.ts';
import type { ActionsContext } from '../context.ts';
import { baseBranchOf, branchGaps } from './environment.ts';
import { readBranchPolicy, readEnvironment } from './read-run.ts';

/**
 * Throws Halt unless an environment exists and lets in the base branch alone. A role trusts the environment, so whoever may push a
 * branch that it lets in can have the role, with a workflow that asks nobody. `baseRef`: `refs/remotes/origin/main`. Needs
 * `actions: read`, and `contents: read` for a branch.
 */
export async function assertOnlyBase(github: GitHub, context: Pick<ActionsContext, 'repository' | 'run'>, name: string, baseRef: string): Promise<void> {
  const environment = await readEnvironment(github, context, name);
  if (environment === undefined) throw noEnvironment(name, 'an environment that the base branch alone may deploy to');
  const base = baseBranchOf(baseRef);
  const gaps = branchGaps(await readBranchPolicy(github, context, environment, base));
  if (gaps.length === 0) return;
  throw new Halt({
    problem: `the environment ${name} ${gaps.join(', and it ')}: whoever may push one could take its credentials`,
    allowed: `${base} alone`,
    next: `Settings, Environments, ${name}, Deployment branches and tags: Selected branches and tags, and there ${base} alone`,
  });
}

export function noEnvironment(name: string, allowed: string): Halt {
  return new Halt({ problem: `the environment ${name} does not exist, and GitHub would make it, open to everybody, for the first job that names it`, allowed, next: 'make it (Settings, Environments), or let the token see it (permissions: actions: read)' });
}
