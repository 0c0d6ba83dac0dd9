import { chmodSync, existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { liesBelow } from './documents/inside.ts';
import { git, lines, tryGit } from './git-command.ts';
import { readBlobs } from './git-base.ts';

/** Whether this clone has the commit. */
export function hasCommit(repository: string, commit: string): boolean {
  return /^[0-9a-f]{40,64}$/.test(commit) && tryGit(repository, ['cat-file', '-e', `${commit}^{commit}`]) !== undefined;
}

/** Whether the code of a commit is part of a branch: the commit itself, or, as a squash leaves it, one with the very same tree. */
export function isInHistory(repository: string, branch: string, commit: string): boolean {
  if (!hasCommit(repository, commit)) return false;
  if (tryGit(repository, ['merge-base', '--is-ancestor', commit, branch]) !== undefined) return true;
  const tree = git(repository, ['rev-parse', '--verify', `${commit}^{tree}`]).trim();
  return lines(git(repository, ['log', '--no-show-signature', '--format=%T', branch])).includes(tree);
}

/**
 * Writes the files of a commit into a folder, which is wiped first; the work tree, the index and every branch stay as they are.
 * `repository`: its top level. Submodules are left out. Returns the paths that were written.
 */
export function writeTree(repository: string, commit: string, folder: string): string[] {
  rmSync(folder, { recursive: true, force: true });
  const listed = git(repository, ['ls-tree', '-r', '-z', '--full-tree', commit]).split('\0').flatMap((entry) => {
    const [, mode = '', id = '', path = ''] = /^(\d+) blob ([0-9a-f]+)\t([^]*)$/.exec(entry) ?? [];
    return path === '' || !staysInside(path) ? [] : [{ mode, id, path }];
  });
  const links = new Set(listed.flatMap(({ mode, path }) => (mode === '120000' ? [path] : [])));
  // Git knows no tree with a link and a folder of one name; a commit made by something else may be one.
  const entries = listed.filter(({ path }) => !liesBelow(path, links));
  const bytes = readBlobs(repository, [...new Set(entries.map(({ id }) => id))]);
  for (const { mode, id, path } of entries) {
    const [file, content] = [join(folder, path), bytes.get(id) ?? Buffer.alloc(0)];
    mkdirSync(dirname(file), { recursive: true });
    if (mode === '120000') symlinkSync(content.toString(), file);
    else writeFileSync(file, content);
    if (mode === '100755') chmodSync(file, 0o755);
  }
  return entries.map(({ path }) => path);
}

/** Git itself writes no such paths; a commit made by something else may hold them. */
function staysInside(path: string): boolean {
  return path.split('/').every((segment) => !['', '.', '..'].includes(segment) && segment.toLowerCase() !== '.git');
}

/** What Cutover and the engine write. */
const OURS = /(^|\/)(\.cutover|cutover-evidence|\.terraform|cdktf\.out)$/;

/** Links what git ignores in the work tree into such a folder: what was installed or generated is not in any commit, and code needs it to run. */
export function linkIgnored(repository: string, folder: string): void {
  const ignored = git(repository, ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z']).split('\0');
  for (const path of ignored.map((entry) => entry.replace(/\/$/, ''))) {
    const link = join(folder, path);
    if (path === '' || OURS.test(path) || existsSync(link) || !isBelow(dirname(link), folder)) continue;
    symlinkSync(join(repository, path), link);
  }
}

/** Whether a folder is there, and is one of the tree: a link of the commit may lead elsewhere. */
function isBelow(path: string, folder: string): boolean {
  if (!existsSync(path)) return false;
  const [real, root] = [realpathSync(path), realpathSync(folder)];
  return real === root || real.startsWith(`${root}${sep}`);
}
