import { z } from 'zod';
import type { Approver } from '../../change/approvers.ts';
import type { Subject, VerifiedApproval } from '../../change/counting.ts';
import { nameOfLogin } from '../../change/person.ts';
import { approvalByLogin } from './line-of-login.ts';

/** https://docs.github.com/en/rest/pulls/reviews#list-reviews-for-a-pull-request */
export const reviewSchema = z.object({
  id: z.number().int(),
  /** Null when the account was deleted. */
  user: z.object({ login: z.string().min(1), type: z.string() }).nullable(),
  state: z.string(),
  html_url: z.string(),
  /** Null when it is not known any more. */
  commit_id: z.string().nullable(),
  submitted_at: z.iso.datetime().optional(),
});
export type Review = z.infer<typeof reviewSchema>;

/** The digest of the request file as it was at a commit, or why it had none. */
export type RequestAt = { digest: string } | { problem: string };

/** What people say that is no opinion: everything else is one, also what GitHub may come to call by a new name. */
const NO_OPINION = ['COMMENTED', 'PENDING'];

/**
 * The approvals in the reviews of a pull request, oldest review first. A person's last opinion is the one that stands: an
 * approval that was dismissed, or followed by anything else than a comment, is there with the reason why it does not count.
 * An approval is for the request as it read at the reviewed commit (`requestAt`), whatever was pushed since.
 */
export function approvalsInReviews(reviews: Review[], requestAt: ReadonlyMap<string, RequestAt>, subject: Subject, approvers: Approver[]): VerifiedApproval[] {
  const opinions = Map.groupBy(reviews.filter(({ user, state }) => user !== null && !NO_OPINION.includes(state)), ({ user }) => nameOfLogin(user?.login ?? ''));
  return [...opinions.values()].flatMap((theirs) => {
    const last = theirs.toSorted((a, b) => timeOf(a) - timeOf(b)).at(-1);
    const approved = theirs.findLast(({ state }) => state === 'APPROVED' || state === 'DISMISSED');
    if (last === undefined || approved === undefined) return [];
    return [approvalIn(last.state === 'APPROVED' ? last : approved, last, requestAt, subject, approvers)];
  });
}

/** The commits whose request has to be read, for `requestAt`. */
export function approvedCommits(reviews: Review[]): string[] {
  return [...new Set(reviews.flatMap(({ state, commit_id }) => (state === 'APPROVED' && commit_id !== null ? [commit_id] : [])))];
}

/** Without a time it cannot be said that it is not the last. */
function timeOf({ submitted_at }: Review): number {
  return submitted_at === undefined ? Infinity : Date.parse(submitted_at);
}

function approvalIn(review: Review, last: Review, requestAt: ReadonlyMap<string, RequestAt>, subject: Subject, approvers: Approver[]): VerifiedApproval {
  const at = requestAt.get(review.commit_id ?? '');
  const problem = whyNot(review, last) ?? (at === undefined ? 'the commit that was reviewed is not known' : 'problem' in at ? at.problem : undefined);
  const about = at !== undefined && 'digest' in at ? { ...subject, digest: at.digest } : subject;
  const given = { host: 'github', kind: 'review', url: review.html_url, id: review.id, commit: review.commit_id ?? '', login: review.user?.login ?? '' } as const;
  const found = approvalByLogin(about, approvers, review.user ?? { login: '', type: '' }, new Date(review.submitted_at ?? 0), given);
  return problem === undefined ? found : { approval: found.approval, given, signedBy: null, problem };
}

function whyNot(review: Review, last: Review): string | undefined {
  if (last.state === 'DISMISSED') return `the review was dismissed (${last.html_url})`;
  if (last !== review) return `${last.state === 'CHANGES_REQUESTED' ? 'changes were requested' : `a review with the state ${last.state} was given`} since (${last.html_url})`;
  return review.submitted_at === undefined ? 'the review says no time' : undefined;
}
