import { addCommit, commitTo, nextId, nextNumber, timeOf } from './git.ts';
import type { Artifact, Environment, RunApproval, WorkflowRun } from './state/actions.ts';
import type { CheckRun } from './state/checks.ts';
import type { Comment, Issue, PullRequest, Review } from './state/conversations.ts';
import type { Deployment, DeploymentStatus } from './state/deployments.ts';
import type { Repository, Role } from './state/repository.ts';
import type { State, Token, User } from './state/state.ts';

const day = '2026-03-01T10:00:00Z';

/** Ids the real ones have, where other code may know them. */
export const actionsBot: User = { login: 'github-actions[bot]', id: 41898282, type: 'Bot' };

export const aUser = (login: string, overrides: Partial<User> = {}): User => ({ login, id: [...login].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000, 7), type: 'User', ...overrides });

/** What a job may do whose workflow asks for everything that Cutover's workflows ask for. */
export const everyPermission: Token['permissions'] = {
  actions: 'write', checks: 'write', contents: 'write', deployments: 'write', issues: 'write', pull_requests: 'write', security_events: 'write', statuses: 'write', metadata: 'read',
};

export const aJobToken = (permissions: Token['permissions'] = everyPermission): Token => ({ login: actionsBot.login, permissions: { ...permissions } });

/** `acme/shop`, public, with one commit on main; ann is its admin, ben and carol may write, dave may read. */
export function aRepository(state: State, overrides: Partial<Repository> = {}): Repository {
  const collaborators: Record<string, Role> = { ann: 'admin', ben: 'write', carol: 'write', dave: 'read' };
  const repository: Repository = {
    owner: 'acme', name: 'shop', id: nextId(state), private: false, fork: false, defaultBranch: 'main', collaborators,
    branches: {}, tags: {}, commits: {}, blobs: {}, trees: {}, rules: {}, protection: {}, pullRequests: [], issues: [], comments: [], checkRuns: [],
    codeScanning: 'enabled', sarifs: [], environments: [], runs: [], artifacts: [], deployments: [],
    ...overrides,
  };
  state.repositories[`${repository.owner}/${repository.name}`] = repository;
  for (const login of [repository.owner, ...Object.keys(repository.collaborators)]) state.users[login] ??= aUser(login, login === 'acme' ? { type: 'Organization' } : {});
  if (Object.keys(repository.branches).length === 0) commitTo(state, repository, repository.defaultBranch, { message: 'first', files: { 'README.md': '# shop\n' } });
  return repository;
}

/** One repository, the token `job-token`, and the users they need. */
export function aState(): State {
  const state: State = { users: { [actionsBot.login]: actionsBot }, tokens: { 'job-token': aJobToken() }, repositories: {}, lastId: 1000 };
  aRepository(state);
  return state;
}

/** Overrides of a pull request, and the files its one commit writes when `head` names no commit. */
export type NewPullRequest = Partial<PullRequest> & { files?: Record<string, string | null> };

/**
 * Adds a pull request by ben from branch `change` to the default branch. Without a `head` it gets a commit of ben's that writes `files`.
 * A login that is not known yet becomes a user.
 */
export function aPullRequest(state: State, repository: Repository, { files, ...overrides }: NewPullRequest = {}): PullRequest {
  const user = overrides.user ?? 'ben';
  state.users[user] ??= aUser(user);
  const number = overrides.number ?? nextNumber(repository);
  const base = overrides.base ?? { ref: repository.defaultBranch, sha: repository.branches[repository.defaultBranch] ?? '' };
  const head = overrides.head ?? {
    ref: `change-${number}`,
    sha: commitTo(state, repository, `change-${number}`, { message: 'a change', author: user, files: files ?? { 'stacks/storage.ts': `// ${number}\n` } }).sha,
    repository: `${repository.owner}/${repository.name}`,
  };
  const pull: PullRequest = {
    number, id: nextId(state), title: 'A change', body: null, state: 'open', draft: false, merged: false, mergeCommit: null, user, base, head,
    labels: [], requestedReviewers: [], reviews: [], createdAt: timeOf(state), updatedAt: timeOf(state),
    ...overrides,
  };
  repository.pullRequests.push(pull);
  return pull;
}

/** A pull request from a fork of mallory's: the commit is in the repository, the branch only in the fork. Delete it from `state.repositories`, and it is a deleted fork. */
export function aForkPullRequest(state: State, repository: Repository, overrides: NewPullRequest = {}): PullRequest {
  const user = overrides.user ?? 'mallory';
  const fork = aRepository(state, { owner: user, name: repository.name, fork: true, collaborators: { [user]: 'admin' } });
  const tip = repository.branches[repository.defaultBranch] ?? '';
  const commit = addCommit(state, repository, [tip], { message: 'from a fork', author: user, files: overrides.files ?? { 'stacks/storage.ts': '// fork\n' } });
  fork.commits = { ...repository.commits };
  fork.branches = { [fork.defaultBranch]: tip, patch: commit.sha };
  return aPullRequest(state, repository, { user, head: { ref: 'patch', sha: commit.sha, repository: `${fork.owner}/${fork.name}` }, ...overrides });
}

