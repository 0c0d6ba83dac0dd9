import { aUser } from './builders.ts';
import { commitsBetween, filesBetween, mergeBase, treeSha, type FileChange } from './git.ts';
import type { Call } from './route.ts';
import type { Artifact, CheckRun, Comment, Commit, Deployment, DeploymentStatus, Issue, Person, PullRequest, Repository, Review, WorkflowRun } from './state.ts';

/** What rendering needs of a call. */
export type View = Pick<Call, 'state' | 'url' | 'repository'>;

const web = 'https://github.com';
const fullName = ({ owner, name }: Repository): string => `${owner}/${name}`;
const api = (view: View, repository: Repository = view.repository): string => `${view.url}/repos/${fullName(repository)}`;
export const page = (view: View, path: string): string => `${web}/${fullName(view.repository)}/${path}`;
const nodeId = (kind: string, id: number): string => Buffer.from(`${kind}:${id}`).toString('base64url');

export function user(view: View, login: string): Record<string, unknown> {
  const { id, type } = view.state.users[login] ?? aUser(login);
  return { login, id, node_id: nodeId('User', id), url: `${view.url}/users/${encodeURIComponent(login)}`, html_url: `${web}/${login}`, type, site_admin: false };
}

const app = (login: string): Record<string, unknown> | null => (login === 'github-actions[bot]' ? { id: 15368, slug: 'github-actions', name: 'GitHub Actions' } : null);

export const repository = (view: View, shown: Repository = view.repository): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('Repository', shown.id),
  name: shown.name,
  full_name: fullName(shown),
  owner: user(view, shown.owner),
  private: shown.private,
  visibility: shown.private ? 'private' : 'public',
  fork: shown.fork,
  default_branch: shown.defaultBranch,
  url: api(view, shown),
  html_url: `${web}/${fullName(shown)}`,
});

/** GitHub's word for what an account is to the repository. */
export function association({ repository }: View, login: string): string {
  if (login === repository.owner) return 'OWNER';
  if (repository.collaborators[login] !== undefined) return 'COLLABORATOR';
  return login.endsWith('[bot]') ? 'NONE' : 'CONTRIBUTOR';
}

/** One end of a pull request. `from` is `owner/name`, whether that repository is still there or not; null when its account is gone too. */
function end(view: View, ref: string, sha: string, from: string | null): Record<string, unknown> {
  const owner = from?.split('/')[0];
  const there = view.state.repositories[from ?? ''];
  return { label: `${owner ?? 'unknown'}:${ref}`, ref, sha, user: owner === undefined ? null : user(view, owner), repo: there === undefined ? null : repository(view, there) };
}

const labels = (names: string[]): unknown[] => names.map((name, at) => ({ id: at + 1, node_id: nodeId('Label', at), name, color: 'ededed', default: false, description: '', url: 'https://unmodelled.invalid/' }));

export const pullRequest = (view: View, pull: PullRequest): Record<string, unknown> => ({
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
  user: user(view, pull.user),
  author_association: association(view, pull.user),
  labels: labels(pull.labels),
  requested_reviewers: pull.requestedReviewers.map((login) => user(view, login)),
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
export const wholePullRequest = (view: View, pull: PullRequest): Record<string, unknown> => {
  const files = pullRequestFiles(view.repository, pull);
  return {
    ...pullRequest(view, pull),
    merged: pull.merged,
    mergeable: pull.state === 'open' ? true : null,
    mergeable_state: pull.state === 'open' ? 'clean' : 'unknown',
    comments: view.repository.comments.filter((comment) => comment.number === pull.number).length,
    commits: pullRequestCommits(view.repository, pull).length,
    changed_files: files.length,
    ...lines(files),
  };
};

export const pullRequestCommits = (of: Repository, pull: PullRequest): Commit[] => commitsBetween(of, pull.base.sha, pull.head.sha);

export const pullRequestFiles = (of: Repository, pull: PullRequest): FileChange[] =>
  filesBetween(mergeBase(of, pull.base.sha, pull.head.sha)?.files ?? {}, of.commits[pull.head.sha]?.files ?? {});

const count = (content: string): number => (content === '' ? 0 : content.replace(/\n$/, '').split('\n').length);
const lines = (files: FileChange[]): { additions: number; deletions: number } => ({
  additions: files.reduce((sum, { after }) => sum + count(after), 0),
  deletions: files.reduce((sum, { before }) => sum + count(before), 0),
});

/** One changed file. Every line counts as replaced: the fake makes no line diff, so there is no `patch`, as GitHub has none for large files. */
export const changedFile = (view: View, file: FileChange, ref: string): Record<string, unknown> => {
  const { additions, deletions } = lines([file]);
  const at = `${ref}/${file.path}`;
  return {
    sha: file.sha, filename: file.path, status: file.status, additions, deletions, changes: additions + deletions,
    blob_url: page(view, `blob/${at}`), raw_url: page(view, `raw/${at}`), contents_url: `${api(view)}/contents/${file.path}?ref=${ref}`,
  };
};

export const review = (view: View, pull: PullRequest, shown: Review): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('PullRequestReview', shown.id),
  user: shown.user === null ? null : user(view, shown.user),
  body: shown.body,
  state: shown.state,
  commit_id: shown.commit,
  submitted_at: shown.submittedAt,
  author_association: association(view, shown.user ?? ''),
  html_url: page(view, `pull/${pull.number}#pullrequestreview-${shown.id}`),
  pull_request_url: `${api(view)}/pulls/${pull.number}`,
});

