import { z } from 'zod';

export const DECISIONS = ['pass', 'fail', 'not-applicable', 'undecided'] as const;
export type Decision = (typeof DECISIONS)[number];

export const DECIDERS = ['probe', 'rule', 'applicability', 'attestation'] as const;
export type Decider = (typeof DECIDERS)[number];

/** One record, by its name (`rehearse/storage/test`, see `recordName`), and what it says about the statement. */
export const evidenceSchema = z.strictObject({ record: z.string().min(1), says: z.string().min(1) });
export type Evidence = z.infer<typeof evidenceSchema>;

/** A statement with an owner and a place in a document, decided from records. */
export const claimSchema = z
  .strictObject({
    id: z.string().min(1),
    owner: z.string().min(1),
    statement: z.string().min(1),
    /** Headings above the statement, outermost first; empty where the document has none. */
    section: z.array(z.string()),
    source: z.strictObject({ file: z.string(), line: z.number().int().positive() }),
    decision: z.enum(DECISIONS),
    /** Null exactly when the claim is undecided. */
    by: z.enum(DECIDERS).nullable(),
    /** Why, in one sentence; for an undecided claim, what is missing. */
    reason: z.string().min(1),
    evidence: z.array(evidenceSchema),
  })
  .refine((claim) => (claim.by === null) === (claim.decision === 'undecided'), { error: 'a decided claim says by what, an undecided one does not' })
  .refine((claim) => claim.decision !== 'pass' || claim.evidence.length > 0, { error: 'a pass cites at least one record' });
export type Claim = z.infer<typeof claimSchema>;

/** What a document hands over to be decided. `probeId` binds the statement to a probe, whatever its words. */
export interface Statement {
  id: string;
  owner: string;
  statement: string;
  section: string[];
  source: { file: string; line: number };
  probeId?: string;
}
