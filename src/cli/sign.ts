import type { ApprovalDecision } from '../change/approval.ts';
import { mayBegin } from '../change/derived-status.ts';
import { findRequest } from '../change/find-request.ts';
import { findSigningKey } from '../change/sources/signing-key.ts';
import { Halt } from '../errors.ts';
import type { Approval } from '../evidence/approval-statement.ts';
import { notedApprovals } from '../evidence/given-on-host.ts';
import { signAdded } from '../evidence/sign-run.ts';
import { EvidenceStore } from '../evidence/store.ts';
import { gitFacts } from '../git.ts';
import { decide, judgesNow, NOT_ASKED, questionOf, type Desk } from '../steps/decide.ts';
import { reviewableIn, reviewQuestion, type Reviewable } from '../steps/emergencies.ts';
import { shownIn, writeStatus } from '../steps/request-status.ts';
import { readSealOf } from '../steps/read-seal.ts';
import { signerWith } from '../user-signer.ts';
import { putSignature, type ApproveDeps, type ApproveFlags } from './put-signature.ts';

type Subject = Pick<Approval, 'kind' | 'target' | 'digest'>;
type FullSubject = Subject & Pick<Approval, 'change' | 'repository'>;

/**
 * Signs what waits: the request until its approvals suffice, then the seal; for an emergency that has changed production and
 * come to an end, the review. Throws Halt where the signature would not count.
 */
export async function signWaiting(deps: ApproveDeps, change: string, flags: ApproveFlags): Promise<void> {
  const desk = openDesk(deps.root(), change, flags);
  const { id } = desk.change.request;
  const handedOver = desk.store.latest('handover')?.record;
  const begin = mayBegin(desk.change.request, shownIn(desk.store, desk.change.digest), desk.now());
  if (handedOver?.verdict === 'pass' || !begin.allowed) {
    const reviewable = waitingReview(desk);
    if (reviewable !== undefined) {
      await signReview(deps, desk, flags, reviewable);
      return;
    }
    if (begin.allowed || handedOver?.verdict === 'pass') throw new Halt({ file: desk.change.file, problem: `${id} was implemented and handed over: there is nothing left to approve` });
    throw new Halt({ file: desk.change.file, problem: `${id} cannot be approved: ${begin.reasons.join('; ')}`, next: 'set it right, then approve it' });
  }
  const request: Subject = { kind: 'request', digest: desk.change.digest, target: null };
  const decision = decide(desk, fullSubject(desk, request));
  const seal = decision.allowed || wasApprovedOnHost(desk) ? waitingSeal(desk.store) : undefined;
  if (seal === undefined && desk.change.request.risk === 'standard') throw nothingToSign(desk, decision);
  sign(deps, desk, flags, seal ?? request);
}

/** What was approved on the host is not known here, but for the record of the run that read it there; the gate asks again. */
function wasApprovedOnHost({ store, change }: Desk): boolean {
  const record = store.latest('approval')?.record;
  return record?.verdict === 'pass' && record.inputs['request'] === change.digest && notedApprovals(record).length > 0;
}

/** Its template approves a standard request, and no person does. */
function nothingToSign({ change }: Desk, decision: ApprovalDecision): Halt {
  const { id } = change.request;
  if (decision.allowed) return new Halt({ file: change.file, problem: `${id} is approved by the template ${decision.template ?? ''}, and there is no seal yet: there is nothing to approve`, next: 'cutover deliver' });
  return new Halt({ file: change.file, problem: `${id} is a standard change that is not approved: ${decision.reasons.join('; ')}`, next: 'keep to the template, or ask for a normal change' });
}

/** Signs that operations take over what the sealed promotion brings. Throws Halt when there is no seal. */
export function signHandover(deps: ApproveDeps, change: string, flags: ApproveFlags): void {
  const desk = openDesk(deps.root(), change, flags);
  const seal = waitingSeal(desk.store);
  if (seal === undefined) throw new Halt({ problem: 'there is no seal yet, so there is nothing to take over', next: 'cutover deliver' });
  sign(deps, desk, flags, { ...seal, kind: 'acknowledgement' });
}

/** Who runs this command is the approver, so that is held against nobody here; a bundle that is closed again is signed with their key too. */
function openDesk(project: string, change: string, { key }: ApproveFlags): Desk {
  const found = findRequest(project, change);
  const store = new EvidenceStore(project, found.request.id, 'delivery', () => signerWith(findSigningKey(project, key)));
  return { root: project, git: { ...gitFacts(project), user: '' }, store, change: found, now: () => new Date() };
}

/** The seal of the last plan, as its document has it. Throws Halt when what people read of it is not what was sealed. */
function waitingSeal(store: EvidenceStore): Subject | undefined {
  const record = store.latest('plan')?.record;
  if (record?.verdict !== 'pass') return undefined;
  const { digest } = readSealOf(store, record);
  return { kind: 'promotion', digest, target: record.target };
}

/** In the world of its last promotion. */
function waitingReview({ store, git }: Desk): Reviewable | undefined {
  const target = store.ofStep('promote').at(-1)?.record.target;
  return target === undefined ? undefined : reviewableIn(store, { target, repository: git.identity });
}

function fullSubject({ git, change }: Desk, subject: Subject): FullSubject {
  return { ...subject, change: change.request.id, repository: git.identity };
}

function sign(deps: ApproveDeps, desk: Desk, flags: ApproveFlags, subject: Subject): void {
  const about = fullSubject(desk, subject);
  putSignature(deps, desk, flags, (signed) => questionOf(desk, about, NOT_ASKED, signed));
}

/** With the review an emergency that operations have taken over is closed. A bundle that was closed is closed again, so that the review belongs to it. */
async function signReview(deps: ApproveDeps, desk: Desk, flags: ApproveFlags, reviewable: Reviewable): Promise<void> {
  const { store, now } = desk;
  const { subject } = reviewable;
  const judges = { ...judgesNow(desk), now: now() };
  const reviewer = putSignature(deps, desk, flags, (signed) => reviewQuestion(reviewable, signed ?? store.approvals(), judges));
  const handover = store.latest('handover')?.record;
  if (handover?.verdict !== 'pass') return;
  if ((handover.facts['acknowledgement'] ?? null) !== null) writeStatus(desk, 'closed');
  deps.ui.line(`closed again: ${store.close({ at: now().toISOString(), verdict: 'pass', facts: { seal: subject.digest, target: subject.target, reviewedBy: reviewer } })}`, 'note');
  const signer = store.signer();
  if (signer !== undefined) await signAdded(store, signer, now());
}
