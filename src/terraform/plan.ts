import { z } from 'zod';
import type { Json } from '../json.ts';

/** Stands in a planned value for what Terraform will know only after apply. */
export const UNKNOWN = { $unknown: true } as const;
/** Stands in a planned value for what Terraform or a detector marked as sensitive. */
export const SENSITIVE = { $sensitive: true } as const;
/** The same in a value after apply where another secret stands before: all that is told of it. */
export const SENSITIVE_CHANGED = { $sensitive: true, $changed: true } as const;

export const actionSchema = z.enum(['no-op', 'create', 'read', 'update', 'replace', 'delete', 'forget']);
export type Action = z.infer<typeof actionSchema>;

/** `plan`: applied as it is. `expectation`: made while an upstream is about to change, with its values taken as unknown. */
export const planKindSchema = z.enum(['plan', 'expectation']);
export type PlanKind = z.infer<typeof planKindSchema>;

const valuesSchema = z.record(z.string(), z.json()).nullable();

/** One `resource_changes` entry of `terraform show -json`, redacted. https://developer.hashicorp.com/terraform/internals/json-format */
export const plannedResourceSchema = z.strictObject({
  /** Ends in `(deposed 1a2b3c4d)` for what is left of an object whose replacement failed half-way. */
  address: z.string(),
  /** Its address in the state, where the plan moves it. */
  movedFrom: z.string().optional(),
  /** Its id in the world, where the plan takes it into the state; `unknown` where that is known after apply only. */
  imports: z.string().optional(),
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  name: z.string(),
  provider: z.string(),
  action: actionSchema,
  /** Values now; null for a create. */
  before: valuesSchema,
  /** Values after apply, with UNKNOWN and SENSITIVE in place; null for a delete. */
  after: valuesSchema,
  /** Attribute paths that force a replacement, `['tags', 'Name']`. */
  replacePaths: z.array(z.array(z.union([z.string(), z.number()]))),
});
export type PlannedResource = z.infer<typeof plannedResourceSchema>;

/** A redacted plan. `variables` and `configuration` are dropped whole: they hold secrets in clear, unmarked. */
export interface Plan {
  engineVersion: string;
  resources: PlannedResource[];
  /** What differs in the world from the state, before anything is planned. */
  drift: PlannedResource[];
  /** Output name → action and value after, redacted. */
  outputs: Record<string, { action: Action; value: Json }>;
}

/** True for what applying the plan would change in the world, or in the state: a move and an import are there only. */
export function isChange({ mode, action, movedFrom, imports }: PlannedResource): boolean {
  return mode === 'managed' && (action !== 'no-op' || movedFrom !== undefined || imports !== undefined);
}

/** True when applying the plan would change a resource or an output. */
export function changesAnything(plan: Plan): boolean {
  return (
    plan.resources.some(isChange) ||
    Object.values(plan.outputs).some((output) => output.action !== 'no-op')
  );
}
