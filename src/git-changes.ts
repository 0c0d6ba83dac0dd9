import { git } from './git-command.ts';

/**
 * Files below `project` that are not as they were where the change left the base: committed, edited, deleted or new, without
 * what git ignores. Paths from `project`, sorted. Throws UserError when base and HEAD have no common commit.
 */
export function changedFiles(project: string, base: string): string[] {
  const fork = git(project, ['merge-base', base, 'HEAD']).trim();
  const differing = git(project, ['diff', '--name-only', '--no-renames', '--no-ext-diff', '--relative', '-z', fork, '--', '.']);
  const unknown = git(project, ['ls-files', '--others', '--exclude-standard', '-z', '--', '.']);
  return [...new Set([...differing.split('\0'), ...unknown.split('\0')])].filter((file) => file !== '').sort();
}

/** Files below `project` that differ between two commits, as paths from there, sorted. `only`: paths to look at. */
export function filesBetween(project: string, from: string, to: string, only: string[] = ['.']): string[] {
  return git(project, ['diff', '--name-only', '--no-renames', '--no-ext-diff', '--relative', '-z', from, to, '--', ...only.map((path) => (path === '.' ? path : `:(literal)${path}`))]).split('\0').filter((file) => file !== '').sort();
}
