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
