import { join } from 'node:path';
import { APPROVERS_FILE, parseApprovers, principalsOf } from '../change/approvers.ts';
import { mayBegin } from '../change/derived-status.ts';
import { findRequest, type FoundRequest } from '../change/find-request.ts';
import { findSigningKey } from '../change/sources/signing-key.ts';
import { signApproval } from '../change/sources/ssh-signature.ts';
import { Halt, UserError } from '../errors.ts';
import type { Approval } from '../evidence/approval-statement.ts';
import { EvidenceStore } from '../evidence/store.ts';
import { gitFacts, type GitFacts } from '../git.ts';
import { readFromBase } from '../git-base.ts';
import { decide } from '../steps/approval.ts';
import { shownIn } from '../steps/request-status.ts';
import { readSealOf } from '../steps/sealed.ts';
import type { ApproveDeps, ApproveFlags } from './approve.ts';

type Subject = Pick<Approval, 'kind' | 'target' | 'digest'>;

/** What a signature is judged by. Who runs this command is the approver, so that is held against nobody here. */
interface Desk {
  root: string;
  git: GitFacts;
  store: EvidenceStore;
  change: FoundRequest;
  now: () => Date;
}

/** Signs the request while it has no approval that counts, else the seal that waits. Throws Halt where the signature would not count. */
export function signWaiting(deps: ApproveDeps, change: string, flags: ApproveFlags): void {
  const desk = openDesk(deps.root(), change);
  const { id } = desk.change.request;
  if (desk.store.latest('handover')?.record.verdict === 'pass') throw new Halt({ file: desk.change.file, problem: `${id} was implemented and handed over: there is nothing left to approve` });
  const request: Subject = { kind: 'request', digest: desk.change.digest, target: null };
  const begin = mayBegin(desk.change.request, shownIn(desk.store, desk.change.digest), desk.now());
  if (!begin.allowed) throw new Halt({ file: desk.change.file, problem: `${id} cannot be approved: ${begin.reasons.join('; ')}`, next: 'set it right, then approve it' });
  const seal = decide(desk, fullSubject(desk, request)).allowed ? waitingSeal(desk.store) : undefined;
  sign(deps, desk, flags, seal ?? request);
}

/** Signs that operations take over what the sealed promotion brings. Throws Halt when there is no seal. */
export function signHandover(deps: ApproveDeps, change: string, flags: ApproveFlags): void {
  const desk = openDesk(deps.root(), change);
  const seal = waitingSeal(desk.store);
  if (seal === undefined) throw new Halt({ problem: 'there is no seal yet, so there is nothing to take over', next: 'cutover deliver' });
  sign(deps, desk, flags, { ...seal, kind: 'acknowledgement' });
}

function openDesk(project: string, change: string): Desk {
  const found = findRequest(project, change);
  return { root: project, git: { ...gitFacts(project), user: '' }, store: new EvidenceStore(project, found.request.id), change: found, now: () => new Date() };
}

/** The seal of the last plan, as its document has it. Throws Halt when what people read of it is not what was sealed. */
function waitingSeal(store: EvidenceStore): Subject | undefined {
  const record = store.latest('plan')?.record;
  if (record?.verdict !== 'pass') return undefined;
  const { digest } = readSealOf(store, record);
  return { kind: 'promotion', digest, target: record.target };
}

function fullSubject({ git, change }: Desk, subject: Subject): Subject & Pick<Approval, 'change' | 'repository'> {
  return { ...subject, change: change.request.id, repository: git.identity };
}

function sign({ ui }: ApproveDeps, desk: Desk, options: ApproveFlags, subject: Subject): void {
  const { root, git, store, change } = desk;
  const key = findSigningKey(root, options.key);
  const approver = nameOf(git, key.publicKey, options.as);
  const about = fullSubject(desk, subject);
  const signed = signApproval({ ...about, approver, at: desk.now().toISOString() }, key);
  const decision = decide(desk, about, [signed]);
  if (!decision.allowed) throw new Halt({ problem: `this would not count: ${decision.reasons.join('; ')}`, allowed: decision.whoMay.length === 0 ? 'nobody may: all are excluded' : `an approval by ${decision.whoMay.join(' or ')}` });
  const file = store.addApproval(signed);
  const what = { request: `the request ${change.file}`, promotion: 'the promotion under the seal', acknowledgement: 'the handover under the seal' }[subject.kind];
  ui.line(`${approver} approved ${what} (SHA-256 ${subject.digest})`, 'good');
  ui.line(`kept in ${join(store.folder, file)}`, 'note');
}

/** The name that the base branch's approvers file gives the key. A key that is not in it signs nothing that counts. */
function nameOf(git: ReturnType<typeof gitFacts>, publicKey: string, asked: string | undefined): string {
  const file = `${APPROVERS_FILE} on ${git.base.ref}`;
  const text = readFromBase(git, APPROVERS_FILE);
  if (text === undefined) throw new Halt({ file, problem: 'the base branch has no approvers file, so nobody can approve', next: 'add it to the base branch' });
  const names = principalsOf(parseApprovers(text, file), publicKey);
  if (asked !== undefined && names.includes(asked)) return asked;
  if (names.length === 0) throw new Halt({ file, problem: 'your key is not in it, so your approval would not count', found: publicKey.slice(0, 60), next: 'sign with another --key, or have yours added on the base branch' });
  if (asked !== undefined || names.length > 1) throw new UserError({ field: '--as', problem: asked === undefined ? 'the key has more than one name' : 'the key does not have this name', allowed: names.join(', ') });
  return names[0] ?? '';
}
