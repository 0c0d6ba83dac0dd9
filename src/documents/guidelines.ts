import { z } from 'zod';
import { demandSchema, documentHead, ruledDemandSchema } from './demand.ts';

/** The front matter of the infrastructure guidelines. */
export const guidelinesSchema = z.strictObject({
  document: z.literal('guidelines'),
  ...documentHead,
  /** Security controls: enforced when the stacks are made (ComponentStack), and checked again on stacks and plans. */
  controls: z.array(ruledDemandSchema).min(1, 'at least one control'),
  /** Everything else that is demanded: naming, tags, regions, public exposure, forbidden types. Without a rule a person attests it. */
  guidelines: z.array(demandSchema).default([]),
});
export type Guidelines = z.infer<typeof guidelinesSchema>;
