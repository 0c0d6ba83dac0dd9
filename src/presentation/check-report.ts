import type { Claim, Decision, Place } from '../claims/claim.ts';
import type { RequestStatus } from '../change/lifecycle.ts';
import type { EnvironmentName, StepName, Verdict } from '../evidence/record.ts';
import type { PlanKind } from '../terraform/kept-plan.ts';
import type { Action, PlannedResource } from '../terraform/plan.ts';

/** What one component's plan would do in one environment, redacted; or why there is none. */
export type CheckedPlan =
  | { state: 'planned'; environment: EnvironmentName; kind: PlanKind; /** Managed resources that would change. */ changes: PlannedResource[]; outputs: { name: string; action: Action }[] }
  /** `not planned`: there was no way to, and nothing is said about it. `failed`: it was tried. */
  | { state: 'not planned' | 'failed'; environment: EnvironmentName; because: string };

export interface CheckedComponent {
  name: string;
  dependsOn: string[];
  /** Files that the pull request changes and that this component is written in. */
  touchedBy: string[];
  /** Resources that its production stack names. */
  resources: number;
  plans: CheckedPlan[];
}

/** A finding without a waiver; the same one in both environments is one. */
export interface CheckedFinding {
  tool: string;
  check: string;
  severity: string | null;
  component: string;
  environments: EnvironmentName[];
  address: string;
  problem: string;
  guideline: string | null;
  /** Where a person would mend it, from the project; null where that cannot be told. */
  place: Place | null;
}

/** A step of the check, or one that was not reached. */
export interface CheckedStep {
  step: StepName;
  environment?: EnvironmentName;
  verdict: Verdict | 'not reached';
  /** Why it is no pass; of a pass, what a reader has to know. */
  reasons: string[];
  /** The file at fault, where a mistake names one. */
  place?: { file: string; line?: number };
}

export interface CheckedChange {
  id: string;
  file: string;
  title: string;
  risk: string;
  requester: string;
  status: RequestStatus;
  components: 'all' | string[];
}

/** What somebody has to do: what it is, who may, and the command or edit. */
export interface NextStep {
  what: string;
  whom: string[];
  how: string;
}

/** Everything that a pull request's check has found out. Plain data, redacted; texts in it are words of others until they are escaped. */
export interface CheckReport {
  schema: 1;
  project: string;
  /** The project's folder in the repository, with a slash at its end; empty when they are the same. */
  prefix: string;
  /** The commit that was looked at. */
  head: string;
  target: 'sandbox' | 'cloud';
  verdict: Verdict;
  change: CheckedChange | null;
  /** Why there is no change to check against; null where there is one. */
  noChange: string | null;
  steps: CheckedStep[];
  components: CheckedComponent[];
  findings: CheckedFinding[];
  waived: number;
  tools: { tool: string; version: string }[];
  claims: Claim[];
  /** How many items there are, and how they are decided so far; null without a checklist. */
  checklist: { items: number; decisions: Record<Decision, number> } | null;
  next: NextStep[];
}

/** How much is added, changed, replaced and destroyed. */
export interface ChangeCounts {
  add: number;
  change: number;
  replace: number;
  destroy: number;
}

const COUNTED: Partial<Record<Action, keyof ChangeCounts>> = { create: 'add', update: 'change', replace: 'replace', delete: 'destroy', forget: 'destroy' };

export function countChanges(changes: Pick<PlannedResource, 'action'>[]): ChangeCounts {
  const counts: ChangeCounts = { add: 0, change: 0, replace: 0, destroy: 0 };
  for (const { action } of changes) {
    const counted = COUNTED[action];
    if (counted !== undefined) counts[counted] += 1;
  }
  return counts;
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
