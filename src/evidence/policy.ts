import { z } from 'zod';
import { STEPS } from './record.ts';
import { claimsWantedSchema } from './trust.ts';

const signerWantedSchema = claimsWantedSchema.extend({
  /** Names of keys in the trust, for bundles that people signed. */
  name: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).transform((value) => (typeof value === 'string' ? [value] : value)).optional(),
});
export type SignerWanted = z.infer<typeof signerWantedSchema>;

/** How many people have to have approved. */
const count = z.int().min(0).max(20);

/** What a bundle has to show, for `cutover verify --policy`. What it does not say is as without a policy. */
export const verificationPolicySchema = z.strictObject({
  version: z.literal(1),
  /** The change that the bundle has to be of. */
  change: z.string().min(1).optional(),
  /** In which world production was changed. */
  target: z.enum(['sandbox', 'cloud']).optional(),
  /** Steps that have to have passed: all, unless this says less. */
  steps: z.array(z.enum(STEPS)).min(1).default([...STEPS]),
  /** How many different people have to have approved the request, the promotion, the handover, and reviewed an emergency. A standard change needs none for its request. */
  approvals: z.strictObject({ request: count.default(1), promotion: count.default(1), acknowledgement: count.default(0), review: count.default(0) }).prefault({}),
  /** Step → what who signed its records has to show, on top of being trusted: `promote: { environment: production }`. Needs `--trust`. */
  signers: z.partialRecord(z.enum(STEPS), signerWantedSchema).default({}),
});
export type VerificationPolicy = z.infer<typeof verificationPolicySchema>;

/** What every delivered change has to show. */
export const NO_POLICY: VerificationPolicy = verificationPolicySchema.parse({ version: 1 });
