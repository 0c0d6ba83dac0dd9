import { execFileSync } from 'node:child_process';
import type { Repository as GitRepository } from '../../helpers/a-repository.ts';
import type { Commit } from '../../helpers/github/state/git.ts';
import type { Repository } from '../../helpers/github/state/repository.ts';

/** `olga@example.com` → `olga`: of every address here GitHub knows the account. */
const loginOf = (address: string): string => address.replace(/@.*/, '');

/** Puts the commits and branches of a real repository into the fake GitHub, as a push would. */
export function mirror({ git, path }: Pick<GitRepository, 'git' | 'path'>, repository: Repository): void {
  for (const sha of git('rev-list', '--all').split('\n')) repository.commits[sha] ??= commitOf(git, path, sha);
  for (const line of git('for-each-ref', '--format=%(refname:short) %(objectname)', 'refs/heads').split('\n')) {
    const [name = '', sha = ''] = line.split(' ');
    repository.branches[name] = sha;
  }
}

function commitOf(git: GitRepository['git'], folder: string, sha: string): Commit {
  // To the last byte: what was approved goes by its digest.
  const text = (file: string): string => execFileSync('git', ['show', `${sha}:${file}`], { cwd: folder, encoding: 'utf8' });
  const [author = '', authorDate = '', committer = '', committerDate = '', parents = '', ...message] = git('log', '-1', '--format=%ae%n%aI%n%ce%n%cI%n%P%n%B', sha).split('\n');
  const files = git('ls-tree', '-r', '--name-only', sha).split('\n').filter((path) => path !== '');
  const person = (email: string, date: string): Commit['author'] => ({ name: loginOf(email), email, date });
  return {
    sha,
    message: message.join('\n').trim(),
    author: person(author, authorDate),
    committer: person(committer, committerDate),
    authorLogin: loginOf(author),
    committerLogin: loginOf(committer),
    parents: parents.split(' ').filter((parent) => parent !== ''),
    files: Object.fromEntries(files.map((path) => [path, text(path)])),
    verified: false,
  };
}
