import { Halt } from '../errors.ts';
import { git } from '../git-command.ts';
import type { Run } from '../step.ts';

/** What git does not know as it lies there: edits, new files, and files that git was told to overlook. The request's own file counts apart. */
export function uncommitted({ root, change }: { root: string; change: { file: string } }): string[] {
  const entries = (args: string[]): string[] => git(root, args).split('\0').filter((entry) => entry !== '');
  const open = entries(['status', '--porcelain', '-z', '--untracked-files=all', '--', '.', `:(exclude,literal)${change.file}`, ':(exclude)cutover-evidence']).map((entry) => entry.slice(3));
  // skip-worktree and assume-unchanged: an edit of such a file is in the plan and in no commit. https://git-scm.com/docs/git-ls-files
  const overlooked = entries(['ls-files', '-v', '-z', '--', '.']).filter((entry) => /^[a-zS] /.test(entry)).map((entry) => `${entry.slice(2)} (git was told to overlook its changes: git update-index --no-skip-worktree --no-assume-unchanged)`);
  return [...open, ...overlooked];
}

/** Who wrote the change is told from its commits, and those people do not approve it: so all of it has to be committed. */
export function assertCommitted(run: Run): void {
  const open = uncommitted(run);
  if (open.length === 0) return;
  throw new Halt({ problem: 'not all of the change is committed, so nobody could tell who wrote it', found: open.slice(0, 5).join(', ') + (open.length > 5 ? `, and ${open.length - 5} more` : ''), next: 'git commit it, then run this again' });
}
