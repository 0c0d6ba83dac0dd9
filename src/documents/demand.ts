import { z } from 'zod';
import { ruleSchema } from '../claims/rules/rule.ts';

/** Ids are written into attestations, requests and reports: short, without spaces, unlike any other in the project. */
export const demandIdSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/, 'a short id without spaces, such as bucket-encrypted or ADR-3')
  // Ids are looked up in plain objects, which have fields of their own.
  .refine((id) => !(id in {}), 'an id that no JavaScript object has of itself, as it has constructor');

const sentence = z.string().trim().min(1, 'must not be empty').max(1000);

/** What a document demands: a statement for people and, where one can be checked, the rule that checks it. */
export const demandSchema = z.strictObject({
  id: demandIdSchema,
  statement: sentence,
  /** Who answers for it; without it the document's owner. */
  owner: z.string().min(1).optional(),
  /** `should`: a violation is a warning. `must` (default): it stops the change. */
  level: z.enum(['must', 'should']).default('must'),
  rule: ruleSchema.optional(),
});
export type Demand = z.infer<typeof demandSchema>;

/** A demand that is always checked. */
export const ruledDemandSchema = demandSchema.required({ rule: true });
export type RuledDemand = z.infer<typeof ruledDemandSchema>;

/** What every document begins with. */
export const documentHead = {
  version: z.literal(1),
  /** Team or person that answers for the document. */
  owner: z.string().min(1),
};

export { sentence };
