import { z } from 'zod';
import { componentNameSchema } from '../components/component-name.ts';
import { daySchema } from '../day.ts';
import { demandSchema, documentHead, sentence } from './demand.ts';

const bound = z.number().positive().optional();
/** `atMostSeconds` holds for every answer; the percentiles for what is measured under load. */
const latencySchema = z
  .strictObject({ kind: z.literal('latency'), p50: bound, p95: bound, p99: bound, atMostSeconds: bound })
  .refine(({ p50, p95, p99, atMostSeconds }) => [p50, p95, p99, atMostSeconds].some((seconds) => seconds !== undefined), { error: 'at least one of p50, p95, p99 and atMostSeconds, in seconds' });

/** What a requirement is about, and in which unit its target is. Availability: percent of a month. The others: seconds, or operations a second. */
const targetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('availability'), atLeastPercent: z.number().gt(0).lte(100) }),
  z.strictObject({ kind: z.literal('rto'), atMostSeconds: z.number().positive() }),
  z.strictObject({ kind: z.literal('rpo'), atMostSeconds: z.number().nonnegative() }),
  latencySchema,
  z.strictObject({ kind: z.literal('throughput'), atLeastPerSecond: z.number().positive() }),
]);
export type Target = z.infer<typeof targetSchema>;

export const CRITICALITIES = ['low', 'medium', 'high', 'critical'] as const;
export const DATA_CLASSES = ['none', 'public', 'internal', 'confidential', 'restricted'] as const;

const componentSchema = z.strictObject({
  purpose: sentence,
  owner: z.string().min(1).optional(),
  criticality: z.enum(CRITICALITIES),
  /** The most sensitive data it holds. */
  dataClass: z.enum(DATA_CLASSES),
  /** Components whose outputs it reads. Must equal what synth finds. */
  dependsOn: z.array(componentNameSchema).default([]),
});
export type ArchitectureComponent = z.infer<typeof componentSchema>;

/** Decided by its rule, by the check that cutover.yaml gives for its id, or by an attestation. */
const requirementSchema = demandSchema.extend({
  components: z.array(componentNameSchema).min(1),
  target: targetSchema.optional(),
});
export type ArchitectureRequirement = z.infer<typeof requirementSchema>;

/** A decision and why it was made; `statement` is the decision. */
const decisionSchema = demandSchema.extend({ why: sentence, date: daySchema.optional() });

/** The front matter of the infrastructure architecture document. */
export const architectureSchema = z.strictObject({
  document: z.literal('architecture'),
  ...documentHead,
  components: z.record(componentNameSchema, componentSchema).refine((components) => Object.keys(components).length > 0, 'at least one component'),
  requirements: z.array(requirementSchema).default([]),
  decisions: z.array(decisionSchema).default([]),
});
export type Architecture = z.infer<typeof architectureSchema>;
