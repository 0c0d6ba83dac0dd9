import { z } from 'zod';

/** https://docs.github.com/en/rest/deployments/environments#get-an-environment; `can_admins_bypass` is sent, and not described there. */
export const environmentSchema = z.object({
  name: z.string(),
  can_admins_bypass: z.boolean().optional(),
  protection_rules: z.array(z.object({ type: z.string(), prevent_self_review: z.boolean().optional(), reviewers: z.array(z.unknown()).optional() })).default([]),
  deployment_branch_policy: z.object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() }).nullish(),
});
export type Environment = z.infer<typeof environmentSchema>;

/** https://docs.github.com/en/rest/deployments/branch-policies#list-deployment-branch-policies */
export const branchPolicySchema = z.object({ name: z.string().optional(), type: z.string().optional() });
export type BranchPolicy = z.infer<typeof branchPolicySchema>;

export interface EnvironmentFacts {
  environment: Environment;
  /** Patterns, where it has its own. */
  policies: BranchPolicy[];
  /** The base branch, as GitHub names it: `main`. */
  base: string;
  /** Whether the base branch is protected: where no branch is, "protected branches only" lets all of them in. */
  baseIsProtected: boolean;
}

export function hasReviewers({ environment }: EnvironmentFacts): boolean {
  return environment.protection_rules.some(({ type, reviewers }) => type === 'required_reviewers' && (reviewers ?? []).length > 0);
}

/**
 * Why an approval that was given there would show nothing, as ends of a sentence about the environment; empty when it is a
 * gate. What GitHub does not say counts as open.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
 */
export function gapsOf(facts: EnvironmentFacts): string[] {
  const { environment } = facts;
  if (!hasReviewers(facts)) return ['has no required reviewers'];
  const reviews = environment.protection_rules.filter(({ type }) => type === 'required_reviewers');
  return [
    ...(environment.can_admins_bypass === false ? [] : [environment.can_admins_bypass === true ? 'lets administrators pass without a review' : 'may let administrators pass without a review: GitHub does not say']),
    ...(reviews.every(({ prevent_self_review }) => prevent_self_review === true) ? [] : ['lets who starts a run approve it']),
    ...branchGaps(facts),
  ];
}

/** Who else than the base branch may deploy there, in the same words; empty when nobody. What GitHub does not say counts as open. */
export function branchGaps({ environment, policies, base, baseIsProtected }: EnvironmentFacts): string[] {
  const policy = environment.deployment_branch_policy ?? null;
  if (policy === null) return ['lets every branch deploy'];
  if (policy.protected_branches) return baseIsProtected ? [] : ['lets protected branches deploy, and the base branch is not protected'];
  const tags = policies.filter(({ type }) => type !== undefined && type !== 'branch');
  const others = policies.filter(({ name, type }) => name !== base && (type === undefined || type === 'branch'));
  return [
    ...(tags.length === 0 ? [] : [`lets tags deploy (${tags.map(({ name }) => name ?? '?').join(', ')}), which whoever may write can set`]),
    ...(others.length === 0 ? [] : [`lets other branches than ${base} deploy (${others.map(({ name }) => name ?? '?').join(', ')})`]),
  ];
}

/** `refs/remotes/origin/main` → `main`, as GitHub calls it. */
export function baseBranchOf(ref: string): string {
  return ref.replace(/^refs\/(heads|remotes\/[^/]+)\//, '');
}
