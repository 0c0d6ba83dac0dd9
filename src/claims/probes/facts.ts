import { z } from 'zod';
import { environmentNameSchema, type StepName } from '../../evidence/record.ts';
import { DECIDERS, DECISIONS } from '../claim.ts';

/**
 * The facts that probes read from records, one schema per step. A step may record more than this; what stands here it must
 * record in this shape, or every probe that needs it leaves its claims undecided. Everything is redacted before it is recorded.
 */

/**
 * A managed resource as the component's state holds it *after* apply (for a plan without changes: as it is). `values` has
 * SENSITIVE where something was hidden; UNKNOWN in it (a value from a plan) decides nothing.
 */
const resourceSchema = z.object({ address: z.string().min(1), type: z.string().min(1), values: z.record(z.string(), z.json()) });
export type ResourceFact = z.infer<typeof resourceSchema>;

/** `CheckResult` of src/verification/check.ts. */
const checkResultSchema = z.object({
  name: z.string(),
  outcome: z.enum(['pass', 'fail', 'not-exercised']),
  seconds: z.number(),
  detail: z.string(),
  safeInProduction: z.boolean(),
});

/** What one component looked like in one environment once it was applied there. */
const appliedSchema = z.object({
  applied: z.boolean(),
  /** All managed resources of the component, changed or not. */
  resources: z.array(resourceSchema),
  /** Addresses of the data sources it reads, `data.aws_caller_identity.me`; [] when there are none. */
  dataSources: z.array(z.string()),
  checks: z.array(checkResultSchema),
});

export const approvalFacts = z.object({
  /** Who approved the request, in the words of the approvers file. */
  approvedBy: z.array(z.string()),
  /** Of a standard change: the policy's template that approved it, in the place of people. */
  template: z.string().nullable().default(null),
  /** Digest of the request that they approved. */
  digest: z.string(),
  /** The request's window, ISO 8601; null when it names none. */
  window: z.object({ from: z.string(), to: z.string() }).nullable(),
});

export const synthFacts = z.object({
  /** One entry per component and environment. */
  components: z.array(
    z.object({
      name: z.string(),
      environment: environmentNameSchema,
      dependsOn: z.array(z.string()),
      /** What the app calls the stack; null where it is no app's. */
      stack: z.string().nullable().default(null),
      /** SHA-256 of what is applied; null where it was not recorded. */
      digest: z.string().nullable().default(null),
    }),
  ),
});

/** A claim of the documents as a step decided it; see `claimSchema`. */
const decidedSchema = z.object({
  id: z.string(),
  section: z.array(z.string()),
  level: z.enum(['must', 'should']),
  decision: z.enum(DECISIONS),
  by: z.enum(DECIDERS).nullable(),
  reason: z.string(),
  evidence: z.array(z.object({ record: z.string() })),
  source: z.object({ file: z.string() }),
});
export type Decided = z.infer<typeof decidedSchema>;

export const prepareFacts = z.object({
  milestones: z.array(z.object({ name: z.string(), components: z.array(z.string()) })),
  /** The rollback procedures that were written: a file (or record) name and its SHA-256. */
  rollback: z.array(
    z.object({
      component: z.string(),
      file: z.string(),
      digest: z.string(),
      /** Components that have to be taken back first, as the procedure names them; null where it was not recorded. */
      dependents: z.array(z.string()).nullable().default(null),
      /** Resources whose data a rollback loses, and how to get it back. */
      dataLost: z.array(z.object({ address: z.string(), recovery: z.string() })).default([]),
    }),
  ),
  /** What the documents demand, as the stacks of both environments decide it. */
  claims: z.array(decidedSchema).default([]),
  /** The four documents; `sections` as in src/documents/section-facts.ts. */
  documents: z.array(z.object({ kind: z.string(), file: z.string(), digest: z.string(), sections: z.array(z.object({ title: z.string(), words: z.number(), points: z.array(z.string()), diagrams: z.number() })) })).default([]),
  architecture: z
    .object({ components: z.array(z.object({ name: z.string(), criticality: z.string() })), decisions: z.array(z.object({ id: z.string(), why: z.string() })) })
    .default({ components: [], decisions: [] }),
  /** The implementation plan that was written; null where it was not recorded. */
  implementationPlan: z.string().nullable().default(null),
});

