import { z } from 'zod';
import { instantSchema, type StepRecord } from './record.ts';

/** Where an approval was given that is not a signature, so that a reader can look for himself. */
export const givenOnHostSchema = z.strictObject({
  host: z.literal('github'),
  /** A review of a pull request, or of a run's deployment to an environment. */
  kind: z.enum(['review', 'environment']),
  url: z.string(),
  /** Of the review; of the run, since such an approval has none of its own. */
  id: z.int(),
  /** The commit that was reviewed, or that the run is for. */
  commit: z.string(),
  login: z.string(),
});
export type GivenOnHost = z.infer<typeof givenOnHostSchema>;

const notedSchema = z.object({ approver: z.string().min(1), at: instantSchema, given: givenOnHostSchema });
export type NotedApproval = z.infer<typeof notedSchema>;

/**
 * The approvals that a gate went by and that are no signatures, as its record has them (`facts.approvals`). They are what the
 * run read there: nothing in a bundle but the record's own signature vouches for them.
 */
export function notedApprovals({ facts }: Pick<StepRecord, 'facts'>): NotedApproval[] {
  const noted = facts['approvals'];
  return (Array.isArray(noted) ? noted : []).flatMap((one) => notedSchema.safeParse(one).data ?? []);
}
