import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const ENVIRONMENT = { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };

/**
 * A folder as `actions/checkout` leaves it with `fetch-depth: 0` and `persist-credentials: false`: branches of origin, of a branch's run
 * a local one, of a pull request's run its trial merge and no local one, and nothing that says who runs this. act copies it into each job.
 * Returns its path and the commit.
 */
export function aCheckout(repository: string, ref: string, pull?: { base: string; head: string }): { path: string; commit: string } {
  const path = temporaryFolder();
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: path, env: ENVIRONMENT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  git('init', '--quiet', '--initial-branch', 'main');
  git('remote', 'add', 'origin', repository);
  git('fetch', '--quiet', 'origin', '+refs/heads/*:refs/remotes/origin/*');
  if (pull === undefined) {
    git('checkout', '--quiet', '--force', '-B', ref, `refs/remotes/origin/${ref}`);
  } else {
    git('checkout', '--quiet', '--detach', pull.base);
    git('-c', 'user.name=GitHub', '-c', 'user.email=noreply@github.com', 'merge', '--quiet', '--no-ff', '--message', `Merge ${pull.head} into ${pull.base}`, pull.head);
  }
  // act would look for the address of the repository there.
  writeFileSync(join(path, '.git', 'FETCH_HEAD'), '');
  git('remote', 'set-url', 'origin', 'https://github.com/acme/shop');
  return { path, commit: git('rev-parse', 'HEAD') };
}

