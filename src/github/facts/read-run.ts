import { z } from 'zod';
import type { GitHub } from '../client.ts';
import type { ActionsContext } from '../context.ts';
import { NotFound } from '../refusals.ts';
import { readAnswer } from './answer.ts';
import { branchPolicySchema, environmentSchema, type Environment, type EnvironmentFacts } from './environment.ts';
import { runApprovalSchema, type RunApproval } from './run-approval.ts';
import { runAttemptSchema, type RunAttempt } from './run-attempt.ts';

type Which = Pick<ActionsContext, 'repository' | 'run'>;

/** Every attempt of the run up to this one. Needs `actions: read`. */
export async function readAttempts(github: GitHub, { repository: { owner, name: repo }, run }: Which): Promise<RunAttempt[]> {
  const numbers = Array.from({ length: run.attempt }, (_, index) => index + 1);
  return await Promise.all(
    numbers.map(async (attempt_number) => {
      const { data } = await github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}', { owner, repo, run_id: run.id, attempt_number });
      return readAnswer(runAttemptSchema, data, `attempt ${attempt_number} of the run`);
    }),
  );
}

/** What reviewers of environments have said about the run, in all its attempts; GitHub sends it whole. Needs `actions: read`. */
export async function readRunApprovals(github: GitHub, { repository: { owner, name: repo }, run }: Which): Promise<RunApproval[]> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals', { owner, repo, run_id: run.id });
  return readAnswer(z.array(runApprovalSchema), data, 'the approvals of the run');
}

/** Undefined when there is no such environment. Needs `actions: read`. */
export async function readEnvironment(github: GitHub, { repository: { owner, name: repo } }: Which, environment_name: string): Promise<Environment | undefined> {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/environments/{environment_name}', { owner, repo, environment_name });
    return readAnswer(environmentSchema, data, `the environment ${environment_name}`);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/** With what its branch policy refers to. Needs `contents: read` for a branch. */
export async function readBranchPolicy(github: GitHub, { repository: { owner, name: repo } }: Which, environment: Environment, baseBranch: string): Promise<EnvironmentFacts> {
  const policy = environment.deployment_branch_policy ?? null;
  const which = { owner, repo, environment_name: environment.name, per_page: 100 };
  const policies = policy?.custom_branch_policies === true ? await github.paginate('GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies', which) : [];
  return {
    environment,
    base: baseBranch,
    policies: readAnswer(z.array(branchPolicySchema), policies, `the branches that may deploy to ${environment.name}`),
    baseIsProtected: policy?.protected_branches === true && (await isProtected(github, { owner, repo, branch: baseBranch })),
  };
}

async function isProtected(github: GitHub, which: { owner: string; repo: string; branch: string }): Promise<boolean> {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/branches/{branch}', which);
    return readAnswer(z.object({ protected: z.boolean() }), data, `the branch ${which.branch}`).protected;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}
