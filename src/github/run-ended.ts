import { z } from 'zod';
import type { Holder, Whether } from '../leases/holder.ts';
import type { GitHub } from './client.ts';
import type { ActionsContext } from './context.ts';
import { NotFound } from './refusals.ts';

/** https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run-attempt */
const attemptSchema = z.object({ id: z.int(), run_attempt: z.int(), status: z.string() });

/** Whether a run of this repository has ended, as GitHub says. Of another's nothing is known, nor of one that is not found. Needs `actions: read`. */
export async function endedOnGitHub(github: GitHub, { repository }: Pick<ActionsContext, 'repository'>, holder: Holder): Promise<Whether> {
  if (holder.kind !== 'github' || holder.repository !== `${repository.owner}/${repository.name}`) return 'unknown';
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}', { owner: repository.owner, repo: repository.name, run_id: holder.run, attempt_number: holder.attempt });
    const attempt = attemptSchema.safeParse(data);
    if (!attempt.success || attempt.data.id !== holder.run || attempt.data.run_attempt !== holder.attempt) return 'unknown';
    return attempt.data.status === 'completed' ? 'ended' : 'running';
  } catch (error) {
    if (error instanceof NotFound) return 'unknown';
    throw error;
  }
}
