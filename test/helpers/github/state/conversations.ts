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
