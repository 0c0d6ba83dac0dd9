import type { Approval } from '../evidence/approval-statement.ts';
import type { GivenOnHost } from '../evidence/given-on-host.ts';
import { maySign, notValidAt, type Approver } from './approvers.ts';
import { namesBehind, namesOf, sameKey, sameLogin } from './person.ts';

/**
 * An approval after it was looked at: by which line of the approvers file it is, or why it is by none. It is signed with that
 * line's key, or, with `given`, was given on the host under that line's login.
 */
export type VerifiedApproval = { approval: Approval; given?: GivenOnHost } & ({ signedBy: Approver } | { signedBy: null; problem: string });

/** What a decision is about: all of it is bound by the approval. */
export type Subject = Pick<Approval, 'kind' | 'change' | 'repository' | 'digest' | 'target'>;

/** Somebody whose approval does not count here, with the reason as the end of a sentence: `she asked for the change`. */
export interface Excluded {
  identity: string;
  because: string;
}

export interface Count {
  subject: Subject;
  approvals: VerifiedApproval[];
  approvers: Approver[];
  excluded: Excluded[];
  now: Date;
}

/** An approval that counts, whose it is, and for which groups it speaks. */
export interface Counted {
  approval: Approval;
  /** Undefined for one that is signed. */
  given: GivenOnHost | undefined;
  /** Equal for two approvals of one person. */
  person: string;
  groups: string[];
}

/** Somebody who could approve now. */
export interface Candidate {
  names: string[];
  groups: string[];
}

/** Clocks of two machines differ by less than this. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

export const WHAT: Record<Approval['kind'], string> = { request: 'the request', promotion: 'the promotion to production', acknowledgement: 'the handover', review: 'the review of the emergency' };

/** Which approvals count for exactly this subject, and why each of the others does not. Each is judged by itself. */
export function countApprovals(count: Count): { counting: Counted[]; against: string[] } {
  const counting: Counted[] = [];
  const against: string[] = [];
  for (const verified of count.approvals) {
    const { approval } = verified;
    const { reasons, groups } = judge(verified, count);
    if (reasons.length === 0) counting.push({ approval, given: verified.given, person: personOf(approval.approver, count.approvers), groups });
    else against.push(...reasons.map((reason) => `approval of ${WHAT[approval.kind]} by ${approval.approver} at ${approval.at}: ${reason}`));
  }
  return { counting, against };
}

/** Everybody who may approve this now and has not, with the names that they may use. */
export function whoMay({ subject, approvers, excluded, now }: Count, counting: Counted[]): Candidate[] {
  const may = approvers.filter((line) => maySign(line, subject.kind) && notValidAt(line, now) === undefined && whyExcluded(line.principals, approvers, excluded).length === 0);
  const people = Map.groupBy(may, ({ principals }) => personOf(principals[0] ?? '', approvers));
  for (const { person } of counting) people.delete(person);
  return [...people.values()].map((lines) => ({ names: [...new Set(lines.flatMap(({ principals }) => principals))], groups: groupsOf(lines) }));
}

function reasonsAboutSubject(approval: Approval, subject: Subject): string[] {
  const reasons: string[] = [];
  if (approval.kind !== subject.kind) reasons.push(`it approves ${WHAT[approval.kind]}, not ${WHAT[subject.kind]}`);
  if (approval.change !== subject.change) reasons.push(`it is for change ${approval.change}, not ${subject.change}`);
  if (approval.repository !== subject.repository) reasons.push('it is for another repository');
  if (approval.target !== subject.target) reasons.push(`it is for ${approval.target ?? 'no target'}, not for ${subject.target ?? 'no target'}`);
  if (approval.kind === subject.kind && approval.digest !== subject.digest) {
    reasons.push(`it is for another content (SHA-256 ${approval.digest.slice(0, 12)}…, now ${subject.digest.slice(0, 12)}…): what was approved has been changed since`);
  }
  return reasons;
}

function judge(verified: VerifiedApproval, { subject, approvers, excluded, now }: Count): { reasons: string[]; groups: string[] } {
  const { approval, signedBy } = verified;
  const reasons = reasonsAboutSubject(approval, subject);
  if (signedBy === null) return { reasons: [...reasons, verified.problem], groups: [] };
  if (!signedBy.principals.includes(approval.approver)) reasons.push('it is signed with a key that does not belong to that name');
  // The list is the base's as it is now: who was taken off it since has no say any more.
  const isTheirs = verified.given === undefined ? sameKey : sameLogin;
  const lines = approvers.filter((line) => isTheirs(line, signedBy) && line.principals.includes(approval.approver));
  if (lines.length === 0) reasons.push(`${approval.approver} is not an approver`);
  // A key, or a login, may stand on several lines, each with its own time: one that is right is enough.
  const right = lines.filter((line) => whyNotLine(line, approval, now).length === 0);
  if (right.length === 0) reasons.push(...new Set(lines.flatMap((line) => whyNotLine(line, approval, now))));
  if (!(Date.parse(approval.at) <= now.getTime() + CLOCK_SKEW_MS)) reasons.push('it is dated in the future');
  return { reasons: [...reasons, ...whyExcluded([approval.approver, ...signedBy.principals], approvers, excluded)], groups: groupsOf(right) };
}

/** A review is of the past: it still counts when its key has run out since. Everything else has to hold now. */
function whyNotLine(line: Approver, approval: Approval, now: Date): string[] {
  const times = approval.kind === 'review' ? [new Date(approval.at)] : [new Date(approval.at), now];
  const wrongTime = times.map((time) => notValidAt(line, time)).find((problem) => problem !== undefined);
  return [...(maySign(line, approval.kind) ? [] : [`the key may not be used to approve ${WHAT[approval.kind]}`]), ...(wrongTime === undefined ? [] : [`the approver's key is ${wrongTime}`])];
}

function whyExcluded(names: string[], approvers: Approver[], excluded: Excluded[]): string[] {
  const all = new Set(names.flatMap((name) => namesOf(name, approvers)));
  return [...new Set(excluded.filter(({ identity }) => namesBehind(identity).some((name) => all.has(name))).map(({ identity, because }) => `${identity} does not count: ${because}`))];
}

function personOf(name: string, approvers: Approver[]): string {
  return namesOf(name, approvers).join(' ');
}

function groupsOf(lines: Approver[]): string[] {
  return [...new Set(lines.flatMap(({ groups }) => groups))];
}
