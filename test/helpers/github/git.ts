import { createHash } from 'node:crypto';
import type { Commit, Person } from './state/git.ts';
import type { PullRequest } from './state/conversations.ts';
import type { Repository } from './state/repository.ts';
import type { State } from './state/state.ts';

/** The sha git gives a blob: of `blob <bytes>\0<content>`. */
export function blobSha(content: string): string {
  const bytes = Buffer.from(content);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** A sha over the paths and contents. It has the form of git's, and is the same for the same files; git itself would compute another. */
export function treeSha(files: Record<string, string>): string {
  return createHash('sha1')
    .update(JSON.stringify(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');
}

export const timeOf = (state: State): string => state.now ?? new Date().toISOString().replace(/\.\d+/, '');

export const nextId = (state: State): number => (state.lastId += 1);

/** The next number of an issue or pull request: GitHub counts both together. */
export const nextNumber = (repository: Repository): number => 1 + Math.max(0, ...repository.issues.map(({ number }) => number), ...repository.pullRequests.map(({ number }) => number));

export const personOf = (login: string, date: string): Person => ({ name: login, email: `${login}@users.noreply.github.com`, date });

export interface NewCommit {
  message?: string;
  /** Written over the parent's files; null removes one. */
  files?: Record<string, string | null>;
  /** Login of its author; its committer too, unless that is given. */
  author?: string;
  committer?: string;
  verified?: boolean;
}

/** Adds a commit on `parents` (the first one's files are what it starts from) without moving a branch. */
export function addCommit(state: State, repository: Repository, parents: string[], change: NewCommit): Commit {
  const files = { ...(parents[0] === undefined ? {} : repository.commits[parents[0]]?.files) };
  for (const [path, content] of Object.entries(change.files ?? {})) {
    if (content === null) delete files[path];
    else files[path] = content;
  }
  const date = timeOf(state);
  const author = change.author ?? 'ann';
  const committer = change.committer ?? author;
  const message = change.message ?? 'a change';
  const sha = createHash('sha1')
    .update(JSON.stringify([parents, files, author, committer, message, nextId(state)]))
    .digest('hex');
  const commit: Commit = {
    sha,
    message,
    author: personOf(author, date),
    committer: personOf(committer, date),
    authorLogin: author,
    committerLogin: committer,
    parents,
    files,
    verified: change.verified ?? false,
  };
  repository.commits[sha] = commit;
  return commit;
}

/** Commits onto a branch, which is made at the default branch where it does not exist; open pull requests from it move along. */
export function commitTo(state: State, repository: Repository, branch: string, change: NewCommit): Commit {
  const parent = repository.branches[branch] ?? repository.branches[repository.defaultBranch];
  const commit = addCommit(state, repository, parent === undefined ? [] : [parent], change);
  moveBranch(state, repository, branch, commit.sha);
  return commit;
}

/**
 * What a push does: open pull requests of the branch move along, and lose their approvals where the base's rules say so; those
 * whose commits the base has now are merged.
 */
export function moveBranch(state: State, repository: Repository, branch: string, sha: string): void {
  const before = repository.branches[branch];
  repository.branches[branch] = sha;
  const full = `${repository.owner}/${repository.name}`;
  for (const pull of repository.pullRequests) {
    if (pull.state !== 'open') continue;
    if (pull.head.repository === full && pull.head.ref === branch && before !== sha) {
      Object.assign(pull, { head: { ...pull.head, sha }, updatedAt: timeOf(state) });
      if (dismissesStale(repository, pull.base.ref)) for (const review of pull.reviews) if (review.state === 'APPROVED') review.state = 'DISMISSED';
    }
    if (pull.base.ref !== branch) continue;
    if (history(repository, sha).some((commit) => commit.sha === pull.head.sha)) close(state, pull, sha);
    else pull.base = { ...pull.base, sha };
  }
}

const dismissesStale = (repository: Repository, branch: string): boolean =>
  repository.protection[branch]?.dismissStale === true || (repository.rules[branch] ?? []).some(({ parameters }) => parameters?.['dismiss_stale_reviews_on_push'] === true);

/** Takes a pull request in, as one commit by `by`: the branch moves on by the files that the pull request changes. */
export function merge(state: State, repository: Repository, pull: PullRequest, by = 'ann'): Commit {
  const squashed = { message: `${pull.title} (#${pull.number})`, files: changes(repository, pull), author: pull.user, committer: by };
  const commit = addCommit(state, repository, [repository.branches[pull.base.ref] ?? pull.base.sha], squashed);
  close(state, pull, commit.sha);
  moveBranch(state, repository, pull.base.ref, commit.sha);
  return commit;
}

/** Its base stays what it was before. */
const close = (state: State, pull: PullRequest, mergeCommit: string): unknown => Object.assign(pull, { state: 'closed', merged: true, mergeCommit, updatedAt: timeOf(state) });

/** The commit that a `pull_request` run is for, `refs/pull/…/merge`: GitHub makes it, and nobody has reviewed it. */
export const trialMerge = (state: State, repository: Repository, pull: PullRequest): Commit =>
  addCommit(state, repository, [pull.base.sha, pull.head.sha], { message: `Merge ${pull.head.sha} into ${pull.base.sha}`, files: changes(repository, pull), author: pull.user, committer: 'web-flow', verified: true });

function changes(repository: Repository, pull: PullRequest): Record<string, string | null> {
  const before = mergeBase(repository, pull.base.sha, pull.head.sha)?.files ?? {};
  const after = repository.commits[pull.head.sha]?.files ?? {};
  return Object.fromEntries(filesBetween(before, after).map(({ path, status }) => [path, status === 'removed' ? null : (after[path] ?? '')]));
}

/** What a branch, tag, `heads/…`, `refs/…` or (short) sha names; undefined when nothing does. */
export function resolve(repository: Repository, name: string): Commit | undefined {
  const plain = name.replace(/^refs\//, '');
  const sha = repository.branches[plain.replace(/^heads\//, '')] ?? repository.tags[plain.replace(/^tags\//, '')] ?? name;
  const pull = /^pull\/(\d+)\/head$/.exec(plain)?.[1];
  if (pull !== undefined) return repository.commits[repository.pullRequests.find(({ number }) => number === Number(pull))?.head.sha ?? ''];
  return repository.commits[sha] ?? (/^[0-9a-f]{7,39}$/.test(sha) ? Object.values(repository.commits).find((commit) => commit.sha.startsWith(sha)) : undefined);
}

/** `sha` and everything it comes from, newest first. */
export function history(repository: Repository, sha: string): Commit[] {
  const seen = new Map<string, Commit>();
  const ahead = [sha];
  for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
    const commit = repository.commits[next];
    if (commit === undefined || seen.has(next)) continue;
    seen.set(next, commit);
    ahead.push(...commit.parents);
  }
  return [...seen.values()];
}

/** Commits in `head` that are not in `base`, oldest first. */
export function commitsBetween(repository: Repository, base: string, head: string): Commit[] {
  const known = new Set(history(repository, base).map(({ sha }) => sha));
  return history(repository, head)
    .filter(({ sha }) => !known.has(sha))
    .reverse();
}

/** The newest commit both come from. */
export function mergeBase(repository: Repository, base: string, head: string): Commit | undefined {
  const known = new Set(history(repository, base).map(({ sha }) => sha));
  return history(repository, head).find(({ sha }) => known.has(sha));
}

export interface FileChange {
  path: string;
  status: 'added' | 'removed' | 'modified';
  sha: string;
  before: string;
  after: string;
}

/** What differs between two trees, by path. */
export function filesBetween(before: Record<string, string>, after: Record<string, string>): FileChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort().flatMap((path) => {
    const [old, now] = [before[path], after[path]];
    if (old === now) return [];
    const status = old === undefined ? 'added' : now === undefined ? 'removed' : 'modified';
    return [{ path, status, sha: blobSha(now ?? old ?? ''), before: old ?? '', after: now ?? '' } as const];
  });
}
