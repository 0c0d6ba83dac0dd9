import { z } from 'zod';

/** The steps, in the order a change walks through them. One word, four places: see DESIGN. */
export const STEPS = [
  'approval', 'synth', 'prepare', 'scan', 'refine', 'rehearse',
  'validate', 'integrate', 'checklist', 'plan', 'promote', 'handover',
] as const;
export type StepName = (typeof STEPS)[number];

export const environmentNameSchema = z.enum(['test', 'production']);
export type EnvironmentName = z.infer<typeof environmentNameSchema>;

/** `indeterminate`: a mutating child was cut off; never a success. */
export const verdictSchema = z.enum(['pass', 'fail', 'halt', 'indeterminate']);
export type Verdict = z.infer<typeof verdictSchema>;

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hexadecimal');

/**
 * One step's result, about the whole change or about one component: what it saw, what it decided, and the SHA-256 of
 * everything it relied on. It is kept as an in-toto statement (src/evidence/statement.ts).
 */
export const recordSchema = z.strictObject({
  schema: z.literal(1),
  step: z.enum(STEPS),
  change: z.string(),
  component: z.string().optional(),
  environment: environmentNameSchema.optional(),
  /** Which world it happened in: a record made in the sandbox never counts for a real account. */
  target: z.enum(['sandbox', 'cloud']),
  mode: z.enum(['incremental', 'yolo']),
  verdict: verdictSchema,
  /** Why it is not a pass; or what a reader of a pass has to know (`not exercised here (emulator)`). */
  reasons: z.array(z.string()),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  finishedAt: z.string(),
  /** Name → SHA-256 of what the step relied on. Equal inputs and a pass: the step need not run again. */
  inputs: z.record(z.string(), digestSchema),
  /** Name → SHA-256 of what the statement is about: stacks, plans, the seal, documents written. */
  subjects: z.record(z.string(), digestSchema),
  /** What the step saw, in JSON, already redacted. Each step documents its own shape. */
  facts: z.record(z.string(), z.json()),
});
export type StepRecord = z.infer<typeof recordSchema>;
