import { decideApproval, type ApprovalDecision, type ApprovalQuestion } from '../change/approval.ts';
import { asksForOwners, type ApprovalPolicy } from '../change/approval-policy.ts';
import type { Approver } from '../change/approvers.ts';
import { CODE_OWNERS_FILES, ownedFiles, parseCodeOwners } from '../change/code-owners.ts';
import type { Excluded, Subject } from '../change/counting.ts';
import { overdueReviews } from '../change/reviews.ts';
import { verifyApproval } from '../change/sources/ssh-signature.ts';
import { askTicket } from '../change/sources/ticket.ts';
import type { SignedApproval } from '../evidence/approval-statement.ts';
import { authorsOfFile, gitFacts, type GitFacts } from '../git.ts';
import { readFromBase, tipsNow } from '../git-base.ts';
import { changedFiles } from '../git-changes.ts';
import { judgesOn } from '../policy-on-base.ts';
import type { Json } from '../json.ts';
import type { Run } from '../step.ts';
import { emergenciesOf } from './emergencies.ts';

/** Where a decision is made: a run, or the desk of somebody who signs, where no host is asked. */
export type Desk = Pick<Run, 'root' | 'git' | 'store' | 'change' | 'now'> & { host?: Run['host'] };

/** What has to be asked for, which takes time: not at every step. */
export type Circumstances = Pick<ApprovalQuestion, 'ticket' | 'overdue'>;

export const NOT_ASKED: Circumstances = { ticket: 'not asked', overdue: [] };

/**
 * All that a decision about the subject needs, as it lies there now. Approvers and policy are read from the base each time:
 * someone may have been taken off the list meanwhile, or a freeze declared. `signed`: those approvals instead of the kept ones.
 */
export function questionOf(desk: Desk, subject: Subject, circumstances: Circumstances = NOT_ASKED, signed?: SignedApproval[]): ApprovalQuestion {
  const tips = tipsNow(desk.git);
  const { policy, approvers } = judgesOn(tips.facts);
  const kept = signed ?? desk.store.approvals().filter(({ statement }) => statement.predicate.kind === subject.kind);
  const onHost = signed === undefined ? (desk.host?.approvals(subject, approvers, sealedWith(desk, subject)) ?? []) : [];
  const approvals = [...kept.map((one) => verifyApproval(one, approvers)), ...onHost];
  const owned = subject.kind === 'request' && asksForOwners(policy, desk.change.request.risk) ? ownedBy(desk, tips.facts) : [];
  return { subject, policy, request: desk.change.request, owned, approvals, approvers, excluded: excludedFrom(desk, tips.head), ...circumstances, now: desk.now() };
}

/** Of what the change touches: as its pull requests say, else as its branch does. After a merge only the former can tell. */
function ownedBy({ host }: Desk, facts: GitFacts): ApprovalQuestion['owned'] {
  const base = { ...facts, prefix: '' };
  const file = CODE_OWNERS_FILES.find((path) => readFromBase(base, path) !== undefined);
  if (file === undefined) return { problem: `${facts.base.ref} has no CODEOWNERS` };
  const touched = host?.touched() ?? changedFiles(facts.root, base.base.commit);
  if (touched.length === 0) return { problem: `nothing here differs from ${facts.base.ref}, and no pull request says what it changed` };
  return ownedFiles(parseCodeOwners(readFromBase(base, file) ?? '', `${file} on ${facts.base.ref}`), touched);
}

/** What the host told when this seal was made. */
function sealedWith({ store }: Desk, { kind, digest }: Subject): Json | undefined {
  if (kind !== 'promotion') return undefined;
  return store.about('plan').findLast(({ record }) => record.verdict === 'pass' && record.facts['seal'] === digest)?.record.facts['host'];
}

export function decide(desk: Desk, subject: Subject, circumstances: Circumstances = NOT_ASKED): ApprovalDecision {
  return decideApproval(questionOf(desk, subject, circumstances));
}

export function judgesNow(desk: Pick<Desk, 'git'>): { policy: ApprovalPolicy; approvers: Approver[] } {
  return judgesOn(tipsNow(desk.git).facts);
}

/** Asks the ticket system, then the host, and looks for reviews that are overdue in the evidence of other changes. */
export async function askAround(run: Run): Promise<Circumstances> {
  const { policy, approvers } = judgesNow(run);
  const { ticket } = policy;
  const token = ticket?.tokenVariable === undefined ? undefined : run.variable(ticket.tokenVariable);
  const answer = ticket === undefined ? 'not asked' : await run.ui.task('ask the ticket system', () => askTicket({ source: ticket, change: run.change.request.id, token, signal: run.signal }));
  await run.host?.refresh();
  const others = emergenciesOf(run.root, { target: run.target, repository: run.git.identity, policy, approvers, now: run.now() }).filter(({ change }) => change !== run.change.request.id);
  return { ticket: answer, overdue: overdueReviews(others, policy.reviewWithinDays, run.now()) };
}

/** Nobody approves what they asked for, wrote, or started. `head`: the commit that is checked out now. */
export function excludedFrom(desk: Pick<Desk, 'root' | 'git' | 'change' | 'store' | 'host'>, head = tipsNow(desk.git).head): Excluded[] {
  const { change } = desk;
  // An edit during refine is committed while the run goes on.
  const facts = head === desk.git.head ? desk.git : { ...gitFacts(desk.root, { anonymous: true }), user: desk.git.user };
  return [
    { identity: change.request.requester, because: 'asked for the change' },
    ...facts.authors.map((identity) => ({ identity, because: 'wrote a part of the change' })),
    ...authorsOfFile(facts, change.file).map((identity) => ({ identity, because: 'wrote the change request' })),
    { identity: facts.user, because: 'runs this' },
    ...startersOf(desk).map((identity) => ({ identity, because: 'ran this change before' })),
    ...(desk.host?.excluded() ?? []),
  ];
}

/** Whoever has run a part of the change made what is to be approved, whoever runs it now. */
function startersOf({ store }: Pick<Desk, 'store'>): string[] {
  const records = [...store.ofStep('approval'), ...store.ofStep('plan')];
  return [...new Set(records.flatMap(({ record: { facts } }) => (typeof facts['startedBy'] === 'string' && facts['startedBy'] !== '' ? [facts['startedBy']] : [])))];
}