const gitUser = ({ name, email, date }: Person): Record<string, unknown> => ({ name, email, date });

/** As `/commits` shows it. */
export const commit = (view: View, shown: Commit): Record<string, unknown> => ({
  sha: shown.sha,
  node_id: nodeId('Commit', 1),
  url: `${api(view)}/commits/${shown.sha}`,
  html_url: page(view, `commit/${shown.sha}`),
  author: shown.authorLogin === null ? null : user(view, shown.authorLogin),
  committer: shown.committerLogin === null ? null : user(view, shown.committerLogin),
  parents: shown.parents.map((sha) => ({ sha, url: `${api(view)}/commits/${sha}`, html_url: page(view, `commit/${sha}`) })),
  commit: {
    message: shown.message,
    author: gitUser(shown.author),
    committer: gitUser(shown.committer),
    tree: { sha: treeSha(shown.files), url: `${api(view)}/git/trees/${treeSha(shown.files)}` },
    verification: verification(shown),
  },
});

export const verification = ({ verified }: Commit): Record<string, unknown> => ({ verified, reason: verified ? 'valid' : 'unsigned', payload: null, signature: null, verified_at: null });

/** As `/git/commits` shows it. */
export const gitCommit = (view: View, shown: Commit): Record<string, unknown> => ({
  sha: shown.sha,
  url: `${api(view)}/git/commits/${shown.sha}`,
  message: shown.message,
  author: gitUser(shown.author),
  committer: gitUser(shown.committer),
  tree: { sha: treeSha(shown.files), url: `${api(view)}/git/trees/${treeSha(shown.files)}` },
  parents: shown.parents.map((sha) => ({ sha, url: `${api(view)}/git/commits/${sha}`, html_url: page(view, `commit/${sha}`) })),
  verification: verification(shown),
});

export const comment = (view: View, shown: Comment): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('IssueComment', shown.id),
  body: shown.body,
  user: user(view, shown.user),
  author_association: association(view, shown.user),
  performed_via_github_app: app(shown.user),
  url: `${api(view)}/issues/comments/${shown.id}`,
  html_url: page(view, `${view.repository.pullRequests.some((pull) => pull.number === shown.number) ? 'pull' : 'issues'}/${shown.number}#issuecomment-${shown.id}`),
  issue_url: `${api(view)}/issues/${shown.number}`,
  created_at: shown.createdAt,
  updated_at: shown.updatedAt,
});

export const issue = (view: View, shown: Issue): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('Issue', shown.id),
  number: shown.number,
  title: shown.title,
  body: shown.body,
  state: shown.state,
  locked: false,
  user: user(view, shown.user),
  author_association: association(view, shown.user),
  labels: labels(shown.labels),
  assignee: shown.assignees[0] === undefined ? null : user(view, shown.assignees[0]),
  assignees: shown.assignees.map((login) => user(view, login)),
  comments: view.repository.comments.filter(({ number }) => number === shown.number).length,
  url: `${api(view)}/issues/${shown.number}`,
  html_url: page(view, `issues/${shown.number}`),
  created_at: shown.createdAt,
  updated_at: shown.updatedAt,
  closed_at: shown.state === 'closed' ? shown.updatedAt : null,
});

