import type { Approval } from '../evidence/approval-statement.ts';
import { maySign, notValidAt, type Approver } from './approvers.ts';

/** An approval after its signature was looked at: by which line of the approvers file it is signed, or why it is by none. */
export type VerifiedApproval = { approval: Approval; signedBy: Approver } | { approval: Approval; signedBy: null; problem: string };

/** What a decision is about: all of it is bound by the approval. */
export type Subject = Pick<Approval, 'kind' | 'change' | 'repository' | 'digest' | 'target'>;

/** Somebody whose approval does not count here, with the reason as the end of a sentence: `she asked for the change`. */
export interface Excluded {
  identity: string;
  because: string;
}

export interface ApprovalQuestion {
  subject: Subject;
  approvals: VerifiedApproval[];
  approvers: Approver[];
  excluded: Excluded[];
  now: Date;
}

export type ApprovalDecision =
  | { allowed: true; by: Approval[] }
  | { allowed: false; reasons: string[]; /** Principals that could approve this now. */ whoMay: string[] };

/** Clocks of two machines differ by less than this. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

const NAME: Record<Approval['kind'], string> = { request: 'the request', promotion: 'the promotion to production', acknowledgement: 'the handover' };

/** Decides whether at least one approval counts for exactly this subject. Every one that does not is explained. */
export function decideApproval(question: ApprovalQuestion): ApprovalDecision {
  const judged = question.approvals.map((verified) => ({ verified, reasons: reasonsAgainst(verified, question) }));
  const by = judged.filter(({ reasons }) => reasons.length === 0).map(({ verified }) => verified.approval);
  if (by.length > 0) return { allowed: true, by };
  const reasons = judged.flatMap(({ verified: { approval }, reasons: against }) => against.map((reason) => `approval of ${NAME[approval.kind]} by ${approval.approver} at ${approval.at}: ${reason}`));
  return { allowed: false, reasons: reasons.length > 0 ? reasons : [`nobody has approved ${NAME[question.subject.kind]}`], whoMay: whoMay(question) };
}

function reasonsAgainst(verified: VerifiedApproval, question: ApprovalQuestion): string[] {
  return [...reasonsAboutSubject(verified.approval, question.subject), ...reasonsAboutSigner(verified, question)];
}

function reasonsAboutSubject(approval: Approval, subject: Subject): string[] {
  const reasons: string[] = [];
  if (approval.kind !== subject.kind) reasons.push(`it approves ${NAME[approval.kind]}, not ${NAME[subject.kind]}`);
  if (approval.change !== subject.change) reasons.push(`it is for change ${approval.change}, not ${subject.change}`);
  if (approval.repository !== subject.repository) reasons.push('it is for another repository');
  if (approval.target !== subject.target) reasons.push(`it is for ${approval.target ?? 'no target'}, not for ${subject.target ?? 'no target'}`);
  if (approval.kind === subject.kind && approval.digest !== subject.digest) {
    reasons.push(`it is for another content (SHA-256 ${approval.digest.slice(0, 12)}…, now ${subject.digest.slice(0, 12)}…): what was approved has been changed since`);
  }
  return reasons;
}

function reasonsAboutSigner(verified: VerifiedApproval, { approvers, excluded, now }: ApprovalQuestion): string[] {
  const { approval, signedBy } = verified;
  if (signedBy === null) return [verified.problem];
  const reasons: string[] = [];
  if (!signedBy.principals.includes(approval.approver)) reasons.push('it is signed with a key that does not belong to that name');
  // The list is the base's as it is now: who was taken off it since has no say any more.
  if (!approvers.some((approver) => sameKey(approver, signedBy) && approver.principals.includes(approval.approver))) reasons.push(`${approval.approver} is not an approver`);
  if (!maySign(signedBy, approval.kind)) reasons.push(`the key may not be used to approve ${NAME[approval.kind]}`);
  const at = new Date(approval.at);
  const wrongTime = notValidAt(signedBy, at) ?? notValidAt(signedBy, now);
  if (wrongTime !== undefined) reasons.push(`the approver's key is ${wrongTime}`);
  if (!(at.getTime() <= now.getTime() + CLOCK_SKEW_MS)) reasons.push('it is dated in the future');
  reasons.push(...whyExcluded(signedBy, approval.approver, approvers, excluded));
  return reasons;
}

/** One key under two names is one person, so a name that shares a key with an excluded one is excluded too. */
function whyExcluded(signer: Approver, name: string, approvers: Approver[], excluded: Excluded[]): string[] {
  const names = new Set([name, ...[signer, ...approvers].filter((approver) => sameKey(approver, signer)).flatMap((approver) => approver.principals)].map(normal));
  return [...new Set(excluded.filter(({ identity }) => names.has(normal(identity))).map(({ identity, because }) => `${identity} does not count: ${because}`))];
}

function whoMay({ subject, approvers, excluded, now }: ApprovalQuestion): string[] {
  const may = approvers.filter((approver) => maySign(approver, subject.kind) && notValidAt(approver, now) === undefined);
  return [...new Set(may.flatMap((approver) => approver.principals.filter((name) => whyExcluded(approver, name, approvers, excluded).length === 0)))].sort();
}

function sameKey(a: Approver, b: Approver): boolean {
  return a.keyType === b.keyType && a.key === b.key;
}

function normal(identity: string): string {
  return identity.trim().toLowerCase();
}
