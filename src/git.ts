import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { digestOf } from './digest.ts';
import { UserError } from './errors.ts';
import { git, lines, runGit, tryGit } from './git-command.ts';

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

/**
 * Reads the facts. `base` is a branch, tag or commit; without it `origin/HEAD`, `main` and `master` are tried in this order.
 * `anonymous`: nothing is decided by who runs this, so git need not know. Throws UserError when `project` is in no repository, has no commit, has no base, or when git does not know who runs it.
 */
export function gitFacts(project: string, { anonymous = false, ...options }: { base?: string; anonymous?: boolean } = {}): GitFacts {
  const facts = baseFacts(project, options);
  const { root, head, base } = facts;
  const settings = configuration(root);
  const user = settings.get('user.email')?.trim().toLowerCase() ?? '';
  if (user === '' && !anonymous) throw new UserError({ problem: 'git does not know who you are, so nobody could tell whether you approve your own change', next: 'git config --global user.email you@example.com' });
  const roots = lines(git(root, ['rev-list', '--max-parents=0', base.commit])).sort();
  return {
    ...facts,
    identity: digestOf(roots),
    origin: originOf(settings.get('remote.origin.url')),
    authors: authorsIn(root, [`${base.commit}..${head}`]),
    user,
  };
}

/** What is needed to read files of the base, whoever runs this. Throws UserError as `gitFacts` does. */
export function baseFacts(project: string, options: { base?: string } = {}): Pick<GitFacts, 'root' | 'prefix' | 'head' | 'base'> {
  const { root, head } = checkout(project);
  const base = findBase(root, options.base);
  const below = relative(root, realpathSync(project)).split(sep).join('/');
  return { root, prefix: below === '' ? '' : `${below}/`, head, base };
}

/** Repository, commit and path → who wrote it. A commit never changes, and every gate asks. */
const authors = new Map<string, string[]>();

/** E-mail addresses of everyone who wrote or committed a version of a file, under whatever name; `path` from the project. */
export function authorsOfFile({ root, prefix, head }: GitFacts, path: string): string[] {
  const key = [root, head, prefix, path].join('\0');
  const found = authors.get(key) ?? authorsIn(root, ['--follow', head, '--', `:(literal,top)${prefix}${path}`]);
  authors.set(key, found);
  return found;
}

/** One value of git's configuration; undefined when it is not set. */
export function gitConfig(folder: string, key: string): string | undefined {
  const value = tryGit(folder, ['config', '--get', key])?.replace(/\n$/, '');
  return value === '' ? undefined : value;
}

/** Folder → its repository's top level, links resolved: every digest of the tree asks. */
const topLevels = new Map<string, string>();

export function topLevel(project: string): string {
  const known = topLevels.get(project);
  if (known !== undefined) return known;
  const found = runGit(project, ['rev-parse', '--show-toplevel']);
  if (found.ok) {
    const top = realpathSync(found.stdout.toString().replace(/\n$/, ''));
    topLevels.set(project, top);
    return top;
  }
  const unowned = /dubious ownership/.test(found.stderr);
  throw new UserError({
    file: project,
    problem: unowned ? 'git refuses this repository because another user owns it' : 'this is not inside a git repository',
    next: unowned ? `git config --global --add safe.directory ${project}` : 'run Cutover in the repository that holds cutover.yaml, or pass it with -C',
  });
}

/** All that one call of git can tell: each call costs milliseconds, and every command makes them. */
function checkout(project: string): { root: string; head: string } {
  const [shallow, top, head] = lines(tryGit(project, ['rev-parse', '--is-shallow-repository', '--show-toplevel', '--verify', 'HEAD^{commit}']) ?? '');
  if (top === undefined || head === undefined) {
    throw new UserError({ file: topLevel(project), problem: 'the repository has no commit yet', next: 'commit the project: git add -A && git commit' });
  }
  if (shallow === 'true') {
    throw new UserError({ file: top, problem: 'this clone lacks its older commits, so it cannot be told which repository it is', next: 'git fetch --unshallow (in GitHub Actions: fetch-depth: 0)' });
  }
  return { root: realpathSync(top), head };
}

/** The settings that are asked for at every start; of several values the last counts, as for git. */
function configuration(root: string): Map<string, string> {
  const entries = (tryGit(root, ['config', '--null', '--get-regexp', '^(user\\.email|remote\\.origin\\.url)$']) ?? '').split('\0');
  return new Map(entries.map((entry) => [entry.slice(0, entry.indexOf('\n')), entry.slice(entry.indexOf('\n') + 1)]));
}

const DEFAULT_BASES = ['refs/remotes/origin/HEAD', 'refs/heads/main', 'refs/heads/master'];

function findBase(root: string, asked: string | undefined): GitFacts['base'] {
  const base = asked === undefined ? defaultBase(root) : namedBase(root, asked);
  if (base !== undefined) return base;
  throw new UserError({
    problem: 'there is no base branch to read approvers and policy from',
    found: asked ?? 'neither origin/HEAD, main nor master',
    allowed: 'a branch, tag or commit of this repository',
    next: 'git remote set-head origin --auto, or name the base',
  });
}

function originOf(url: string | undefined): string | null {
  if (url === undefined || url === '') return null;
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return url;
  return url.replace(/^([^:]+:\/\/)[^/]*@/, '$1').replace(/[?#].*$/, '');
}

function defaultBase(root: string): GitFacts['base'] | undefined {
  const found = new Map(lines(git(root, ['for-each-ref', '--format=%(refname) %(objectname) %(symref)', ...DEFAULT_BASES])).map((line) => {
    const [name = '', commit = '', symbolic = ''] = line.split(' ');
    return [name, { ref: symbolic === '' ? name : symbolic, commit }] as const;
  }));
  return DEFAULT_BASES.map((name) => found.get(name)).find((base) => base !== undefined);
}

function namedBase(root: string, name: string): GitFacts['base'] | undefined {
  const commit = tryGit(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])?.trim();
  if (commit === undefined) return undefined;
  const full = lines(tryGit(root, ['rev-parse', '--symbolic-full-name', name]) ?? '').find((line) => line.startsWith('refs/'));
  return { ref: full ?? name, commit };
}

/** Raw addresses: a .mailmap is part of the change and could rename its author. */
function authorsIn(root: string, range: string[]): string[] {
  const format = '%ae%n%ce%n%(trailers:key=Co-authored-by,valueonly)';
  const found = lines(git(root, ['log', '--no-show-signature', '--no-notes', '--encoding=UTF-8', `--format=${format}`, ...range]));
  // One trailer may name several people, and say more about them.
  const named = found.flatMap((line) => {
    const addresses = [...line.matchAll(/<([^<>]*)>/g)].map(([, address = '']) => address);
    return addresses.length > 0 ? addresses : [line];
  });
  return [...new Set(named.map((address) => address.trim().toLowerCase()))].filter((address) => address !== '').sort();
}
