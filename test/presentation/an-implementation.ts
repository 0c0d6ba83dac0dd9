import { claimSchema } from '../../src/claims/claim.ts';
import { rollbackProcedure } from '../../src/components/rollback.ts';
import { checkSchema, type Check } from '../../src/verification/check.ts';
import type { ImplementationPlanInput, PlannedClaim, PlannedComponent } from '../../src/presentation/plan-input.ts';

export function aPlannedClaim(overrides: Partial<PlannedClaim> = {}): PlannedClaim {
  const { ruled = true, ...claim } = overrides;
  return {
    ...claimSchema.parse({
      id: 'bucket-encrypted',
      owner: 'security',
      statement: 'Buckets are encrypted',
      section: [],
      source: { file: 'docs/infrastructure-guidelines.md', line: 7 },
      decision: 'pass',
      by: 'rule',
      reason: 'all of them are',
      evidence: [{ record: 'synth/change', says: 'the stacks' }],
      ...claim,
    }),
    ruled,
  };
}

const check = (name: string, more: Partial<Check> = {}): Check => checkSchema.parse({ name, command: ['true'], ...more });

const component = (name: string, dependsOn: string[], owner?: string): PlannedComponent => ({
  name,
  dependsOn,
  architecture: { purpose: `What ${name} is for.`, criticality: 'high', dataClass: 'internal', dependsOn, ...(owner === undefined ? {} : { owner }) },
});

/** Three components in incremental mode: storage needs encryption, monitoring needs both; the bucket of storage holds data. */
export function anImplementation(overrides: Partial<ImplementationPlanInput> = {}): ImplementationPlanInput {
  const components = [component('monitoring', ['encryption', 'storage']), component('storage', ['encryption'], 'storage-team'), component('encryption', [])];
  const stacks: Record<string, string> = { monitoring: 'aws_cloudwatch_metric_alarm', storage: 'aws_s3_bucket', encryption: 'aws_iam_role' };
  return {
    change: { id: 'CR-0001', title: 'Keep uploads for a year', requester: 'rita@example.com' },
    mode: 'incremental',
    milestones: ['encryption', 'storage', 'monitoring'].map((name) => ({ name, components: [name] })),
    components,
    rollback: components.map((one) => rollbackProcedure({ component: one, components, stack: [{ address: `${stacks[one.name] ?? ''}.main`, type: stacks[one.name] ?? '', attributes: { name: 'x' } }] })),
    claims: [aPlannedClaim(), aPlannedClaim({ id: 'alarm-reaches-people', statement: 'Alarms reach people', decision: 'undecided', by: null, reason: 'decided when there is a plan', evidence: [] })],
    requirements: [{ id: 'REQ-1', statement: 'An object comes back.', components: ['storage'], target: { kind: 'latency', atMostSeconds: 5 }, check: 'an object comes back' }],
    checks: { storage: [check('the bucket is private', { safeInProduction: true }), check('plain HTTP is refused', { notInEmulator: 'it evaluates no policies' })] },
    roles: { architect: { person: 'Alphonse', needs: [{ need: 'One key protects everything.', component: 'encryption', check: check('the key rotates') }] } },
    checklist: { file: 'infrastructure-checklist.md', mandatory: ['keys-rotate'] },
    operations: { team: 'platform-operations', contact: 'ops@example.com' },
    owner: 'platform',
    ...overrides,
  };
}
