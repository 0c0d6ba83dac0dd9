import type { Comment, Issue, PullRequest } from '../state/conversations.ts';
import { labels } from './pulls.ts';
import { api, app, association, nodeId, page, showUser, type View } from './view.ts';

export const showComment = (view: View, shown: Comment): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('IssueComment', shown.id),
  body: shown.body,
  user: showUser(view, shown.user),
  author_association: association(view, shown.user),
  performed_via_github_app: app(shown.user),
  url: `${api(view)}/issues/comments/${shown.id}`,
  html_url: page(view, `${view.repository.pullRequests.some((pull) => pull.number === shown.number) ? 'pull' : 'issues'}/${shown.number}#issuecomment-${shown.id}`),
  issue_url: `${api(view)}/issues/${shown.number}`,
  created_at: shown.createdAt,
  updated_at: shown.updatedAt,
});

export const showIssue = (view: View, shown: Issue): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('Issue', shown.id),
  number: shown.number,
  title: shown.title,
  body: shown.body,
  state: shown.state,
  locked: false,
  user: showUser(view, shown.user),
  author_association: association(view, shown.user),
  labels: labels(shown.labels),
  assignee: shown.assignees[0] === undefined ? null : showUser(view, shown.assignees[0]),
  assignees: shown.assignees.map((login) => showUser(view, login)),
  comments: view.repository.comments.filter(({ number }) => number === shown.number).length,
  url: `${api(view)}/issues/${shown.number}`,
  html_url: page(view, `issues/${shown.number}`),
  created_at: shown.createdAt,
  updated_at: shown.updatedAt,
  closed_at: shown.state === 'closed' ? shown.updatedAt : null,
});

/** A pull request as the issues' routes show it: an issue with `pull_request`. */
export const showPullAsIssue = (view: View, pull: PullRequest): Record<string, unknown> => ({
  ...showIssue(view, { ...pull, assignees: [] }),
  html_url: page(view, `pull/${pull.number}`),
  pull_request: {
    url: `${api(view)}/pulls/${pull.number}`, html_url: page(view, `pull/${pull.number}`), diff_url: page(view, `pull/${pull.number}.diff`),
    patch_url: page(view, `pull/${pull.number}.patch`), merged_at: pull.merged ? pull.updatedAt : null,
  },
});
