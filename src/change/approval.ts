import type { Approval } from '../evidence/approval-statement.ts';
import type { GivenOnHost } from '../evidence/given-on-host.ts';
import { asksForOwners, type ApprovalPolicy, type Quorum } from './approval-policy.ts';
import { missingOwners, type OwnedFiles } from './code-owners.ts';
import { countApprovals, WHAT, whoMay, type Count, type Counted } from './counting.ts';
import { missingFrom, type Missing } from './quorum.ts';
import { overdueText, type OverdueReview } from './reviews.ts';
import { reasonsAgainstTemplate, type Scope } from './template.ts';
import { productionTime, type Calendar, type Opening } from './windows.ts';

/** What the ticket system answered, or why that is no answer. */
export type TicketAnswer = { status: string } | { problem: string };

export interface ApprovalQuestion extends Count {
  policy: ApprovalPolicy;
  request: Scope & Calendar['request'];
  /** Between the beginning and production nobody asks; for production that is a HALT where the policy has a ticket system. */
  ticket: TicketAnswer | 'not asked';
  /** Of earlier emergencies. */
  overdue: OverdueReview[];
  /** Of the files that the change touches, those with owners, where the policy asks for them; or why that cannot be told. */
  owned: OwnedFiles[] | { problem: string };
}

/** An approval that counts; `given`: where, unless it is signed. */
export type CountedApproval = Approval & { given?: GivenOnHost };

export type ApprovalDecision =
  | { allowed: true; by: CountedApproval[]; /** Of a standard request: the template that approves it. */ template: string | null }
  | {
      allowed: false;
      /** The approvals that count all the same. */
      by: CountedApproval[];
      /** Every reason, in words. */
      reasons: string[];
      /** Approvals that are missing, and who could give them; undefined when there are enough. */
      missing: Missing | undefined;
      /** When windows and freezes next let production be changed, where they do not now. */
      opens: Opening | undefined;
    };

/**
 * The one decision behind every gate: may this begin, may this seal go to production now, does operations take over, was this
 * emergency reviewed? Allows, or says every reason why not.
 */
export function decideApproval(question: ApprovalQuestion): ApprovalDecision {
  const { subject, policy, request, now } = question;
  const { counting, against } = countApprovals(question);
  const by = counting.map(({ approval, given }) => (given === undefined ? approval : { ...approval, given }));
  const quorum = quorumOf(question);
  const missing = quorum === undefined ? undefined : missingFrom(quorum, counting, whoMay(question, counting), WHAT[subject.kind]);
  const time = subject.kind === 'promotion' ? productionTime({ policy, request }, now) : { reasons: [], opens: undefined };
  const reasons = [
    ...(quorum === undefined ? reasonsAgainstTemplate(request, policy.templates) : []),
    // Without a word on those that do not count, nobody could tell what to do about them.
    ...(missing === undefined ? [] : [...missing.reasons, ...against]),
    ...(subject.kind === 'request' ? ownerReasons(question, counting) : []),
    ...(subject.kind === 'request' ? unknownFreezes(question) : []),
    ...time.reasons,
    ...(subject.kind === 'request' || subject.kind === 'promotion' ? circumstances(question) : []),
  ];
  if (reasons.length > 0) return { allowed: false, by, reasons, missing, opens: time.opens };
  return { allowed: true, by, template: quorum === undefined ? (request.template ?? null) : null };
}

/** Undefined: no approval is asked for, the template is one. */
function quorumOf({ subject, policy, request: { risk } }: ApprovalQuestion): Quorum | undefined {
  if (subject.kind === 'promotion') return policy.promotion[risk];
  if (subject.kind !== 'request') return { required: 1, groups: [] };
  return risk === 'standard' ? undefined : policy.request[risk];
}

function ownerReasons({ policy, request: { risk }, owned, approvers }: ApprovalQuestion, counting: Counted[]): string[] {
  if (!asksForOwners(policy, risk)) return [];
  return 'problem' in owned ? [`whose files the change touches cannot be told: ${owned.problem}`] : missingOwners(owned, counting, approvers);
}

/** A misspelt exception would be found out only when the freeze holds. */
function unknownFreezes({ policy, request }: ApprovalQuestion): string[] {
  const names = policy.freezes.map(({ name }) => name);
  return request.freezeExceptions.filter((name) => !names.includes(name)).map((name) => `the request is an exception of the freeze ${name}, and the policy has ${names.length === 0 ? 'no freeze' : `only ${names.join(', ')}`}`);
}

function circumstances({ subject, policy, request, ticket, overdue }: ApprovalQuestion): string[] {
  return [...(request.risk === 'emergency' ? overdue.map((one) => `no further emergency: ${overdueText(one)}`) : []), ...(policy.ticket === undefined ? [] : ticketReasons(policy.ticket.approved, ticket, subject.kind))];
}

function ticketReasons(approved: string[], ticket: ApprovalQuestion['ticket'], kind: Approval['kind']): string[] {
  if (ticket === 'not asked') return kind === 'promotion' ? ['the ticket system was not asked'] : [];
  if ('problem' in ticket) return [`the ticket system does not say that the change is approved: ${ticket.problem}`];
  return approved.includes(ticket.status) ? [] : [`the ticket has the status ${JSON.stringify(ticket.status)}, and not ${approved.join(' or ')}`];
}
