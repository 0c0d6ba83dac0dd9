import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { digestOf } from './digest.ts';
import { Halt, UserError } from './errors.ts';

/** What git says about the project, read once at the start of a run. */
export interface GitFacts {
  /** Absolute path of the repository's top level, links resolved. */
  root: string;
  /** The project's folder below `root` with a slash at its end, `infra/`; empty when they are the same. */
  prefix: string;
  /**
   * Which repository this is: SHA-256 over the sorted ids of the base's root commits. Every clone has the same; so has a
   * fork, whose own base branch then names other approvers.
   */
  identity: string;
  /** Address of `origin` without user, password and query; null without one. */
  origin: string | null;
  /** Commit that is checked out. */
  head: string;
  /** The protected branch: approvers, waivers and the like are read from it and never from the change. */
  base: { ref: string; commit: string };
  /** Lower-case e-mail addresses of authors, committers and co-authors of the commits that are in HEAD and not in the base. */
  authors: string[];
  /** Lower-case `user.email` of git's configuration: who runs this. */
  user: string;
}

/** Larger than a list of a million files. */
const MAX_OUTPUT = 256_000_000;

/**
 * Reads the facts. `base` is a branch, tag or commit; without it `origin/HEAD`, `main` and `master` are tried in this order.
 * Throws UserError when `project` is in no repository, has no commit, has no base, or when git does not know who runs it.
 */
export function gitFacts(project: string, options: { base?: string } = {}): GitFacts {
  const root = topLevel(project);
  const head = tryGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])?.trim();
  if (head === undefined) throw new UserError({ file: root, problem: 'the repository has no commit yet', next: 'commit the project: git add -A && git commit' });
  if (git(root, ['rev-parse', '--is-shallow-repository']).trim() === 'true') {
    throw new UserError({ file: root, problem: 'this clone lacks its older commits, so it cannot be told which repository it is', next: 'git fetch --unshallow (in GitHub Actions: fetch-depth: 0)' });
  }
  const base = findBase(root, options.base);
  const user = tryGit(root, ['config', '--get', 'user.email'])?.trim().toLowerCase() ?? '';
  if (user === '') throw new UserError({ problem: 'git does not know who you are, so nobody could tell whether you approve your own change', next: 'git config --global user.email you@example.com' });
  const roots = lines(git(root, ['rev-list', '--max-parents=0', base.commit])).sort();
  const below = relative(root, realpathSync(project)).split(sep).join('/');
  return {
    root,
    prefix: below === '' ? '' : `${below}/`,
    identity: digestOf(roots),
    origin: originOf(root),
    head,
    base,
    authors: authorsIn(root, [`${base.commit}..${head}`]),
    user,
  };
}

/** E-mail addresses of everyone who wrote or committed a version of a file, `path` from the project. */
export function authorsOfFile(facts: GitFacts, path: string): string[] {
  return authorsIn(facts.root, [facts.head, '--', `:(literal,top)${facts.prefix}${path}`]);
}

/**
 * Text of a file on the base, `path` from the project; undefined when the base has none. Throws Halt when it is no plain
 * file or not UTF-8. The working tree is never looked at.
 */
export function readFromBase(facts: Pick<GitFacts, 'root' | 'prefix' | 'base'>, path: string): string | undefined {
  const full = `${facts.prefix}${path}`;
  const entry = git(facts.root, ['ls-tree', '-z', '--full-tree', facts.base.commit, '--', full]).split('\0')[0] ?? '';
  if (entry === '') return undefined;
  const [, mode, id] = /^(\d+) blob ([0-9a-f]+)\t/.exec(entry) ?? [];
  if (id === undefined || (mode !== '100644' && mode !== '100755')) {
    throw new Halt({ file: full, problem: `on ${facts.base.ref} this is not a plain file`, next: 'put a plain file there, on the base branch' });
  }
  const bytes = gitBytes(facts.root, ['cat-file', 'blob', id]);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Halt({ file: full, problem: `on ${facts.base.ref} the file is not valid UTF-8`, next: 'save it as UTF-8, on the base branch' });
  }
}