export const scanFacts = z.object({
  /** Names of the components that synth made and that should have been scanned. */
  components: z.array(z.string()),
  tools: z.array(
    z.object({
      tool: z.string(),
      version: z.string(),
      /** Names of the components that this tool's report speaks of. */
      covered: z.array(z.string()),
      /** Checks that passed, over all components. */
      passed: z.number(),
    }),
  ),
  unwaived: z.number(),
  /** Below what stops a change; none in records of before there were thresholds. */
  tolerated: z.array(z.object({ check: z.string(), component: z.string(), severity: z.string() })).default([]),
  waived: z.array(z.object({ check: z.string(), component: z.string(), reason: z.string(), owner: z.string(), expires: z.string() })),
});

export const refineFacts = z.object({
  /** Option (src/refinement/options.ts) → what it says of the component. */
  answers: z.array(z.object({ option: z.number(), points: z.array(z.object({ component: z.string().optional(), address: z.string(), attribute: z.string(), level: z.string(), says: z.string() })) })),
});

export const rehearseFacts = appliedSchema.extend({
  /** The rehearsed rollback. `not-needed`: nothing of the component changes. Null in records of before it was rehearsed. */
  rollback: z.object({ outcome: z.enum(['pass', 'fail', 'not-rehearsed', 'not-needed']), detail: z.string() }).nullable(),
});

export const validateFacts = z.object({
  /** `RequirementResult` of src/verification/requirements.ts. */
  requirements: z.array(
    z.object({
      id: z.string(),
      statement: z.string(),
      decision: z.enum(['pass', 'fail', 'undecided']),
      seconds: z.number().nullable(),
      maxSeconds: z.number().nullable(),
      /** What its target is about: latency, rto and so on; null without a target. */
      kind: z.string().nullable().default(null),
      by: z.enum(['check', 'rule', 'attestation']).nullable().default(null),
      components: z.array(z.string()).default([]),
      says: z.string(),
    }),
  ),
});

export const integrateFacts = z.object({
  /** `RoleResult` of src/verification/roles.ts, all four roles. */
  roles: z.array(
    z.object({
      role: z.string(),
      person: z.string().nullable(),
      decision: z.enum(['pass', 'fail', 'undecided', 'nothing declared']),
      needs: z.array(z.object({ need: z.string(), component: z.string(), outcome: z.enum(['pass', 'fail', 'not-exercised']), detail: z.string() })),
    }),
  ),
});

export const planFacts = z.object({
  /** Null while nothing was sealed. */
  seal: z.string().nullable(),
  /** What the documents demand, as the plans for production decide it. */
  claims: z.array(decidedSchema).default([]),
});

export const promoteFacts = appliedSchema.extend({
  /** The seal that was applied, and who approved it. */
  seal: z.string(),
  approvedBy: z.array(z.string()),
  /** SHA-256 of the stack that was applied; null where it was not recorded. */
  stack: z.string().nullable().default(null),
  /** Resources that differed from the code when looked at after the apply. */
  drift: z.number(),
});

export const handoverFacts = z.object({
  documents: z.array(
    z.object({ kind: z.enum(['as-built', 'runbook', 'monitoring', 'knowledge-transfer']), file: z.string(), digest: z.string(), components: z.array(z.string()) }),
  ),
  /** Operations' word that they took over; null while it is open. */
  acknowledgement: z.object({ by: z.string(), at: z.string() }).nullable(),
});

/** `checklist` is read by no probe. */
export const FACTS = {
  approval: approvalFacts,
  synth: synthFacts,
  prepare: prepareFacts,
  scan: scanFacts,
  refine: refineFacts,
  rehearse: rehearseFacts,
  validate: validateFacts,
  integrate: integrateFacts,
  plan: planFacts,
  promote: promoteFacts,
  handover: handoverFacts,
} as const satisfies Partial<Record<StepName, z.ZodType>>;
export type FactsStep = keyof typeof FACTS;
export type FactsOf<S extends FactsStep> = z.infer<(typeof FACTS)[S]>;
