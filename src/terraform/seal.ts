import { z } from 'zod';
import { digestOf } from '../digest.ts';

/** What binds production's plans to what was approved: its digest is the seal. All digests are SHA-256. */
export const sealSchema = z.strictObject({
  version: z.literal(1),
  change: z.string(),
  /** Digest of the request as it was approved. */
  request: z.string(),
  repository: z.string(),
  target: z.enum(['sandbox', 'cloud']),
  /** The project's files, the request left out. */
  tree: z.string(),
  /** Record → SHA-256 of all that production relies on: scan, each rehearsal, validate, integrate, checklist. */
  records: z.record(z.string(), z.string()),
  /** What people read of it: production-plan.md. */
  page: z.string(),
  engine: z.strictObject({ kind: z.enum(['terraform', 'tofu']), version: z.string() }),
  components: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['plan', 'expectation']),
      stack: z.string(),
      /** The provider lock as the engine used it; null for built-in providers only. */
      lock: z.string().nullable(),
      /** The saved plan and its JSON, as kept-plan.ts digests them: of encrypted bytes, or with a key that only lies beside the plan. */
      plan: z.string(),
      json: z.string(),
      lineage: z.string().nullable(),
      serial: z.number(),
      actions: z.record(z.string(), z.number()),
    }),
  ),
});
export type Seal = z.infer<typeof sealSchema>;

export function sealDigest(seal: Seal): string {
  return digestOf(seal);
}
