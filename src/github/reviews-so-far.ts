import { z } from 'zod';
import { parseApprovers } from '../change/approvers.ts';
import { countApprovals, WHAT, whoMay, type Count } from '../change/counting.ts';
import { missingFrom } from '../change/quorum.ts';
import type { CheckReport } from '../presentation/check-report.ts';
import type { GitHub } from './client.ts';
import { readAnswer } from './facts/answer.ts';
import { commitSchema, handsInPullRequest } from './facts/pull-request.ts';
import { approvalsInReviews, reviewSchema, type RequestAt } from './facts/reviews.ts';

export interface Reviewed {
  repository: { owner: string; name: string };
  pull: { number: number; user: { login: string } | null };
  now: Date;
}

/**
 * The report with the reviews counted that the pull request has by now, as a delivery would count them. Two requests, none where no
 * approval is waited for. It only says how far it is: the delivery reads them again. Needs `pull-requests: read`.
 */
export async function withReviews(github: GitHub, report: CheckReport, { repository: { owner, name: repo }, pull, now }: Reviewed): Promise<CheckReport> {
  const { reviews: facts } = report;
  if (facts === null) return report;
  const which = { owner, repo, pull_number: pull.number, per_page: 100 };
  const [reviews, commits] = await Promise.all([github.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', which), github.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', which)]);
  const about = `the pull request #${pull.number}`;
  const hands = handsInPullRequest(pull, readAnswer(z.array(commitSchema), commits, about));
  const subject: Count['subject'] = { kind: 'request', change: facts.change, repository: facts.repository, digest: facts.digest, target: null };
  const approvers = parseApprovers(facts.approvers);
  const given = readAnswer(z.array(reviewSchema), reviews, about);
  const requestAt = new Map<string, RequestAt>(given.map(({ commit_id }) => [commit_id ?? '', facts.commits.includes(commit_id ?? '') ? { digest: facts.digest } : { problem: 'the request has been changed since' }]));
  const count: Count = { subject, approvals: approvalsInReviews(given, requestAt, subject, approvers), approvers, excluded: [...facts.excluded, ...hands], now };
  const { counting } = countApprovals(count);
  const missing = missingFrom(facts, counting, whoMay(count, counting), WHAT.request);
  const people = new Set(counting.map(({ person }) => person)).size;
  return {
    ...report,
    next: report.next.map((step) => {
      if (step.what !== facts.said) return step;
      if (missing !== undefined) return { ...step, what: `its approval: ${missing.reasons.join('; ')}`, whom: missing.whoMay };
      return { what: `its merge, and somebody to begin: ${people} of ${facts.required} people have approved the request`, whom: [], how: 'merge the pull request, then start the delivery' };
    }),
  };
}
