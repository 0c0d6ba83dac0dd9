import type { Artifact, Environment, WorkflowRun } from './actions.ts';
import type { CheckRun, SarifUpload } from './checks.ts';
import type { Comment, Issue, PullRequest } from './conversations.ts';
import type { Deployment } from './deployments.ts';
import type { Blob, Commit } from './git.ts';

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

export interface Rule {
  type: string;
  parameters?: Record<string, unknown>;
}

export interface Protection {
  requiredApprovals: number;
  dismissStale: boolean;
  codeOwners: boolean;
}
