import { z } from 'zod';
import { canonicalJson } from '../digest.ts';
import { CUTOVER_URN, descriptorSchema, STATEMENT_TYPE } from './in-toto.ts';
import { changeIdSchema, digestSchema, instantSchema } from './record.ts';

/** The one predicate type of our own that people sign. */
export const APPROVAL_TYPE = `${CUTOVER_URN}:approval:v1`;

export const approvalKindSchema = z.enum(['request', 'promotion', 'acknowledgement', 'review']);
export type ApprovalKind = z.infer<typeof approvalKindSchema>;

/** What one person agreed to: a kind of decision about exactly one digest, for one change of one repository. */
export const approvalSchema = z.strictObject({
  /** `request`: the change may begin. `promotion`: the seal may go to production. `acknowledgement`: operations takes over. `review`: an emergency was looked at afterwards. */
  kind: approvalKindSchema,
  change: changeIdSchema,
  /** The repository's identity (src/git.ts), not its address. */
  repository: digestSchema,
  /** SHA-256 of what was approved: the request without its status, or the seal. */
  digest: digestSchema,
  /** Which world a promotion is for; null for a request, which is the same in both. */
  target: z.enum(['sandbox', 'cloud']).nullable(),
  /** A principal of the approvers file, usually an e-mail address. */
  approver: z.string().min(1).max(320),
  at: instantSchema,
});
export type Approval = z.infer<typeof approvalSchema>;

const predicateSchema = approvalSchema.omit({ digest: true });
export const approvalStatementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.tuple([descriptorSchema]),
  predicateType: z.literal(APPROVAL_TYPE),
  predicate: predicateSchema,
});
export type ApprovalStatement = z.infer<typeof approvalStatementSchema>;

const SUBJECT_NAME: Record<ApprovalKind, string> = { request: 'change-request', promotion: 'seal', acknowledgement: 'handover', review: 'seal' };

/** An approval with its SSH signature over `signedBytes`. A bundle keeps it as it is, so that anyone can check it with ssh-keygen. */
export const signedApprovalSchema = z.strictObject({
  statement: approvalStatementSchema,
  /** Armoured, as `ssh-keygen -Y sign` prints it. */
  signature: z.string().regex(/^-----BEGIN SSH SIGNATURE-----\n[A-Za-z0-9+/=\n]+-----END SSH SIGNATURE-----\n$/, 'an armoured SSH signature').max(20_000),
});
export type SignedApproval = z.infer<typeof signedApprovalSchema>;

export function approvalStatementOf(approval: Approval): ApprovalStatement {
  const { digest, ...predicate } = approval;
  return { _type: STATEMENT_TYPE, subject: [{ name: SUBJECT_NAME[approval.kind], digest: { sha256: digest } }], predicateType: APPROVAL_TYPE, predicate };
}

export function approvalOf(statement: ApprovalStatement): Approval {
  return { ...statement.predicate, digest: statement.subject[0].digest.sha256 };
}

/** The bytes that are signed: canonical JSON of the statement (`jq -cSj .statement <file>` prints the same). */
export function signedBytes(statement: ApprovalStatement): Buffer {
  return Buffer.from(canonicalJson(statement));
}

/** One SSH namespace for each kind, so that a signature for one can never be shown as another. */
export function namespaceOf(kind: ApprovalKind): string {
  return `cutover-${kind}`;
}
