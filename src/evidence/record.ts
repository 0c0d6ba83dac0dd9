import { z } from 'zod';

/** The steps, in the order a change walks through them. One word, four places: see DESIGN. */
export const STEPS = [
  'approval', 'synth', 'prepare', 'scan', 'refine', 'rehearse',
  'validate', 'integrate', 'checklist', 'plan', 'promote', 'handover',
] as const;
export type StepName = (typeof STEPS)[number];

/** In the order in which a change reaches them. */
export const ENVIRONMENTS = ['test', 'production'] as const;
export const environmentNameSchema = z.enum(ENVIRONMENTS);
export type EnvironmentName = z.infer<typeof environmentNameSchema>;

/** `indeterminate`: a mutating child was cut off; never a success. */
export const verdictSchema = z.enum(['pass', 'fail', 'halt', 'indeterminate']);
export type Verdict = z.infer<typeof verdictSchema>;

export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hexadecimal');

/** A change's id is a file name and a folder name: one path segment, never hidden. */
export const changeIdSchema = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-])){0,63}$/, 'letters, digits, hyphens, underscores and single dots, at most 64, such as CR-0001');

/** ISO 8601 in UTC, as `Date.toISOString` writes it. */
export const instantSchema = z.iso.datetime({ error: 'a time in UTC such as 2026-01-31T12:00:00.000Z' });

/**
 * One step's result, about the whole change or about one component: what it saw, what it decided, and the SHA-256 of
 * everything it relied on. It is kept as an in-toto statement (src/evidence/statement.ts).
 */
export const recordSchema = z.strictObject({
  schema: z.literal(1),
  step: z.enum(STEPS),
  change: changeIdSchema,
  /** Made by a check, before anyone has approved: no delivery and no bundle takes it in. */
  unapproved: z.literal(true).optional(),
  component: z.string().optional(),
  environment: environmentNameSchema.optional(),
  /** Which world it happened in: a record made in the sandbox never counts for a real account. */
  target: z.enum(['sandbox', 'cloud']),
  mode: z.enum(['incremental', 'yolo']),
  verdict: verdictSchema,
  /** Why it is not a pass; or what a reader of a pass has to know (`not exercised here (emulator)`). */
  reasons: z.array(z.string()),
  startedAt: instantSchema,
  finishedAt: instantSchema,
  /** Name → SHA-256 of what the step relied on. Equal inputs and a pass: the step need not run again. */
  inputs: z.record(z.string(), digestSchema),
  /** Name → SHA-256 of what the statement is about: stacks, plans, the seal, documents written. */
  subjects: z.record(z.string(), digestSchema),
  /** What the step saw, in JSON, already redacted. Each step documents its own shape. */
  facts: z.record(z.string(), z.json()),
});
export type StepRecord = z.infer<typeof recordSchema>;
