import { Halt } from './errors.ts';
import { git } from './git-command.ts';

/** Folders of a project that Cutover alone writes, and believes: providers, states and notes of runs, and evidence. */
const OWN_FOLDERS = ['.cutover', 'cutover-evidence'];

/**
 * Throws Halt when git tracks something in them: then the author of a change could bring a provider that runs with production's
 * credentials, a state, or a record. Case is not told apart, since not every file system does.
 */
export function assertOwnFoldersUntracked(root: string): void {
  const [first] = git(root, ['ls-files', '-z', '--', ...OWN_FOLDERS.map((folder) => `:(icase)${folder}`)]).split('\0');
  if (first === undefined || first === '') return;
  throw new Halt({
    file: first,
    problem: 'the repository tracks a file in a folder that only Cutover writes, so nobody could tell whose it is',
    allowed: `nothing in ${OWN_FOLDERS.join(' and ')}`,
    next: `git rm -r --cached ${OWN_FOLDERS.join(' ')}, add both to .gitignore, delete them from the working tree, and commit`,
  });
}
