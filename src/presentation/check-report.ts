import { z } from 'zod';
import { claimSchema, DECISIONS, placeSchema } from '../claims/claim.ts';
import { REQUEST_STATUSES } from '../change/lifecycle.ts';
import { environmentNameSchema, STEPS, verdictSchema, type EnvironmentName, type Verdict } from '../evidence/record.ts';
import { actionSchema, plannedResourceSchema, planKindSchema, type Action, type PlannedResource } from '../terraform/plan.ts';

/** What one component's plan would do in one environment, redacted; or why there is none. */
const checkedPlanSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('planned'),
    environment: environmentNameSchema,
    kind: planKindSchema,
    /** Managed resources that would change, in the world or in the state. */
    changes: z.array(plannedResourceSchema),
    outputs: z.array(z.strictObject({ name: z.string(), action: actionSchema })),
  }),
  /** `not planned`: there was no way to, and nothing is said about it. `failed`: it was tried. */
  z.strictObject({ state: z.enum(['not planned', 'failed']), environment: environmentNameSchema, because: z.string() }),
]);
export type CheckedPlan = z.infer<typeof checkedPlanSchema>;

const checkedComponentSchema = z.strictObject({
  name: z.string(),
  dependsOn: z.array(z.string()),
  /** Files that the pull request changes and that this component is written in. */
  touchedBy: z.array(z.string()),
  /** Resources that its production stack names. */
  resources: z.int(),
  plans: z.array(checkedPlanSchema),
});
export type CheckedComponent = z.infer<typeof checkedComponentSchema>;

/** A finding without a waiver; the same one in both environments is one. */
const checkedFindingSchema = z.strictObject({
  tool: z.string(),
  check: z.string(),
  severity: z.string().nullable(),
  component: z.string(),
  environments: z.array(environmentNameSchema),
  address: z.string(),
  problem: z.string(),
  /** What to do about it. */
  fix: z.string().nullable(),
  /** The other tools that say the same. */
  also: z.array(z.object({ tool: z.string(), check: z.string(), guideline: z.string().nullable() })),
  guideline: z.string().nullable(),
  /** Where a person would mend it, from the project; null where that cannot be told. */
  place: placeSchema.nullable(),
});
export type CheckedFinding = z.infer<typeof checkedFindingSchema>;

/** A step of the check, or one that was not reached. */
const checkedStepSchema = z.strictObject({
  step: z.enum(STEPS),
  environment: environmentNameSchema.exactOptional(),
  verdict: z.enum([...verdictSchema.options, 'not reached']),
  /** Why it is no pass; of a pass, what a reader has to know. */
  reasons: z.array(z.string()),
  /** The file at fault, where a mistake names one. */
  place: z.strictObject({ file: z.string(), line: z.int().exactOptional() }).exactOptional(),
});
export type CheckedStep = z.infer<typeof checkedStepSchema>;

const checkedChangeSchema = z.strictObject({
  id: z.string(),
  file: z.string(),
  title: z.string(),
  risk: z.string(),
  requester: z.string(),
  status: z.enum(REQUEST_STATUSES),
  components: z.union([z.literal('all'), z.array(z.string())]),
});

/** What somebody has to do: what it is, who may, and the command or edit. */
const nextStepSchema = z.strictObject({ what: z.string(), whom: z.array(z.string()), how: z.string() });
export type NextStep = z.infer<typeof nextStepSchema>;

/** What it takes to count the reviews that the request waits for, where GitHub may be asked (src/github/reviews-so-far.ts). */
const reviewsSchema = z.strictObject({
  /** The entry of `next` that waits for them. */
  said: z.string(),
  change: z.string(),
  repository: z.string(),
  /** Of the request. */
  digest: z.string(),
  required: z.int(),
  groups: z.array(z.string()),
  /** Text of the approvers file on the base. */
  approvers: z.string(),
  excluded: z.array(z.strictObject({ identity: z.string(), because: z.string() })),
  /** Commits of the change at which the request reads as it does now. */
  commits: z.array(z.string()),
});

/** Everything that a pull request's check has found out. Plain data, redacted; texts in it are words of others until they are escaped. */
export const checkReportSchema = z.strictObject({
  schema: z.literal(1),
  project: z.string(),
  /** The project's folder in the repository, with a slash at its end; empty when they are the same. */
  prefix: z.string(),
  /** The commit that was looked at; empty where there is none. */
  head: z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})?$/),
  target: z.enum(['sandbox', 'cloud']),
  verdict: verdictSchema,
  change: checkedChangeSchema.nullable(),
  /** Why there is no change to check against; null where there is one. */
  noChange: z.string().nullable(),
  /** The request file that cannot be read, or the several of which each has to come by itself. */
  atFault: z.array(z.string()),
  steps: z.array(checkedStepSchema),
  components: z.array(checkedComponentSchema),
  findings: z.array(checkedFindingSchema),
  waived: z.int(),
  tools: z.array(z.strictObject({ tool: z.string(), version: z.string() })),
  claims: z.array(claimSchema),
  /** How many items there are, and how they are decided so far; null without a checklist. */
  checklist: z.strictObject({ items: z.int(), decisions: z.record(z.enum(DECISIONS), z.int()) }).nullable(),
  next: z.array(nextStepSchema),
  /** Null where no approval of the request is waited for. */
  reviews: reviewsSchema.nullable(),
});
export type CheckReport = z.infer<typeof checkReportSchema>;

/** How much is added, changed, replaced and destroyed; and, whatever else happens to it, is moved to another address or taken into the state. */
export interface ChangeCounts {
  add: number;
  change: number;
  replace: number;
  destroy: number;
  moved: number;
  imported: number;
}

const COUNTED: Partial<Record<Action, keyof ChangeCounts>> = { create: 'add', update: 'change', replace: 'replace', delete: 'destroy', forget: 'destroy' };

export function countChanges(changes: Pick<PlannedResource, 'action' | 'movedFrom' | 'imports'>[]): ChangeCounts {
  const counts: ChangeCounts = { add: 0, change: 0, replace: 0, destroy: 0, moved: 0, imported: 0 };
  for (const { action, movedFrom, imports } of changes) {
    if (movedFrom !== undefined) counts.moved += 1;
    if (imports !== undefined) counts.imported += 1;
    const counted = COUNTED[action];
    if (counted !== undefined) counts[counted] += 1;
  }
  return counts;
}

/** `add 2, moved 1`; empty where there is nothing. */
export function countsInWords(counts: ChangeCounts): string {
  return (Object.keys(counts) as (keyof ChangeCounts)[]).flatMap((name) => (counts[name] > 0 ? [`${name} ${counts[name]}`] : [])).join(', ');
}

/** Taken out of the state counts: nobody looks after it any more. */
export function isDestructive({ action }: Pick<PlannedResource, 'action'>): boolean {
  return action === 'replace' || action === 'delete' || action === 'forget';
}

export function planIn({ plans }: Pick<CheckedComponent, 'plans'>, environment: EnvironmentName): CheckedPlan | undefined {
  return plans.find((plan) => plan.environment === environment);
}

/** What the plan changes; nothing for one that was not made. */
export function changesOf(plan: CheckedPlan | undefined): PlannedResource[] {
  return plan?.state === 'planned' ? plan.changes : [];
}

const WORST_FIRST = ['indeterminate', 'halt', 'fail', 'pass'] as const;

/** The worst of them; a step that was not reached says nothing. Without any it is not known. */
export function worstOf(verdicts: CheckedStep['verdict'][]): Verdict {
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? 'indeterminate';
}
