import { z } from 'zod';
import { daySchema } from '../day.ts';
import { parseYaml } from '../documents/yaml.ts';
import type { Statement } from './claim.ts';

export const ATTESTATIONS_FILE = 'attestations.yaml';

const DAY = 24 * 60 * 60 * 1000;

const attestationSchema = z
  .strictObject({
    /** Id of the claim, as its document or the checklist has it. */
    claim: z.string().min(1, 'the id of a claim'),
    /** Who answers for it. */
    person: z.string().trim().min(1, 'a person'),
    /** The day on which they looked, UTC. */
    date: daySchema,
    /** What they saw, in their own words. */
    statement: z.string().trim().min(1, 'what the person saw').max(1000),
    /** Where it can be looked up. */
    link: z.url({ protocol: /^https?$/, error: 'a web address' }),
    /** The last day on which it holds, UTC. */
    expires: daySchema,
  })
  .refine(({ date, expires }) => date <= expires, { path: ['expires'], error: 'a day that is not before date' });
/** A person's word for a claim that no rule, probe or record can decide. */
export type Attestation = z.infer<typeof attestationSchema>;

/** `attestations.yaml` */
export const attestationsSchema = z.strictObject({ attestations: z.array(attestationSchema).nullish() }, { error: 'a file with a list called attestations' });

/** Attestations and the branch they were read from: always the protected one, so that a change cannot bring its own. */
export interface Attestations {
  from: string;
  entries: Attestation[];
}

/** Reads an attestations file; `undefined` means that there is none. Throws UserError with file, line and field. */
export function parseAttestations(text: string | undefined, file: string): Attestation[] {
  const wholly = attestationsSchema.nullable().transform((content) => content?.attestations ?? []);
  return text === undefined || text.trim() === '' ? [] : parseYaml(text, { file }, wholly);
}

/** The attestation of a statement that holds at this time; else why none does; undefined when nobody attested it. */
export function attestationOf(statement: Statement, { entries, from }: Attestations, now: Date): { holds: Attestation } | { why: string } | undefined {
  const about = entries.filter(({ claim }) => claim === statement.id);
  const [last] = about.toSorted((one, other) => other.expires.localeCompare(one.expires));
  if (last === undefined) return undefined;
  if (statement.differsFromBase === true) return { why: `what ${last.person} attested is the demand as it stands on ${from}, and this one is another` };
  const made = about.filter(({ date }) => Date.parse(date) <= now.getTime());
  if (made.length === 0) return { why: `the attestation of ${last.person} is dated ${last.date}, which is still to come` };
  const holds = made.filter(({ expires }) => now.getTime() < Date.parse(expires) + DAY).toSorted((one, other) => other.date.localeCompare(one.date))[0];
  return holds === undefined ? { why: `the attestation of ${last.person} expired at the end of ${last.expires} (UTC): it has to be renewed` } : { holds };
}

/** A sentence for each attestation of a claim that does not exist: a typing error in an id must not go unseen. */
export function unusedAttestations({ entries, from }: Attestations, statements: Pick<Statement, 'id'>[]): string[] {
  const ids = new Set(statements.map(({ id }) => id));
  return entries.filter(({ claim }) => !ids.has(claim)).map(({ claim, person }) => `${ATTESTATIONS_FILE} on ${from}: ${person} attests ${claim}, and there is no such claim`);
}
