import { z } from 'zod';
import { typePatternSchema } from '../claims/rules/rule.ts';
import { digestSchema } from '../evidence/record.ts';
import { parseYaml } from '../documents/yaml.ts';
import controls from './controls.json' with { type: 'json' };

/** A mapping of the project's own, on the base branch. */
export const COMPLIANCE_FILE = 'compliance.yaml';

const text = z.string().trim().min(1, 'must not be empty').max(500);
const ids = z.array(z.string().min(1)).default([]);

/** `2.1.4`, `CC6.1`, `8.24`: as the framework has it. */
const controlIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'the id of a control, such as 2.1.4 or CC6.1');

const controlSchema = z.strictObject({
  id: controlIdSchema,
  /** What it asks for, in short words of one's own. A control that Cutover knows has one. */
  title: text.optional(),
  /** Ids of AWS Security Hub that ask for the same. */
  securityHub: ids,
  /** Ids of demands in the documents. */
  rules: ids,
  /** Ids of the scanners' checks, listed under `checks` as well. */
  checks: ids,
  /** Ids of the checklist's probes, `requirement/<id>` among them. */
  probes: ids,
  /** What it asks for beyond the evidence, and would have to be looked at; null: nothing. As long as there is something it is never fully met. */
  unchecked: text.nullish(),
});
export type MappedControl = z.infer<typeof controlSchema>;

const frameworkSchema = z.strictObject({
  /** Of a framework that Cutover does not know. */
  name: text.optional(),
  /** Which edition of it. */
  edition: text.optional(),
  controls: z.array(controlSchema).min(1),
});

/** `compliance.yaml`; what Cutover brings has the same form. */
export const complianceSchema = z.strictObject({
  version: z.literal(1),
  frameworks: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and hyphens'), frameworkSchema),
  /** Id of a check → the resource types that it looks at: a component with one of them must have been looked at. None: it looks at every component. */
  checks: z.record(z.string().min(1), z.array(typePatternSchema)).default({}),
});
export type Mapping = z.infer<typeof complianceSchema>;

/** Cutover cannot know what a project's guidelines mean by an id, so it names the rule: its SHA-256; null for a demand without one. */
const builtInSchema = complianceSchema.extend({ rules: z.record(z.string().min(1), digestSchema.nullable()) });

/** What Cutover brings: CIS AWS Foundations 3.0.0, SOC 2 and ISO/IEC 27001:2022. Ids are theirs, words are ours. */
export const BUILT_IN = builtInSchema.parse(controls);

/** Throws UserError with file, line and field. */
export function parseCompliance(yaml: string, file: string): Mapping {
  return parseYaml(yaml, { file }, complianceSchema);
}
