import type { ApprovalDecision, CountedApproval } from '../change/approval.ts';
import { APPROVERS_FILE } from '../change/approvers.ts';
import type { Subject } from '../change/counting.ts';
import { mayBegin } from '../change/derived-status.ts';
import { findRequest, type FoundRequest } from '../change/find-request.ts';
import { overdueText } from '../change/reviews.ts';
import { openingText } from '../change/windows.ts';
import { digestOf, sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import { runStep, type Outcome, type Run } from '../step.ts';
import { askAround, decide, excludedFrom, judgesNow, NOT_ASKED, type Circumstances } from './decide.ts';
import { asFacts } from './facts.ts';
import { shownIn } from './request-status.ts';

/** May this change begin? If not: HALT, and nothing else runs. */
export async function approval(run: Run): Promise<StepRecord> {
  assertNotHandedOver(run);
  const inputs = { request: run.change.digest, approvers: sha256(run.policy.approvers ?? ''), policy: digestOf(run.policy.approval) };
  const work = async (): Promise<Outcome> => {
    const circumstances = await askAround(run);
    const { by, template } = assertApproved(run, circumstances);
    const { request, digest, file } = run.change;
    run.ui.line(template === null ? `${request.id} is approved by ${by.map(({ approver }) => approver).join(', ')}` : `${request.id} is a standard change, approved by the template ${template} of ${run.git.base.ref}`, 'good');
    const warnings = circumstances.overdue.map(overdueText);
    for (const warning of warnings) run.ui.line(warning, 'bad');
    // The bundle holds what was approved, so that a reader needs nothing else.
    const kept = run.store.addDocument('approval', 'request.md', findRequest(run.root, file).text);
    return {
      reasons: warnings,
      subjects: { [file]: digest, [kept.path]: kept.sha256 },
      facts: asFacts({
        digest,
        repository: run.git.identity,
        origin: run.git.origin,
        head: run.git.head,
        base: run.git.base,
        startedBy: run.git.user,
        requester: request.requester,
        ...handsIn(run),
        template,
        policy: judgesNow(run).policy,
        ticket: circumstances.ticket,
        approvedBy: by.map(({ approver }) => approver),
        approvals: notedFrom(by),
        expires: request.expires,
        window: request.window ?? null,
      }),
    };
  };
  return await runStep(run, { step: 'approval', inputs, reusable: false }, work);
}

/** Who had a hand in the change, for the review of an emergency (emergencies.ts reads it). */
export function handsIn(run: Run): object {
  return { risk: run.change.request.risk, excluded: excludedFrom(run) };
}

/** The approvals that a gate went by: who, when, and where if not by a signature (evidence/given-on-host.ts reads it). */
export function notedFrom(by: CountedApproval[]): object[] {
  return by.map(({ approver, at, given }) => ({ approver, at, ...(given === undefined ? {} : { given }) }));
}

type Allowed = Extract<ApprovalDecision, { allowed: true }>;

/**
 * For steps that change nothing outside of the project: they also run in a check, before anyone has approved. What lets them is the
 * store: what it is given is marked, and no delivery accepts it (docs/decisions/0014-check-before-approval.md).
 */
export function assertApprovedOrCheck(run: Run): void {
  if (run.store.kind !== 'check') assertApproved(run);
}

/** The request as it lies there now, the approvals that are kept now: throws Halt unless they let the change go on. */
export function assertApproved(run: Run, circumstances: Circumstances = NOT_ASKED): Allowed {
  if (run.store.kind === 'check') throw new Halt({ problem: 'this is a check: it seals nothing and changes nothing', next: `cutover deliver --change ${run.change.request.id}, once the request is approved` });
  const found = unedited(run);
  const { id } = found.request;
  assertNotHandedOver(run);
  const begin = mayBegin(found.request, shownIn(run.store, found.digest), run.now());
  if (!begin.allowed) throw new Halt({ file: found.file, problem: `${id} may not be carried out: ${begin.reasons.join('; ')}`, next: `cutover status ${id} says what it waits for` });
  return requestApprovedBy(run, circumstances);
}

/** Whether `assertApproved` would let the change go on. */
export function isApproved(run: Run): boolean {
  try {
    assertApproved(run);
    return true;
  } catch (error) {
    if (error instanceof Halt) return false;
    throw error;
  }
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
  if (['implemented', 'closed'].includes(request.status) && request.implementation?.['seal'] === seal) requestApprovedBy(run, NOT_ASKED);
  else assertApproved(run);
}

function unedited(run: Run): FoundRequest {
  const { id } = run.change.request;
  const found = findRequest(run.root, run.change.file);
  if (found.digest !== run.change.digest) throw new Halt({ file: found.file, problem: 'the request was edited while it was being carried out', next: `have it approved as it reads now: cutover approve ${id}` });
  return found;
}

function requestApprovedBy(run: Run, circumstances: Circumstances): Allowed {
  const { id } = run.change.request;
  return allowedBy(run, { kind: 'request', change: id, repository: run.git.identity, digest: run.change.digest, target: null }, circumstances, `cutover approve ${id}`);
}

/**
 * That this seal may go to production now: throws Halt when approvals are missing, production is closed, the ticket system
 * does not agree, or the request itself is no longer approved. Asks the ticket system and the host first, which may take their time.
 */
export async function assertPromotionApproved(run: Run, seal: string): Promise<CountedApproval[]> {
  const { id } = run.change.request;
  const circumstances = await askAround(run);
  assertApproved(run, circumstances);
  const subject: Subject = { kind: 'promotion', change: id, repository: run.git.identity, digest: seal, target: run.target };
  return allowedBy(run, subject, circumstances, `read the production plan in ${run.store.folder}/plan/, then cutover approve ${id}, then run this again: it goes on from here`).by;
}

function allowedBy(run: Run, subject: Subject, circumstances: Circumstances, approve: string): Allowed {
  const decision = decide(run, subject, circumstances);
  if (decision.allowed) return decision;
  const { reasons, missing, opens } = decision;
  const allowed = [
    ...(missing === undefined ? [] : [missing.whoMay.length === 0 ? `nobody in ${APPROVERS_FILE} on ${run.git.base.ref} may: all are excluded` : `an approval by ${missing.whoMay.join(' or ')}`]),
    ...(opens === undefined ? [] : [`production may be changed from ${openingText(opens)}`]),
  ];
  const again = opens === undefined ? 'set right what is said above, then run this again' : 'run this again then: it goes on from here';
  const remarks = missing === undefined ? [] : (run.host?.remarks(subject.kind) ?? []);
  throw new Halt({ problem: [...reasons, ...remarks].join('; '), ...(allowed.length === 0 ? {} : { allowed: allowed.join('; ') }), next: missing === undefined ? again : approve });
}
