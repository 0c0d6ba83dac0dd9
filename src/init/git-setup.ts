import { UserError } from '../errors.ts';
import { gitConfig } from '../git.ts';
import { git, tryGit } from '../git-command.ts';

/** What git knows of a folder before `init`. */
export type GitState = 'none' | 'no-commits' | 'repository';

/** The branch of the first change. */
const BRANCH = 'change/CR-0001';
const REQUEST = 'changes/CR-0001.md';

export function gitState(root: string): GitState {
  if (tryGit(root, ['rev-parse', '--show-toplevel']) === undefined) return 'none';
  return tryGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']) === undefined ? 'no-commits' : 'repository';
}

/** `user.email` of git's configuration, as far as it is set where `root` is. */
export function gitUser(root: string): string | undefined {
  return gitConfig(root, 'user.email')?.trim();
}

/** Throws UserError unless `init` may make the first commits here. */
export function assertMayCommit(root: string, state: GitState): void {
  if (state === 'repository') throw new UserError({ field: '--git', problem: 'this repository has commits already, and its base branch belongs to whoever owns it', next: 'leave --git out; the commands that come next are printed' });
  if (gitUser(root) === undefined) throw new UserError({ field: '--git', problem: 'git does not know who you are, so it cannot commit', next: 'git config --global user.email you@example.com' });
}

/**
 * The policy goes to the base branch, because a change does not choose its judges; the request goes to a branch of its own.
 * Commits everything that lies in the folder and is not ignored.
 */
export function commitFirst(root: string, state: GitState): void {
  for (const args of steps(state)) git(root, args);
}

/** The same as a person would type it. */
export function gitCommands(state: GitState): string[] {
  const commands = steps(state).map((args) => ['git', ...args.map((arg) => (/^[\w./:=,@-]+$/.test(arg) ? arg : `'${arg}'`))].join(' '));
  if (state !== 'repository') return commands;
  return ['git checkout -b cutover, git add what was written but changes/, git commit, and have it merged into the base branch', `git checkout -b ${BRANCH}`, `git add ${REQUEST}`, "git commit -m 'ask for CR-0001'"];
}

function steps(state: GitState): string[][] {
  return [
    ...(state === 'none' ? [['init', '--quiet', '--initial-branch=main']] : []),
    ['add', '--all', '--', '.', `:(exclude)${REQUEST}`],
    ['commit', '--quiet', '--message', 'what there is, how it is delivered, and who may approve changes to it'],
    ['checkout', '--quiet', '-b', BRANCH],
    ['add', '--', REQUEST],
    ['commit', '--quiet', '--message', 'ask for CR-0001'],
  ];
}
