import { z } from 'zod';
import { tryGit } from '../git-command.ts';
import type { ActionsContext } from './context.ts';

const payloadSchema = z.object({ repository: z.object({ default_branch: z.string().min(1) }) });

/**
 * `git clone` notes which branch of `origin` is the default one; `actions/checkout` does not, and of a pull request it leaves no local
 * branch either. What GitHub says in the event's payload takes that place, so that the base is found. Without a payload that says it,
 * or without that branch in the checkout, nothing is noted.
 */
export function noteDefaultBranch({ workspace, event }: Pick<ActionsContext, 'workspace' | 'event'>): void {
  const parsed = payloadSchema.safeParse(event.payload);
  if (!parsed.success) return;
  const branch = `refs/remotes/origin/${parsed.data.repository.default_branch}`;
  if (tryGit(workspace, ['show-ref', '--verify', '--quiet', branch]) === undefined) return;
  tryGit(workspace, ['symbolic-ref', 'refs/remotes/origin/HEAD', branch]);
}
