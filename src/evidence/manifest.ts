import { z } from 'zod';
import { canonicalJson, digestOf } from '../digest.ts';
import { CUTOVER_URN, descriptors, descriptorSchema, firstIssue, STATEMENT_TYPE, type Statement } from './in-toto.ts';
import { changeIdSchema, digestSchema, instantSchema, verdictSchema } from './record.ts';

export const MANIFEST_TYPE = `${CUTOVER_URN}:bundle:v1`;

/** What is said when a bundle is closed: how the run ended, and anything the last step wants a reader to have. */
export const closingSchema = z.strictObject({
  at: instantSchema,
  verdict: verdictSchema,
  facts: z.record(z.string(), z.json()),
});
export type Closing = z.infer<typeof closingSchema>;

const manifestSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(descriptorSchema).min(1),
  predicateType: z.literal(MANIFEST_TYPE),
  predicate: z.strictObject({
    change: changeIdSchema,
    /** 1, 2, 3…: a run that goes on after an approval closes the bundle again, and lists the earlier manifest. */
    number: z.int().positive(),
    closing: closingSchema,
    /** Who is about to sign it (`EvidenceSigner.id`), so that a signature that was taken away is missed; null: nobody. */
    signer: z.string().min(1).max(200).nullable(),
    /** SHA-256 of this manifest without this field: it shows an accident, and no more than that. */
    self: digestSchema,
  }),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A closing manifest: an in-toto statement whose subjects are all files of the bundle, by path from its folder. */
export function manifestOf(change: string, number: number, files: Record<string, string>, closing: Closing, signer: string | null): Manifest {
  const predicate = { change, number, closing, signer };
  const unsealed = { _type: STATEMENT_TYPE, subject: descriptors(files), predicateType: MANIFEST_TYPE, predicate } satisfies Statement;
  return { ...unsealed, predicateType: MANIFEST_TYPE, _type: STATEMENT_TYPE, predicate: { ...predicate, self: digestOf(unsealed) } };
}

/** Validates a manifest and its digest of itself. Throws an Error that says why. */
export function readManifest(value: unknown): Manifest {
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) throw new Error(`it is not a closing manifest: ${firstIssue(parsed.error)}`);
  const { change, number, closing, signer } = parsed.data.predicate;
  if (canonicalJson(manifestOf(change, number, filesOf(parsed.data), closing, signer)) !== canonicalJson(parsed.data)) throw new Error('it does not match its own digest: it was changed after it was written');
  return parsed.data;
}

/** Path in the bundle → SHA-256. */
export function filesOf(manifest: Manifest): Record<string, string> {
  return Object.fromEntries(manifest.subject.map((subject) => [subject.name, subject.digest.sha256]));
}
