import { payloadOf } from './description.ts';
import type { FakeGitHub } from './fake-github.ts';
import { showComment, showIssue, showPullAsIssue } from './render/issues.ts';
import { showReview, showWholePull } from './render/pulls.ts';
import { showRepository, showUser, type View } from './render/view.ts';
import type { Comment, PullRequest, Review } from './state/conversations.ts';

/** An event as a job gets it: the name is GITHUB_EVENT_NAME, the payload the file of GITHUB_EVENT_PATH. */
export interface Event {
  name: string;
  payload: Record<string, unknown>;
  /** Login of who caused it. */
  actor: string;
  /** The pull request whose trial merge the run is for. */
  pull?: PullRequest;
}

type On = Pick<FakeGitHub, 'state' | 'url' | 'repository'>;

const view = ({ state, url, repository }: On): View => ({ state, url, repository });
const common = (on: On, actor: string): Record<string, unknown> => ({ repository: showRepository(view(on)), sender: showUser(view(on), actor) });

/** `pull_request`: as GitHub describes the event of this action, about the fake's own pull request. */
export function pullRequestEvent(on: On, pull: PullRequest, action: 'opened' | 'synchronize' | 'reopened' | 'closed' = 'opened', actor = pull.user): Event {
  const moved = action === 'synchronize' ? { before: on.repository.commits[pull.head.sha]?.parents[0] ?? pull.base.sha, after: pull.head.sha } : {};
  const payload = payloadOf(`pull-request-${action}`, { ...common(on, actor), ...moved, action, number: pull.number, pull_request: showWholePull(view(on), pull) });
  return { name: 'pull_request', payload, actor, pull };
}

/** `pull_request_review`: somebody submitted a review. */
export function reviewEvent(on: On, pull: PullRequest, review: Review): Event {
  const actor = review.user ?? 'ghost';
  const shown = { ...showReview(view(on), pull, review), state: review.state.toLowerCase() };
  // Of the pull request itself GitHub sends less than it does elsewhere.
  const { merged, mergeable, mergeable_state, comments, commits, changed_files, additions, deletions, ...less } = showWholePull(view(on), pull);
  void [merged, mergeable, mergeable_state, comments, commits, changed_files, additions, deletions];
  return { name: 'pull_request_review', payload: payloadOf('pull-request-review-submitted', { ...common(on, actor), action: 'submitted', review: shown, pull_request: less }), actor, pull };
}

/** `issue_comment`, on an issue or a pull request: the comment is in the fake already. */
export function commentEvent(on: On, comment: Comment): Event {
  const { repository } = on;
  const pull = repository.pullRequests.find(({ number }) => number === comment.number);
  const issue = repository.issues.find(({ number }) => number === comment.number);
  const shown = pull !== undefined ? showPullAsIssue(view(on), pull) : issue !== undefined ? showIssue(view(on), issue) : undefined;
  if (shown === undefined) throw new Error(`there is no issue and no pull request ${comment.number}`);
  return { name: 'issue_comment', payload: payloadOf('issue-comment-created', { ...common(on, comment.user), action: 'created', issue: shown, comment: showComment(view(on), comment) }), actor: comment.user };
}

/** `workflow_dispatch`: `actor` started `workflow` by hand on the default branch. */
export function dispatchEvent(on: On, inputs: Record<string, string>, { actor = 'ann', workflow = '.github/workflows/change-deliver.yml', ref = `refs/heads/${on.repository.defaultBranch}` } = {}): Event {
  return { name: 'workflow_dispatch', payload: payloadOf('workflow-dispatch', { ...common(on, actor), inputs, ref, workflow }), actor };
}

/** `schedule`: no webhook, so GitHub describes none; jobs get the schedule, the workflow and the repository. */
export const scheduleEvent = (on: On, schedule = '0 6 * * *', workflow = '.github/workflows/drift.yml'): Event => ({
  name: 'schedule',
  payload: { schedule, workflow, repository: showRepository(view(on)) },
  actor: on.repository.owner,
});
