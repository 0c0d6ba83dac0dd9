import type { JsonObject, Json } from '../json.ts';

/** Stands in a planned value for what Terraform will know only after apply. */
export const UNKNOWN = { $unknown: true } as const;
/** Stands in a planned value for what Terraform or a detector marked as sensitive. */
export const SENSITIVE = { $sensitive: true } as const;

export type Action = 'no-op' | 'create' | 'read' | 'update' | 'replace' | 'delete' | 'forget';

/** One `resource_changes` entry of `terraform show -json`, redacted. https://developer.hashicorp.com/terraform/internals/json-format */
export interface PlannedResource {
  address: string;
  mode: 'managed' | 'data';
  type: string;
  name: string;
  provider: string;
  action: Action;
  /** Values now; null for a create. */
  before: JsonObject | null;
  /** Values after apply, with UNKNOWN and SENSITIVE in place; null for a delete. */
  after: JsonObject | null;
  /** Attribute paths that force a replacement, `['tags', 'Name']`. */
  replacePaths: (string | number)[][];
}

/** A redacted plan. `variables` and `configuration` are dropped whole: they hold secrets in clear, unmarked. */
export interface Plan {
  engineVersion: string;
  resources: PlannedResource[];
  /** What differs in the world from the state, before anything is planned. */
  drift: PlannedResource[];
  /** Output name → action and value after, redacted. */
  outputs: Record<string, { action: Action; value: Json }>;
}

/** True when applying the plan would change a resource or an output. */
export function changesAnything(plan: Plan): boolean {
  return (
    plan.resources.some((resource) => resource.mode === 'managed' && resource.action !== 'no-op') ||
    Object.values(plan.outputs).some((output) => output.action !== 'no-op')
  );
}
