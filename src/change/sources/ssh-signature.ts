import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { approvalOf, approvalSchema, approvalStatementOf, namespaceOf, signedApprovalSchema, signedBytes, type Approval, type SignedApproval } from '../../evidence/approval-statement.ts';
import { inPrivateFolder, lastLine, sshKeygen } from '../../ssh-keygen.ts';
import { digestOf } from '../../digest.ts';
import { sshSign } from '../../ssh-sign.ts';
import type { Approver } from '../approvers.ts';
import type { VerifiedApproval } from '../counting.ts';
import type { SigningKey } from './signing-key.ts';

/**
 * Signs an approval with `ssh-keygen -Y sign` over the canonical JSON of its in-toto statement, in the namespace of its kind.
 * An encrypted key makes ssh-keygen ask for its passphrase on the terminal. Throws UserError when no signature comes of it.
 */
export function signApproval(approval: Approval, key: Pick<SigningKey, 'source'>): SignedApproval {
  const statement = approvalStatementOf(approvalSchema.parse(approval));
  return signedApprovalSchema.parse({ statement, signature: sshSign(signedBytes(statement), namespaceOf(approval.kind), key, 'the approval') });
}

/**
 * Checks an approval's signature with `ssh-keygen -Y verify` against each line of the approvers file that holds its
 * approver's name, and says which line it was. ssh-keygen gets that line's key and name only: namespaces and validity are
 * decided in approval.ts, at the stated time of signing and now, because ssh-keygen before 8.7 knows no validity.
 */
export function verifyApproval(signed: SignedApproval, approvers: Approver[]): VerifiedApproval {
  const approval = approvalOf(signed.statement);
  const named = approvers.filter((approver) => approver.principals.includes(approval.approver));
  const candidates = named.filter(({ key }) => key !== undefined);
  if (candidates.length === 0) return { approval, signedBy: null, problem: `${approval.approver} ${named.length === 0 ? 'is not an approver' : 'has no key in the approvers file, and only reviews'}` };
  const question = { signature: signed.signature, namespace: namespaceOf(approval.kind), input: signedBytes(signed.statement) };
  let problem = '';
  for (const candidate of candidates) {
    const answer = askOnce({ ...question, principal: approval.approver, key: `${candidate.keyType ?? ''} ${candidate.key ?? ''}` });
    if (answer.ok) return { approval, signedBy: candidate };
    problem = answer.problem;
  }
  return { approval, signedBy: null, problem: `its signature is not by a key of ${approval.approver} (${problem})` };
}

interface Question {
  principal: string;
  key: string;
  namespace: string;
  signature: string;
  input: Buffer;
}

type Answer = { ok: true } | { ok: false; problem: string };

/** Digest of a question → what ssh-keygen said. It says the same of the same bytes, every gate asks, and a start takes milliseconds. */
const answers = new Map<string, Answer>();

function askOnce(question: Question): Answer {
  const digest = digestOf({ ...question, input: question.input.toString('base64') });
  const answer = answers.get(digest) ?? ask(question);
  answers.set(digest, answer);
  return answer;
}

function ask({ principal, key, namespace, signature, input }: Question): Answer {
  return inPrivateFolder((folder) => {
    const [signatureFile, allowed] = [join(folder, 'signature'), join(folder, 'allowed')];
    writeFileSync(signatureFile, signature, { mode: 0o600 });
    writeFileSync(allowed, `${principal} ${key}\n`, { mode: 0o600 });
    const result = sshKeygen(['-Y', 'verify', '-f', allowed, '-I', principal, '-n', namespace, '-s', signatureFile], { input });
    return result.ok ? { ok: true } : { ok: false, problem: lastLine(result.stderr) || lastLine(result.stdout) };
  });
}
