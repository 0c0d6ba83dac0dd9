import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { approvalOf, approvalSchema, approvalStatementOf, namespaceOf, signedApprovalSchema, signedBytes, type Approval, type SignedApproval } from '../../evidence/approval-statement.ts';
import { inPrivateFolder, lastLine, sshKeygen } from '../../ssh-keygen.ts';
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
  return inPrivateFolder((folder) => {
    const signature = join(folder, 'signature');
    const allowed = join(folder, 'allowed');
    writeFileSync(signature, signed.signature, { mode: 0o600 });
    let last = '';
    for (const candidate of candidates) {
      writeFileSync(allowed, `${approval.approver} ${candidate.keyType ?? ''} ${candidate.key ?? ''}\n`, { mode: 0o600 });
      const result = sshKeygen(['-Y', 'verify', '-f', allowed, '-I', approval.approver, '-n', namespaceOf(approval.kind), '-s', signature], { input: signedBytes(signed.statement) });
      if (result.ok) return { approval, signedBy: candidate };
      last = lastLine(result.stderr) || lastLine(result.stdout);
    }
    return { approval, signedBy: null, problem: `its signature is not by a key of ${approval.approver} (${last})` };
  });
}