/** One value of git's configuration; undefined when it is not set. */
export function gitConfig(folder: string, key: string): string | undefined {
  const value = tryGit(folder, ['config', '--get', key])?.replace(/\n$/, '');
  return value === '' ? undefined : value;
}

export function topLevel(project: string): string {
  const found = run(project, ['rev-parse', '--show-toplevel']);
  if (found.ok) return realpathSync(found.stdout.toString().replace(/\n$/, ''));
  const unowned = /dubious ownership/.test(found.stderr);
  throw new UserError({
    file: project,
    problem: unowned ? 'git refuses this repository because another user owns it' : 'this is not inside a git repository',
    next: unowned ? `git config --global --add safe.directory ${project}` : 'run Cutover in the repository that holds cutover.yaml, or pass it with -C',
  });
}

function findBase(root: string, asked: string | undefined): GitFacts['base'] {
  for (const ref of asked === undefined ? ['refs/remotes/origin/HEAD', 'refs/heads/main', 'refs/heads/master'] : [asked]) {
    const commit = tryGit(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])?.trim();
    if (commit !== undefined) {
      const full = lines(tryGit(root, ['rev-parse', '--symbolic-full-name', ref]) ?? '').find((line) => line.startsWith('refs/'));
      return { ref: full ?? ref, commit };
    }
  }
  throw new UserError({
    problem: 'there is no base branch to read approvers and policy from',
    found: asked ?? 'neither origin/HEAD, main nor master',
    allowed: 'a branch, tag or commit of this repository',
    next: 'git remote set-head origin --auto, or name the base',
  });
}

function originOf(root: string): string | null {
  const url = gitConfig(root, 'remote.origin.url');
  if (url === undefined) return null;
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return url;
  return url.replace(/^([^:]+:\/\/)[^/]*@/, '$1').replace(/[?#].*$/, '');
}

/** Raw addresses: a .mailmap is part of the change and could rename its author. */
function authorsIn(root: string, range: string[]): string[] {
  const format = '%ae%n%ce%n%(trailers:key=Co-authored-by,valueonly)';
  const found = lines(git(root, ['log', '--no-show-signature', '--no-notes', '--encoding=UTF-8', `--format=${format}`, ...range]));
  return [...new Set(found.map((line) => (/<([^<>]*)>\s*$/.exec(line)?.[1] ?? line).trim().toLowerCase()))].filter((line) => line !== '').sort();
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** Standard output of git. Throws UserError with git's own words when it fails. */
export function git(folder: string, args: string[]): string {
  return gitBytes(folder, args).toString();
}

function gitBytes(folder: string, args: string[]): Buffer {
  const result = run(folder, args);
  if (result.ok) return result.stdout;
  throw new UserError({ file: folder, problem: `git ${args[0] ?? ''} failed`, found: lines(result.stderr).at(-1)?.slice(0, 300) ?? 'no message' });
}

function tryGit(folder: string, args: string[]): string | undefined {
  const result = run(folder, args);
  return result.ok ? result.stdout.toString() : undefined;
}

/** Settings that would make git run programs of the repository's choice, or go to the network, are off. */
const SETTINGS = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'protocol.allow=never'];

function run(folder: string, args: string[]): { ok: boolean; stdout: Buffer; stderr: string } {
  const result = spawnSync('git', ['--no-pager', '--no-replace-objects', ...SETTINGS.flatMap((setting) => ['-c', setting]), ...args], { cwd: folder, env: environment(), maxBuffer: MAX_OUTPUT });
  if (result.error !== undefined) {
    const { code } = result.error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UserError({ problem: 'git was not found, or the folder does not exist', found: folder, next: 'install git 2.28 or newer, and check the folder' });
    throw result.error;
  }
  return { ok: result.status === 0, stdout: result.stdout, stderr: result.stderr.toString() };
}

/** No GIT_* variable of the caller: they can point at another repository, another identity, another configuration. */
function environment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'TMPDIR'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0' };
}
