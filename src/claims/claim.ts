import { z } from 'zod';
import type { Rule } from './rules/rule.ts';

export const DECISIONS = ['pass', 'fail', 'not-applicable', 'undecided'] as const;
export type Decision = (typeof DECISIONS)[number];

export const DECIDERS = ['probe', 'rule', 'applicability', 'attestation'] as const;
export type Decider = (typeof DECIDERS)[number];

/** One record, by its name (`rehearse/storage/test`, see `recordName`), and what it says about the statement. */
export const evidenceSchema = z.strictObject({ record: z.string().min(1), says: z.string().min(1) });
export type Evidence = z.infer<typeof evidenceSchema>;

/** A line of a file of the project, 1-based. */
export const placeSchema = z.strictObject({ file: z.string(), line: z.number().int().positive() });
export type Place = z.infer<typeof placeSchema>;

/** One thing that breaks a claim: where, what is there, and what would be right. */
export const violationSchema = z.strictObject({
  component: z.string().optional(),
  environment: z.string().optional(),
  /** Address of the resource. */
  resource: z.string().optional(),
  /** Where it is written: the TypeScript line of the construct, the line of the HCL block, or the file at fault. */
  place: placeSchema.optional(),
  problem: z.string().min(1),
});
export type Violation = z.infer<typeof violationSchema>;

/** A statement with an owner and a place in a document, decided from records. */
export const claimSchema = z
  .strictObject({
    id: z.string().min(1),
    owner: z.string().min(1),
    statement: z.string().min(1),
    /** Headings above the statement, outermost first; empty where the document has none. */
    section: z.array(z.string()),
    source: placeSchema,
    /** `should`: a fail is a warning and stops nothing. */
    level: z.enum(['must', 'should']).default('must'),
    decision: z.enum(DECISIONS),
    /** Null exactly when the claim is undecided. */
    by: z.enum(DECIDERS).nullable(),
    /** Why, in one sentence; for an undecided claim, what is missing. */
    reason: z.string().min(1),
    evidence: z.array(evidenceSchema),
    violations: z.array(violationSchema).default([]),
  })
  .refine((claim) => (claim.by === null) === (claim.decision === 'undecided'), { error: 'a decided claim says by what, an undecided one does not' })
  .refine((claim) => claim.decision !== 'pass' || claim.evidence.length > 0, { error: 'a pass cites at least one record' });
export type Claim = z.infer<typeof claimSchema>;

/** What a document hands over to be decided. */
export interface Statement {
  id: string;
  owner: string;
  statement: string;
  section: string[];
  source: Place;
  /** Without it: `must`. */
  level?: 'must' | 'should';
  /** Binds the statement to a probe, whatever its words. */
  probeId?: string;
  rule?: Rule;
  /** The base has another demand under this id: an attestation there is about that one, and not about this. */
  differsFromBase?: true;
}
