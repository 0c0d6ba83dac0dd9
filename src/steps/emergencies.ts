import { z } from 'zod';
import { decideApproval, type ApprovalDecision, type ApprovalQuestion } from '../change/approval.ts';
import type { ApprovalPolicy } from '../change/approval-policy.ts';
import type { Approver } from '../change/approvers.ts';
import type { Excluded, Subject } from '../change/counting.ts';
import type { Emergency } from '../change/reviews.ts';
import { verifyApproval } from '../change/sources/ssh-signature.ts';
import type { SignedApproval } from '../evidence/approval-statement.ts';
import { notedApprovals } from '../evidence/given-on-host.ts';
import { changesWithEvidence } from '../evidence/last-good.ts';
import { digestSchema, type StepRecord } from '../evidence/record.ts';
import { EvidenceStore } from '../evidence/store.ts';

export interface ReviewJudges {
  target: StepRecord['target'];
  /** The repository's identity. */
  repository: string;
  policy: ApprovalPolicy;
  approvers: Approver[];
  now: Date;
}

/** What a review of an emergency is for, and who may not give it. */
export interface Reviewable {
  subject: Subject;
  excluded: Excluded[];
  /** When production was first changed. */
  at: Date;
}

/** The gates of a change note who had a hand in it: later its commits are in the base, and who wrote it could not be told. */
const handsSchema = z.object({ risk: z.string(), excluded: z.array(z.object({ identity: z.string(), because: z.string() })) });

/** Every emergency that changed production in this world, as far as its evidence lies in the project. */
export function emergenciesOf(project: string, judges: ReviewJudges): Emergency[] {
  return changesWithEvidence(project).flatMap((change) => {
    const store = new EvidenceStore(project, change);
    const reviewable = reviewableIn(store, judges);
    return reviewable === undefined ? [] : [{ change, at: reviewable.at, reviewed: decideApproval(reviewQuestion(reviewable, store.approvals(), judges)).allowed }];
  });
}

/** Undefined for a change that is no emergency, or has not changed production in this world. */
export function reviewableIn(store: EvidenceStore, { target, repository }: Pick<ReviewJudges, 'target' | 'repository'>): Reviewable | undefined {
  const hands = [...store.about('approval'), ...store.about('promote')].flatMap(({ record }) => handsSchema.safeParse(record.facts).data ?? []);
  if (!hands.some(({ risk }) => risk === 'emergency')) return undefined;
  const promotions = store.ofStep('promote').map(({ record }) => record).filter((record) => record.target === target && record.facts['begun'] === true);
  const [first, last] = [promotions[0], promotions.at(-1)];
  const seal = digestSchema.safeParse(last?.inputs['seal']);
  if (first === undefined || !seal.success) return undefined;
  const approved = store.approvals().filter(({ statement }) => ['request', 'promotion'].includes(statement.predicate.kind)).map(({ statement }) => ({ identity: statement.predicate.approver, because: 'approved it' }));
  const onHost = [...store.about('approval'), ...store.about('promote')].flatMap(({ record }) => notedApprovals(record)).map(({ approver }) => ({ identity: approver, because: 'approved it' }));
  return {
    subject: { kind: 'review', change: store.change, repository, digest: seal.data, target },
    excluded: [...hands.flatMap(({ excluded }) => excluded), ...approved, ...onHost],
    at: new Date(Math.min(...promotions.map(({ finishedAt }) => Date.parse(finishedAt)))),
  };
}

/** Whether the change of this store has been reviewed; undefined where there is nothing to review. */
export function reviewOf(store: EvidenceStore, judges: ReviewJudges): ApprovalDecision | undefined {
  const reviewable = reviewableIn(store, judges);
  return reviewable === undefined ? undefined : decideApproval(reviewQuestion(reviewable, store.approvals(), judges));
}

/** Whether somebody who had no hand in the emergency has signed, after it, that they looked at it. */
export function reviewQuestion({ subject, excluded, at }: Reviewable, signed: SignedApproval[], { policy, approvers, now }: Pick<ReviewJudges, 'policy' | 'approvers' | 'now'>): ApprovalQuestion {
  const approvals = signed.filter(({ statement }) => statement.predicate.kind === 'review' && Date.parse(statement.predicate.at) >= at.getTime()).map((one) => verifyApproval(one, approvers));
  // What was asked for and when it was allowed is behind us: of the request only its risk bears on a review.
  return { subject, policy, request: { risk: 'emergency', components: 'all', environments: [], freezeExceptions: [] }, approvals, approvers, excluded, ticket: 'not asked', overdue: [], owned: [], now };
}
