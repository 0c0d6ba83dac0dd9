import { z } from 'zod';
import { typePatternSchema, versionRangeSchema } from '../claims/rules/rule.ts';
import { documentHead, sentence } from './demand.ts';

/** The front matter of the technology stack document: what may be used, in which versions. What is not listed may not be used. */
export const technologyStackSchema = z.strictObject({
  document: z.literal('technology-stack'),
  ...documentHead,
  /** Engine → range of versions as npm writes them, `>=1.10 <2`. */
  engines: z.partialRecord(z.enum(['terraform', 'tofu']), versionRangeSchema).refine((engines) => Object.keys(engines).length > 0, 'at least one engine'),
  /** `hashicorp/aws` → range of versions. `terraform.io/builtin/terraform` needs no entry. */
  providers: z.record(z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'a provider such as hashicorp/aws'), versionRangeSchema).default({}),
  /** Services, each with why it is used and the resource types that belong to it. */
  services: z.record(z.string().min(1), z.strictObject({ why: sentence, types: z.array(typePatternSchema).min(1) })).refine((services) => Object.keys(services).length > 0, 'at least one service'),
});
export type TechnologyStack = z.infer<typeof technologyStackSchema>;
