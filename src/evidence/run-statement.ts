import { z } from 'zod';
import { CUTOVER_URN, descriptors, descriptorSchema, firstIssue, STATEMENT_TYPE, type Statement } from './in-toto.ts';
import { changeIdSchema, digestSchema, instantSchema } from './record.ts';

/** What one run added to a bundle, signed once: see docs/decisions/0015-one-signature-a-run.md. */
export const RUN_TYPE = `${CUTOVER_URN}:run:v1`;

export const SIGNATURES_FOLDER = 'signatures';
/** `signatures/2-<SHA-256 of the file>.sigstore.json`: no byte of it can change, listed in a manifest or not. */
export const SIGNATURE_FILE = /^(?<number>[1-9]\d*)-(?<digest>[0-9a-f]{64})\.sigstore\.json$/;

const runSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(descriptorSchema).min(1),
  predicateType: z.literal(RUN_TYPE),
  predicate: z.strictObject({
    change: changeIdSchema,
    number: z.int().positive(),
    /** SHA-256 of the signature before this one; null for the first. */
    previous: digestSchema.nullable(),
    /** The signer's own clock. */
    at: instantSchema,
  }),
});
export type RunStatement = z.infer<typeof runSchema>;

/** `files`: path in the bundle → SHA-256, of what the run added. */
export function runStatementOf(files: Record<string, string>, predicate: RunStatement['predicate']): Statement {
  return { _type: STATEMENT_TYPE, subject: descriptors(files), predicateType: RUN_TYPE, predicate };
}

/** Throws an Error that says why it is none. */
export function readRunStatement(statement: Statement): RunStatement {
  const parsed = runSchema.safeParse(statement);
  if (!parsed.success) throw new Error(`what is signed is not what a run added: ${firstIssue(parsed.error)}`);
  return parsed.data;
}

/** Signatures of a bundle by their numbers, among the names of files in `signatures/`. */
export function signatureFiles(names: string[]): { name: string; number: number; digest: string }[] {
  return names
    .flatMap((name) => {
      const { number, digest } = SIGNATURE_FILE.exec(name)?.groups ?? {};
      return number === undefined || digest === undefined ? [] : [{ name, number: Number(number), digest }];
    })
    .sort((a, b) => a.number - b.number);
}
