/**
 * What the fake GitHub knows: plain objects without functions, so that they can be written in a test, sent as JSON, and compared.
 * Field names are ours (camelCase); `render.ts` turns them into what GitHub sends. Times are ISO 8601.
 */
export interface State {
  /** By login. */
  users: Record<string, User>;
  /** By the token itself. */
  tokens: Record<string, Token>;
  /** By `owner/name`. */
  repositories: Record<string, Repository>;
  /** The last number given to anything that has an id. */
  lastId: number;
  /** When set, the time of everything that is made from now on. */
  now?: string;
  /** Claims of the job's identity that differ from what its run says. */
  oidc?: Record<string, unknown>;
}

export interface User {
  login: string;
  id: number;
  type: 'User' | 'Bot' | 'Organization';
}

export type Access = 'read' | 'write';

export interface Token {
  /** Who acts with it: `github-actions[bot]` for a job's token. */
  login: string;
  /** Names as in `x-accepted-github-permissions`: `pull_requests`, `checks`, `security_events`, … `metadata` is always readable. */
  permissions: Record<string, Access>;
}

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read';

export interface Repository {
  owner: string;
  name: string;
  id: number;
  private: boolean;
  fork: boolean;
  defaultBranch: string;
  collaborators: Record<string, Role>;
  /** Name → commit. */
  branches: Record<string, string>;
  tags: Record<string, string>;
  /** Every commit there is, those of forks included (GitHub shares them too). By sha. */
  commits: Record<string, Commit>;
  /** Contents by their git sha: text, or base64 where it is not text. Filled by the git routes. */
  blobs: Record<string, Blob>;
  /** Trees by sha, made through the git routes and not yet in a commit: path → text. */
  trees: Record<string, Record<string, string>>;
  /** Rules in force, by branch. */
  rules: Record<string, Rule[]>;
  /** Classic protection, by branch. */
  protection: Record<string, Protection>;
  pullRequests: PullRequest[];
  issues: Issue[];
  /** Of issues and of pull requests' conversations. */
  comments: Comment[];
  checkRuns: CheckRun[];
  codeScanning: 'enabled' | 'not-enabled';
  sarifs: SarifUpload[];
  environments: Environment[];
  runs: WorkflowRun[];
  artifacts: Artifact[];
  deployments: Deployment[];
}

export interface Person {
  name: string;
  email: string;
  date: string;
}

export interface Commit {
  sha: string;
  message: string;
  author: Person;
  committer: Person;
  /** The accounts GitHub found for the two addresses; null where it found none. */
  authorLogin: string | null;
  committerLogin: string | null;
  parents: string[];
  /** The whole tree: path → text. */
  files: Record<string, string>;
  verified: boolean;
}

export interface Blob {
  content: string;
  encoding: 'utf-8' | 'base64';
}

export interface Rule {
  type: string;
  parameters?: Record<string, unknown>;
}

export interface Protection {
  requiredApprovals: number;
  dismissStale: boolean;
  codeOwners: boolean;
}

export interface PullRequest {
  number: number;
  id: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  draft: boolean;
  merged: boolean;
  mergeCommit: string | null;
  /** The login of who opened it. */
  user: string;
  base: { ref: string; sha: string };
  /** `repository` is `owner/name`, a fork's too, and stays when it is deleted from the state; null when its account is gone as well. */
  head: { ref: string; sha: string; repository: string | null };
  labels: string[];
  requestedReviewers: string[];
  reviews: Review[];
  createdAt: string;
  updatedAt: string;
}

export interface Review {
  id: number;
  /** null: the account is gone. */
  user: string | null;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
  /** The commit that was looked at. */
  commit: string | null;
  body: string;
  submittedAt: string;
}

export interface Issue {
  number: number;
  id: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  user: string;
  labels: string[];
  assignees: string[];
  createdAt: string;
  updatedAt: string;
}

export interface Comment {
  id: number;
  /** The issue's or pull request's. */
  number: number;
  user: string;
  body: string;
  createdAt: string;
  updatedAt: string;
}

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column?: number;
  end_column?: number;
  annotation_level: 'notice' | 'warning' | 'failure';
  message: string;
  title?: string;
  raw_details?: string;
}

export interface CheckRun {
  id: number;
  name: string;
  headSha: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  externalId: string | null;
  detailsUrl: string | null;
  startedAt: string;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: Annotation[];
}

export interface SarifUpload {
  id: string;
  commit: string;
  ref: string;
  /** Parsed: what was inside the gzip and the base64. */
  sarif: unknown;
  /** Bytes of the gzip. */
  size: number;
}

export interface Environment {
  name: string;
  id: number;
  /** Logins. Empty: no required reviewers. */
  reviewers: string[];
  /** Names of teams that may review. */
  teams: string[];
  preventSelfReview: boolean;
  /** Minutes. */
  waitTimer: number;
  adminsCanBypass: boolean;
  /** null: any branch; `protected`: those with protection; otherwise name patterns. */
  branches: null | 'protected' | string[];
}

export interface WorkflowRun {
  id: number;
  number: number;
  attempt: number;
  name: string;
  /** `.github/workflows/….yml`. */
  path: string;
  event: string;
  status: string;
  conclusion: string | null;
  headBranch: string;
  headSha: string;
  /** Who caused the first attempt, and who this one. */
  actor: string;
  triggeringActor: string;
  workflowId: number;
  /** Workflows it called, `owner/name/.github/workflows/x.yml@ref` and commit. */
  referencedWorkflows: { path: string; sha: string; ref?: string }[];
  approvals: RunApproval[];
  /** Earlier attempts, when a test needs them; the newest is the run itself. */
  earlier: Omit<WorkflowRun, 'approvals' | 'earlier'>[];
  createdAt: string;
  updatedAt: string;
}

export interface RunApproval {
  state: 'approved' | 'rejected' | 'pending';
  user: string;
  comment: string;
  /** Names. */
  environments: string[];
}

export interface Artifact {
  id: number;
  name: string;
  /** Bytes. */
  size: number;
  /** `sha256:…`. */
  digest: string | null;
  expired: boolean;
  run: number;
  headSha: string;
  headBranch: string;
  createdAt: string;
  /** The zip, in base64, where a test wants it downloaded. */
  zip?: string;
}

export interface Deployment {
  id: number;
  ref: string;
  sha: string;
  task: string;
  environment: string;
  description: string | null;
  payload: unknown;
  productionEnvironment: boolean;
  transient: boolean;
  creator: string;
  createdAt: string;
  statuses: DeploymentStatus[];
}

export interface DeploymentStatus {
  id: number;
  state: 'error' | 'failure' | 'inactive' | 'pending' | 'success' | 'queued' | 'in_progress';
  description: string;
  environment: string;
  logUrl: string;
  environmentUrl: string;
  creator: string;
  createdAt: string;
}
