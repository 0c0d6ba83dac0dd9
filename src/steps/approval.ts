import { decideApproval, type ApprovalDecision, type Excluded, type Subject } from '../change/approval.ts';
import { APPROVERS_FILE, parseApprovers, type Approver } from '../change/approvers.ts';
import { mayBegin } from '../change/derived-status.ts';
import { findRequest, type FoundRequest } from '../change/find-request.ts';
import { verifyApproval } from '../change/sources/ssh-signature.ts';
import { sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import type { Approval, SignedApproval } from '../evidence/approval-statement.ts';
import type { StepRecord } from '../evidence/record.ts';
import { authorsOfFile, gitFacts } from '../git.ts';
import { readFromBase, withBaseNow } from '../git-base.ts';
import { git } from '../git-command.ts';
import { runStep, type Outcome, type Run } from '../step.ts';
import { asFacts } from './facts.ts';
import { shownIn } from './request-status.ts';

/** May this change begin? If not: HALT, and nothing else runs. */
export async function approval(run: Run): Promise<StepRecord> {
  assertNotHandedOver(run);
  const inputs = { request: run.change.digest, approvers: sha256(run.policy.approvers ?? '') };
  const work = (): Outcome => {
    const by = assertApproved(run);
    run.ui.line(`${run.change.request.id} is approved by ${by.map(({ approver }) => approver).join(', ')}`, 'good');
    const { request, digest, file } = run.change;
    // The bundle holds what was approved, so that a reader needs nothing else.
    const kept = run.store.addDocument('approval', 'request.md', findRequest(run.root, file).text);
    return {
      subjects: { [file]: digest, [kept.path]: kept.sha256 },
      facts: asFacts({
        digest,
        repository: run.git.identity,
        origin: run.git.origin,
        head: run.git.head,
        base: run.git.base,
        startedBy: run.git.user,
        requester: request.requester,
        approvedBy: by.map(({ approver }) => approver),
        approvals: by.map(({ approver, at }) => ({ approver, at })),
        expires: request.expires,
        window: null,
      }),
    };
  };
  return await runStep(run, { step: 'approval', inputs, reusable: false }, work);
}

/** The request as it lies there now, the approvals that are kept now: throws Halt unless they let the change go on. */
export function assertApproved(run: Run): Approval[] {
  const found = unedited(run);
  const { id } = found.request;
  assertNotHandedOver(run);
  const begin = mayBegin(found.request, shownIn(run.store, found.digest), run.now());
  if (!begin.allowed) throw new Halt({ file: found.file, problem: `${id} may not be carried out: ${begin.reasons.join('; ')}`, next: `cutover status ${id} says what it waits for` });
  return requestApprovedBy(run);
}

/**
 * A request is used once. Its status is outside of what was approved, so whoever can write the file could set it back; the
 * evidence says it too. Nothing is recorded about this: the bundle is closed.
 */
function assertNotHandedOver({ change, store }: Run): void {
  if (store.latest('handover')?.record.verdict !== 'pass') return;
  throw new Halt({ file: change.file, problem: `${change.request.id} was implemented and handed over: a request is used once`, next: 'write a request of its own for what is still to be done' });
}

/** Whether the change may be handed over: as `assertApproved`, but what this very seal implemented may be handed over again, to take in an acknowledgement. */
export function assertMayHandOver(run: Run, seal: string): void {
  const { request } = unedited(run);
  if (['implemented', 'closed'].includes(request.status) && request.implementation?.['seal'] === seal) requestApprovedBy(run);
  else assertApproved(run);
}

function unedited(run: Run): FoundRequest {
  const { id } = run.change.request;
  const found = findRequest(run.root, run.change.file);
  if (found.digest !== run.change.digest) throw new Halt({ file: found.file, problem: 'the request was edited while it was being carried out', next: `have it approved as it reads now: cutover approve ${id}` });
  return found;
}

function requestApprovedBy(run: Run): Approval[] {
  const { id } = run.change.request;
  return allowedBy(run, { kind: 'request', change: id, repository: run.git.identity, digest: run.change.digest, target: null }, `cutover approve ${id}`);
}

/** Who approved that this seal goes to production; throws Halt when nobody whose approval counts has. */
export function assertPromotionApproved(run: Run, seal: string): string[] {
  const subject: Subject = { kind: 'promotion', change: run.change.request.id, repository: run.git.identity, digest: seal, target: run.target };
  const by = allowedBy(run, subject, `read the production plan in ${run.store.folder}/plan/, then cutover approve ${run.change.request.id}, then run this again: it goes on from here`);
  return by.map(({ approver }) => approver);
}

function allowedBy(run: Run, subject: Subject, next: string): Approval[] {
  const decision = decide(run, subject);
  if (decision.allowed) return decision.by;
  throw new Halt({
    problem: decision.reasons.join('; '),
    allowed: decision.whoMay.length === 0 ? `nobody in ${APPROVERS_FILE} on ${run.git.base.ref} may: all are excluded` : `an approval by ${decision.whoMay.join(' or ')}`,
    next,
  });
}

/**
 * The approvers file is read from the base each time: someone may have been taken off it meanwhile. `signed`: those approvals
 * instead of the kept ones.
 */
export function decide(run: Pick<Run, 'root' | 'git' | 'store' | 'change' | 'now'>, subject: Subject, signed?: SignedApproval[]): ApprovalDecision {
  const approvers = approversOnBase(run);
  const kept = signed ?? run.store.approvals().filter(({ statement }) => statement.predicate.kind === subject.kind);
  const approvals = kept.map((one) => verifyApproval(one, approvers));
  return decideApproval({ subject, approvals, approvers, excluded: excludedFrom(run), now: run.now() });
}

function approversOnBase(run: Pick<Run, 'git'>): Approver[] {
  const { ref } = run.git.base;
  const text = readFromBase(withBaseNow(run.git), APPROVERS_FILE);
  if (text === undefined) throw new Halt({ file: `${APPROVERS_FILE} on ${ref}`, problem: 'the base branch has no approvers file, so nobody can approve', next: `add ${APPROVERS_FILE} (ssh allowed_signers format) to the base branch` });
  return parseApprovers(text, `${APPROVERS_FILE} on ${ref}`);
}

function headOf(root: string): string {
  return git(root, ['rev-parse', '--verify', 'HEAD^{commit}']).trim();
}

/** Nobody approves what they asked for, wrote, or started. */
function excludedFrom(run: Pick<Run, 'root' | 'git' | 'change'>): Excluded[] {
  const { change } = run;
  // An edit during refine is committed while the run goes on.
  const facts = headOf(run.root) === run.git.head ? run.git : { ...gitFacts(run.root), user: run.git.user };
  return [
    { identity: change.request.requester, because: 'asked for the change' },
    ...facts.authors.map((identity) => ({ identity, because: 'wrote a part of the change' })),
    ...authorsOfFile(facts, change.file).map((identity) => ({ identity, because: 'wrote the change request' })),
    { identity: facts.user, because: 'runs this' },
  ];
}
