import { join } from 'node:path';
import { APPROVERS_FILE, parseApprovers, principalsOf } from '../change/approvers.ts';
import { findRequest } from '../change/find-request.ts';
import { findSigningKey } from '../change/sources/signing-key.ts';
import { signApproval } from '../change/sources/ssh-signature.ts';
import { Halt, UserError } from '../errors.ts';
import type { Approval } from '../evidence/approval-statement.ts';
import { EvidenceStore } from '../evidence/store.ts';
import { gitFacts, readFromBase } from '../git.ts';
import type { ApproveDeps, ApproveFlags } from './approve.ts';

type Waiting = Pick<Approval, 'kind' | 'target'> & { digest: string | undefined };

/** Signs the seal of the last plan when there is one, else the request. Throws Halt where the signature would not count. */
export function signWaiting(deps: ApproveDeps, change: string, flags: ApproveFlags): void {
  sign(deps, change, flags, (store) => waitingSeal(store) ?? { kind: 'request', digest: undefined, target: null });
}

/** Signs that operations take over what the sealed promotion brings. Throws Halt when there is no seal. */
export function signHandover(deps: ApproveDeps, change: string, flags: ApproveFlags): void {
  sign(deps, change, flags, (store) => {
    const seal = waitingSeal(store);
    if (seal === undefined) throw new Halt({ problem: 'there is no seal yet, so there is nothing to take over', next: 'cutover deliver' });
    return { ...seal, kind: 'acknowledgement' };
  });
}

function waitingSeal(store: EvidenceStore): Waiting | undefined {
  const record = store.latest('plan')?.record;
  const seal = record?.verdict === 'pass' ? record.facts['seal'] : undefined;
  return typeof seal === 'string' && record !== undefined ? { kind: 'promotion', digest: seal, target: record.target } : undefined;
}

function sign({ root, ui }: ApproveDeps, change: string, options: ApproveFlags, what: (store: EvidenceStore) => Waiting): void {
  const project = root();
  const git = gitFacts(project, options.base === undefined ? {} : { base: options.base });
  const found = findRequest(project, change);
  const store = new EvidenceStore(project, found.request.id);
  const { kind, digest = found.digest, target } = what(store);
  const key = findSigningKey(project, options.key);
  const approver = nameOf(git, key.publicKey, options.as);
  const approval: Approval = { kind, change: found.request.id, repository: git.identity, digest, target, approver, at: new Date().toISOString() };
  const file = store.addApproval(signApproval(approval, key));
  const subject = kind === 'request' ? `the request ${found.file}` : `${kind === 'promotion' ? 'the promotion' : 'the handover'} under the seal`;
  ui.line(`${approver} approved ${subject} (SHA-256 ${digest})`, 'good');
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
