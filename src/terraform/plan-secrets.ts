import { z } from 'zod';
import { readRawPlan, secretsOf } from './parse-plan.ts';
import { markedTexts } from './redact.ts';

/** The sensitive variables of the root: nothing else of `variables` and `configuration` is read, and nothing of it is kept. */
const variablesSchema = z.object({
  variables: z.record(z.string(), z.object({ value: z.json().optional() })).default({}),
  configuration: z.object({ root_module: z.object({ variables: z.record(z.string(), z.object({ sensitive: z.boolean().default(false) })).default({}) }) }),
});

/** All that `show -json` of a plan marks as sensitive, as texts to hide in what the engine says while it applies that plan. */
export function secretsOfPlan(bytes: Buffer, label: string): string[] {
  const marked = [...secretsOf(readRawPlan(bytes, label))];
  const { variables, configuration } = variablesSchema.parse(JSON.parse(bytes.toString('utf8')));
  const declared = configuration.root_module.variables;
  return [...marked, ...Object.entries(variables).flatMap(([name, { value }]) => (declared[name]?.sensitive === true ? markedTexts(value ?? null, true) : []))];
}
