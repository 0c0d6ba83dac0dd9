import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Repository {
  /** Absolute path of the top level, without links. */
  path: string;
  /** Runs git there and returns its standard output without the final newline. */
  git: (...args: string[]) => string;
  /** Writes files, creating their folders. */
  write: (files: Record<string, string | Uint8Array>) => void;
  /** Writes files and commits everything; returns the commit. */
  commit: (files?: Record<string, string | Uint8Array>, who?: { author?: string; committer?: string }) => string;
  remove: () => void;
}

/** Git without the configuration of this machine, so that a test means the same everywhere; and no housekeeping, which each commit would start. */
const ENVIRONMENT = { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'maintenance.auto', GIT_CONFIG_VALUE_0: 'false', LC_ALL: 'C' };

/**
 * A real git repository in a temporary folder, on branch main, owned by olga@example.com. `files` are committed first
 * (an empty list of files makes an empty commit); pass null for a repository without a commit.
 */
export function aRepository(files: Record<string, string | Uint8Array> | null = {}): Repository {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'cutover-repository-')));
  const run = (args: string[], environment: Record<string, string> = {}): string =>
    execFileSync('git', args, { cwd: path, env: { ...ENVIRONMENT, ...environment }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).replace(/\n$/, '');
  const repository: Repository = {
    path,
    git: (...args) => run(args),
    write: (written) => {
      for (const [file, content] of Object.entries(written)) {
        mkdirSync(dirname(join(path, file)), { recursive: true });
        writeFileSync(join(path, file), content);
      }
    },
    commit: (written = {}, who = {}) => {
      repository.write(written);
      run(['add', '--all', '--force']);
      const author = who.author ?? 'olga@example.com';
      const committer = who.committer ?? author;
      run(['commit', '--quiet', '--allow-empty', '--message', 'a change'], {
        GIT_AUTHOR_NAME: 'author', GIT_AUTHOR_EMAIL: author, GIT_COMMITTER_NAME: 'committer', GIT_COMMITTER_EMAIL: committer,
      });
      return run(['rev-parse', 'HEAD']);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
  run(['init', '--quiet', '--initial-branch', 'main']);
  run(['config', 'user.name', 'olga']);
  run(['config', 'user.email', 'olga@example.com']);
  if (files !== null) repository.commit(files);
  return repository;
}
