import { commitsBetween, filesBetween, mergeBase, type FileChange } from '../git.ts';
import type { PullRequest, Review } from '../state/conversations.ts';
import type { Commit } from '../state/git.ts';
import type { Repository } from '../state/repository.ts';
import { lines } from './git.ts';
import { api, association, fullName, nodeId, page, showRepository, showUser, type View } from './view.ts';

/** One end of a pull request. `from` is `owner/name`, whether that repository is still there or not; null when its account is gone too. */
function end(view: View, ref: string, sha: string, from: string | null): Record<string, unknown> {
  const owner = from?.split('/')[0];
  const there = view.state.repositories[from ?? ''];
  return { label: `${owner ?? 'unknown'}:${ref}`, ref, sha, user: owner === undefined ? null : showUser(view, owner), repo: there === undefined ? null : showRepository(view, there) };
}

export const labels = (names: string[]): unknown[] => names.map((name, at) => ({ id: at + 1, node_id: nodeId('Label', at), name, color: 'ededed', default: false, description: '', url: 'https://unmodelled.invalid/' }));

export const showPull = (view: View, pull: PullRequest): Record<string, unknown> => ({
  id: pull.id,
  node_id: nodeId('PullRequest', pull.id),
  number: pull.number,
  title: pull.title,
  body: pull.body,
  state: pull.state,
  draft: pull.draft,
  locked: false,
  url: `${api(view)}/pulls/${pull.number}`,
  html_url: page(view, `pull/${pull.number}`),
  user: showUser(view, pull.user),
  author_association: association(view, pull.user),
  labels: labels(pull.labels),
  requested_reviewers: pull.requestedReviewers.map((login) => showUser(view, login)),
  requested_teams: [],
  base: end(view, pull.base.ref, pull.base.sha, fullName(view.repository)),
  head: end(view, pull.head.ref, pull.head.sha, pull.head.repository),
  created_at: pull.createdAt,
  updated_at: pull.updatedAt,
  closed_at: pull.state === 'closed' ? pull.updatedAt : null,
  merged_at: pull.merged ? pull.updatedAt : null,
  merge_commit_sha: pull.mergeCommit,
});

/** What only the single pull request has, not the list's items. */
export const showWholePull = (view: View, pull: PullRequest): Record<string, unknown> => {
  const files = filesOf(view.repository, pull);
  return {
    ...showPull(view, pull),
    merged: pull.merged,
    mergeable: pull.state === 'open' ? true : null,
    mergeable_state: pull.state === 'open' ? 'clean' : 'unknown',
    comments: view.repository.comments.filter((comment) => comment.number === pull.number).length,
    commits: commitsOf(view.repository, pull).length,
    changed_files: files.length,
    ...lines(files),
  };
};

export const commitsOf = (of: Repository, pull: PullRequest): Commit[] => commitsBetween(of, pull.base.sha, pull.head.sha);

export const filesOf = (of: Repository, pull: PullRequest): FileChange[] =>
  filesBetween(mergeBase(of, pull.base.sha, pull.head.sha)?.files ?? {}, of.commits[pull.head.sha]?.files ?? {});

export const showReview = (view: View, pull: PullRequest, shown: Review): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('PullRequestReview', shown.id),
  user: shown.user === null ? null : showUser(view, shown.user),
  body: shown.body,
  state: shown.state,
  commit_id: shown.commit,
  submitted_at: shown.submittedAt,
  author_association: association(view, shown.user ?? ''),
  html_url: page(view, `pull/${pull.number}#pullrequestreview-${shown.id}`),
  pull_request_url: `${api(view)}/pulls/${pull.number}`,
});