/** Adds carol's approval of the pull request's newest commit. */
export function aReview(state: State, pull: PullRequest, overrides: Partial<Review> = {}): Review {
  const review: Review = { id: nextId(state), user: 'carol', state: 'APPROVED', commit: pull.head.sha, body: '', submittedAt: timeOf(state), ...overrides };
  if (review.user !== null) state.users[review.user] ??= aUser(review.user);
  pull.reviews.push(review);
  return review;
}

export function anIssue(state: State, repository: Repository, overrides: Partial<Issue> = {}): Issue {
  const issue: Issue = {
    number: nextNumber(repository), id: nextId(state), title: 'An issue', body: null, state: 'open', user: 'ann', labels: [], assignees: [], createdAt: timeOf(state), updatedAt: timeOf(state),
    ...overrides,
  };
  repository.issues.push(issue);
  return issue;
}

export function aComment(state: State, repository: Repository, number: number, overrides: Partial<Comment> = {}): Comment {
  const comment: Comment = { id: nextId(state), number, user: 'ann', body: 'a comment', createdAt: timeOf(state), updatedAt: timeOf(state), ...overrides };
  state.users[comment.user] ??= aUser(comment.user);
  repository.comments.push(comment);
  return comment;
}

export function aCheckRun(state: State, repository: Repository, overrides: Partial<CheckRun> = {}): CheckRun {
  const run: CheckRun = {
    id: nextId(state), name: 'a check', headSha: repository.branches[repository.defaultBranch] ?? '', status: 'completed', conclusion: 'success', externalId: null, detailsUrl: null,
    startedAt: day, completedAt: day, title: null, summary: null, text: null, annotations: [],
    ...overrides,
  };
  repository.checkRuns.push(run);
  return run;
}

/** `production`: carol must review, nobody reviews what they started, protected branches only. */
export function anEnvironment(state: State, repository: Repository, overrides: Partial<Environment> = {}): Environment {
  const environment: Environment = {
    name: 'production', id: nextId(state), reviewers: ['carol'], teams: [], preventSelfReview: true, waitTimer: 0, adminsCanBypass: false, branches: 'protected',
    ...overrides,
  };
  repository.environments.push(environment);
  return environment;
}

/** A run of change-deliver.yml that ann started by hand on main. */
export function aRun(state: State, repository: Repository, overrides: Partial<WorkflowRun> = {}): WorkflowRun {
  const run: WorkflowRun = {
    id: nextId(state), number: 1 + repository.runs.length, attempt: 1, name: 'Deliver', path: '.github/workflows/change-deliver.yml', event: 'workflow_dispatch',
    status: 'in_progress', conclusion: null, headBranch: repository.defaultBranch, headSha: repository.branches[repository.defaultBranch] ?? '', actor: 'ann', triggeringActor: 'ann',
    workflowId: 77, referencedWorkflows: [], approvals: [], earlier: [], createdAt: timeOf(state), updatedAt: timeOf(state),
    ...overrides,
  };
  for (const login of [run.actor, run.triggeringActor]) state.users[login] ??= aUser(login);
  repository.runs.push(run);
  return run;
}

/** Adds carol's approval of environment `production` to a run. */
export function aRunApproval(run: WorkflowRun, overrides: Partial<RunApproval> = {}): RunApproval {
  const approval: RunApproval = { state: 'approved', user: 'carol', comment: '', environments: ['production'], ...overrides };
  run.approvals.push(approval);
  return approval;
}

export function anArtifact(state: State, repository: Repository, run: WorkflowRun, overrides: Partial<Artifact> = {}): Artifact {
  const artifact: Artifact = {
    id: nextId(state), name: 'cutover-CR-0001-build-1', size: 100, digest: `sha256:${'a'.repeat(64)}`, expired: false, run: run.id, headSha: run.headSha, headBranch: run.headBranch,
    createdAt: timeOf(state),
    ...overrides,
  };
  repository.artifacts.push(artifact);
  return artifact;
}

export function aDeployment(state: State, repository: Repository, overrides: Partial<Deployment> = {}): Deployment {
  const sha = repository.branches[repository.defaultBranch] ?? '';
  const deployment: Deployment = {
    id: nextId(state), ref: repository.defaultBranch, sha, task: 'deploy', environment: 'production', description: null, payload: {}, productionEnvironment: true, transient: false,
    creator: actionsBot.login, createdAt: timeOf(state), statuses: [],
    ...overrides,
  };
  repository.deployments.push(deployment);
  return deployment;
}

export function aDeploymentStatus(state: State, deployment: Deployment, overrides: Partial<DeploymentStatus> = {}): DeploymentStatus {
  const status: DeploymentStatus = {
    id: nextId(state), state: 'success', description: '', environment: deployment.environment, logUrl: '', environmentUrl: '', creator: deployment.creator, createdAt: timeOf(state),
    ...overrides,
  };
  deployment.statuses.unshift(status);
  return status;
}
