import { z } from 'zod';
import { canonicalJson } from '../digest.ts';
import { digestSchema } from './record.ts';

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/** Begins every URI of our own: predicate types, builder, policies. A URN, because no web address is promised. */
export const CUTOVER_URN = 'urn:cutover';

/** A ResourceDescriptor as far as Cutover writes it: a name and a digest. */
export const descriptorSchema = z.strictObject({ name: z.string().min(1), digest: z.strictObject({ sha256: digestSchema }) });
export type Descriptor = z.infer<typeof descriptorSchema>;

/** Any statement: one of ours once its predicate has been read by the module its predicate type belongs to. */
export const statementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(descriptorSchema).min(1),
  predicateType: z.string().min(1),
  predicate: z.record(z.string(), z.json()),
});
export type Statement = z.infer<typeof statementSchema>;

/** Name → SHA-256 as a list of descriptors, sorted by name. */
export function descriptors(digests: Record<string, string>): Descriptor[] {
  return Object.entries(digests)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, sha256]) => ({ name, digest: { sha256 } }));
}

/** The bytes of a JSON file in a bundle: sorted keys, two spaces, a final newline, so that equal values are equal files. */
export function fileText(value: unknown): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(value)), null, 2)}\n`;
}

/**
 * Parses a JSON file of a bundle and refuses one whose bytes are not what `fileText` writes: a duplicate key, a second
 * spelling of a string or other white space would let two readers see two things. Throws an Error that says why.
 */
export function parseFileText(bytes: Buffer): unknown {
  let value: unknown;
  let text: string;
  try {
    value = JSON.parse(bytes.toString());
    text = fileText(value);
  } catch {
    throw new Error('it is not JSON');
  }
  if (!bytes.equals(Buffer.from(text))) throw new Error('its bytes are not what Cutover writes for this content (edited, or formatted by another tool)');
  return value;
}

/** The first problem of a zod error, as `field: problem`. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'not valid' : [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': ');
}

/** What a reading threw, in a sentence. */
export function whyNot(error: unknown): string {
  if (error instanceof z.ZodError) return firstIssue(error);
  return error instanceof Error ? error.message : 'not valid';
}
