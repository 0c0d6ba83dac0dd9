import { join } from 'node:path';
import { decideApproval, type ApprovalQuestion } from '../change/approval.ts';
import { APPROVERS_FILE, principalsOf } from '../change/approvers.ts';
import { countApprovals, whoMay } from '../change/counting.ts';
import { findSigningKey } from '../change/sources/signing-key.ts';
import { signApproval } from '../change/sources/ssh-signature.ts';
import { openingText } from '../change/windows.ts';
import { Halt, UserError } from '../errors.ts';
import type { Approval, ApprovalKind, SignedApproval } from '../evidence/approval-statement.ts';
import { judgesNow, type Desk } from '../steps/decide.ts';
import type { Ui } from '../ui.ts';

export interface ApproveDeps {
  root: () => string;
  ui: Ui;
}

export interface ApproveFlags {
  key?: string;
  as?: string;
}

const DONE: Record<ApprovalKind, (desk: Desk) => string> = {
  request: ({ change }) => `approved the request ${change.file}`,
  promotion: () => 'approved the promotion to production under the seal',
  acknowledgement: () => 'approved the handover under the seal',
  review: ({ change }) => `reviewed the emergency ${change.request.id}`,
};

/**
 * Signs, keeps the signature when it counts, and says what is still missing. A key that has signed this already does not sign
 * it again. `ask`: the question with these signatures alone, or with all that are kept. Returns the name that was signed with;
 * throws Halt, and keeps nothing, when it would not count.
 */
export function putSignature({ ui }: ApproveDeps, desk: Desk, options: ApproveFlags, ask: (signed?: SignedApproval[]) => ApprovalQuestion): string {
  const { subject } = ask([]);
  const key = findSigningKey(desk.root, options.key);
  const approver = nameOf(desk, key.publicKey, options.as);
  const done = `${DONE[subject.kind](desk)} (SHA-256 ${subject.digest})`;
  const before = signedBefore(ask(), approver, key.publicKey);
  if (before === undefined) {
    const signed = signApproval({ ...subject, approver, at: desk.now().toISOString() }, key);
    const question = ask([signed]);
    const { counting, against } = countApprovals(question);
    if (counting.length === 0) throw new Halt({ problem: `this would not count: ${against.join('; ')}`, allowed: byWhom(whoMay(question, []).flatMap(({ names }) => names).sort()) });
    const file = desk.store.addApproval(signed);
    ui.line(`${approver} ${done}`, 'good');
    ui.line(`kept in ${join(desk.store.folder, file)}`, 'note');
  } else ui.line(`${approver} has ${done} already, at ${before.at}: it counts, and was not signed again`, 'good');
  const together = decideApproval(ask());
  if (!together.allowed && together.missing !== undefined) ui.line(`not enough yet: ${together.missing.reasons.join('; ')}; needed: ${byWhom(together.missing.whoMay)}`, 'note');
  if (!together.allowed && together.opens !== undefined) ui.line(`production may be changed from ${openingText(together.opens)}`, 'note');
  return approver;
}

/** What this name has signed with this key, where it counts now. With another key of theirs they may speak for other groups. */
function signedBefore(question: ApprovalQuestion, approver: string, publicKey: string): Approval | undefined {
  const approvals = question.approvals.filter(({ approval, signedBy }) => approval.approver === approver && signedBy !== null && `${signedBy.keyType} ${signedBy.key}` === publicKey);
  return countApprovals({ ...question, approvals }).counting[0]?.approval;
}

function byWhom(names: string[]): string {
  return names.length === 0 ? 'nobody may: all are excluded' : `an approval by ${names.join(' or ')}`;
}

/** The name that the base branch's approvers file gives the key. A key that is not in it signs nothing that counts. */
function nameOf(desk: Desk, publicKey: string, asked: string | undefined): string {
  const names = principalsOf(judgesNow(desk).approvers, publicKey);
  if (asked !== undefined && names.includes(asked)) return asked;
  if (names.length === 0) throw new Halt({ file: `${APPROVERS_FILE} on ${desk.git.base.ref}`, problem: 'your key is not in it, so your approval would not count', found: publicKey.slice(0, 60), next: 'sign with another --key, or have yours added on the base branch' });
  if (asked !== undefined || names.length > 1) throw new UserError({ field: '--as', problem: asked === undefined ? 'the key has more than one name' : 'the key does not have this name', allowed: names.join(', ') });
  return names[0] ?? '';
}
