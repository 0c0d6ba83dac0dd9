import type { JsonObject } from '../../src/json.ts';
import type { Plan, PlannedResource } from '../../src/terraform/plan.ts';

/**
 * One planned resource, by default an `aws_s3_bucket.main` to be created. `before` and `after` follow the action: null
 * where Terraform says null, and the other side's values where only one side is given.
 */
export function aPlannedResource(overrides: Partial<PlannedResource> = {}): PlannedResource {
  const action = overrides.action ?? 'create';
  const type = overrides.type ?? 'aws_s3_bucket';
  const name = overrides.name ?? 'main';
  const mode = overrides.mode ?? 'managed';
  const some: JsonObject = overrides.after ?? overrides.before ?? {};
  const existed = action !== 'create' && action !== 'read';
  const remains = action !== 'delete' && action !== 'forget';
  return {
    address: `${mode === 'data' ? 'data.' : ''}${type}.${name}`,
    mode,
    type,
    name,
    provider: type.startsWith('terraform_') ? 'terraform.io/builtin/terraform' : 'registry.terraform.io/hashicorp/aws',
    action,
    replacePaths: [],
    ...overrides,
    before: existed ? (overrides.before ?? some) : null,
    after: remains ? (overrides.after ?? some) : null,
  };
}

/** A redacted plan of these resources, without drift and outputs unless they are given. */
export function aPlan(resources: PlannedResource[] = [], overrides: Partial<Omit<Plan, 'resources'>> = {}): Plan {
  return { engineVersion: '1.11.4', drift: [], outputs: {}, ...overrides, resources };
}