/** A pull request as the issues' routes show it: an issue with `pull_request`. */
export const pullAsIssue = (view: View, pull: PullRequest): Record<string, unknown> => ({
  ...issue(view, { ...pull, assignees: [] }),
  html_url: page(view, `pull/${pull.number}`),
  pull_request: {
    url: `${api(view)}/pulls/${pull.number}`, html_url: page(view, `pull/${pull.number}`), diff_url: page(view, `pull/${pull.number}.diff`),
    patch_url: page(view, `pull/${pull.number}.patch`), merged_at: pull.merged ? pull.updatedAt : null,
  },
});

export const checkRun = (view: View, shown: CheckRun): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('CheckRun', shown.id),
  name: shown.name,
  head_sha: shown.headSha,
  external_id: shown.externalId,
  status: shown.status,
  conclusion: shown.conclusion,
  started_at: shown.startedAt,
  completed_at: shown.completedAt,
  url: `${api(view)}/check-runs/${shown.id}`,
  html_url: page(view, `runs/${shown.id}`),
  details_url: shown.detailsUrl,
  output: {
    title: shown.title, summary: shown.summary, text: shown.text, annotations_count: shown.annotations.length, annotations_url: `${api(view)}/check-runs/${shown.id}/annotations`,
  },
  check_suite: { id: 1 },
  app: app('github-actions[bot]'),
  pull_requests: [],
});

export const run = (view: View, shown: Omit<WorkflowRun, 'approvals' | 'earlier'>): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('WorkflowRun', shown.id),
  name: shown.name,
  display_title: shown.name,
  path: shown.path,
  run_number: shown.number,
  run_attempt: shown.attempt,
  event: shown.event,
  status: shown.status,
  conclusion: shown.conclusion,
  workflow_id: shown.workflowId,
  head_branch: shown.headBranch,
  head_sha: shown.headSha,
  actor: user(view, shown.actor),
  triggering_actor: user(view, shown.triggeringActor),
  referenced_workflows: shown.referencedWorkflows,
  repository: repository(view),
  head_repository: repository(view),
  head_commit: headCommit(view, shown.headSha),
  pull_requests: [],
  created_at: shown.createdAt,
  updated_at: shown.updatedAt,
  run_started_at: shown.createdAt,
  url: `${api(view)}/actions/runs/${shown.id}`,
  html_url: page(view, `actions/runs/${shown.id}`),
});

function headCommit(view: View, sha: string): Record<string, unknown> | null {
  const known = view.repository.commits[sha];
  if (known === undefined) return null;
  const { name, email } = known.author;
  const { name: committer, email: address } = known.committer;
  return { id: sha, tree_id: treeSha(known.files), message: known.message, timestamp: known.author.date, author: { name, email }, committer: { name: committer, email: address } };
}

export const artifact = (view: View, shown: Artifact): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('Artifact', shown.id),
  name: shown.name,
  size_in_bytes: shown.size,
  digest: shown.digest,
  expired: shown.expired,
  url: `${api(view)}/actions/artifacts/${shown.id}`,
  archive_download_url: `${api(view)}/actions/artifacts/${shown.id}/zip`,
  created_at: shown.createdAt,
  updated_at: shown.createdAt,
  expires_at: new Date(Date.parse(shown.createdAt) + 90 * 86_400_000).toISOString(),
  workflow_run: { id: shown.run, repository_id: view.repository.id, head_repository_id: view.repository.id, head_branch: shown.headBranch, head_sha: shown.headSha },
});

export const deployment = (view: View, shown: Deployment): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('Deployment', shown.id),
  ref: shown.ref,
  sha: shown.sha,
  task: shown.task,
  payload: shown.payload,
  environment: shown.environment,
  original_environment: shown.environment,
  description: shown.description,
  creator: user(view, shown.creator),
  production_environment: shown.productionEnvironment,
  transient_environment: shown.transient,
  created_at: shown.createdAt,
  updated_at: shown.statuses[0]?.createdAt ?? shown.createdAt,
  url: `${api(view)}/deployments/${shown.id}`,
  statuses_url: `${api(view)}/deployments/${shown.id}/statuses`,
  repository_url: api(view),
});

export const deploymentStatus = (view: View, of: Deployment, shown: DeploymentStatus): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('DeploymentStatus', shown.id),
  state: shown.state,
  description: shown.description,
  environment: shown.environment,
  log_url: shown.logUrl,
  target_url: shown.logUrl,
  environment_url: shown.environmentUrl,
  creator: user(view, shown.creator),
  created_at: shown.createdAt,
  updated_at: shown.createdAt,
  url: `${api(view)}/deployments/${of.id}/statuses/${shown.id}`,
  deployment_url: `${api(view)}/deployments/${of.id}`,
  repository_url: api(view),
});
