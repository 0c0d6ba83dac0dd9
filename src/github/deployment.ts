import { z } from 'zod';
import type { GitHub } from './client.ts';
import type { ActionsContext } from './context.ts';
import { makeOnce } from './post-once.ts';

/** A promotion as GitHub shows it. */
export interface Promotion {
  change: string;
  title: string;
  /** Digest of the seal: one promotion each, whatever run carries it out. */
  seal: string;
  /** Name of the environment on GitHub. */
  environment: string;
}

export type DeploymentState = 'in_progress' | 'success' | 'failure';

const deploymentSchema = z.object({ id: z.int(), payload: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish() });
const statusSchema = z.object({ state: z.string() });

/** What makes a deployment ours, among others of the environment. */
const TASK = 'cutover';

type Call = Pick<ActionsContext, 'repository' | 'sha' | 'serverUrl' | 'run'>;

/**
 * Notes how a promotion stands as a deployment of its environment: one for each seal, also when a job is run again or an
 * answer is lost; the same state is not noted twice in a row. After a success the deployments before it are inactive.
 * The job's `environment` has to say `deployment: false`, or GitHub adds a second one by itself.
 * https://docs.github.com/en/rest/deployments
 */
export async function noteDeployment(github: GitHub, context: Call, promotion: Promotion, state: DeploymentState, pause?: number): Promise<number> {
  const id = await deploymentOf(github, context, promotion, pause);
  await noteState(github, context, { id, state, description: `${promotion.change}: ${WORDS[state]}` }, pause);
  if (state === 'success') await retireOthers(github, context, promotion, id, pause);
  return id;
}

const WORDS: Record<DeploymentState, string> = { in_progress: 'production is being changed', success: 'production is what was approved', failure: 'the promotion did not come to a good end' };
const at = ({ repository: { owner, name } }: Call): { owner: string; repo: string } => ({ owner, repo: name });

async function deploymentOf(github: GitHub, context: Call, { change, title, seal, environment }: Promotion, pause?: number): Promise<number> {
  const find = async (): Promise<number | undefined> => (await listed(github, context, environment)).find(({ payload }) => payload['seal'] === seal)?.id;
  const make = async (): Promise<number> => {
    const { data } = await github.request('POST /repos/{owner}/{repo}/deployments', {
      ...at(context),
      ref: context.sha,
      task: TASK,
      environment,
      production_environment: true,
      // The approval decides, not the checks of the commit; and nothing is merged into what was sealed.
      auto_merge: false,
      required_contexts: [],
      payload: { change, seal },
      description: `${change}: ${title}`.slice(0, 140),
    });
    return deploymentSchema.parse(data).id;
  };
  return (await makeOnce({ find, make }, pause)).value;
}

/** Our deployments of the environment, newest first. */
async function listed(github: GitHub, context: Call, environment: string): Promise<{ id: number; payload: Record<string, unknown> }[]> {
  const found = await github.paginate('GET /repos/{owner}/{repo}/deployments', { ...at(context), environment, task: TASK, per_page: 100 });
  return z.array(deploymentSchema).parse(found).map(({ id, payload }) => ({ id, payload: typeof payload === 'object' && payload !== null ? payload : {} }));
}

async function noteState(github: GitHub, context: Call, { id, state, description }: { id: number; state: DeploymentState | 'inactive'; description: string }, pause?: number): Promise<void> {
  const find = async (): Promise<true | undefined> => ((await stateOf(github, context, id)) === state ? true : undefined);
  const make = async (): Promise<true> => {
    const { serverUrl, repository, run } = context;
    const logUrl = `${serverUrl}/${repository.owner}/${repository.name}/actions/runs/${run.id}/attempts/${run.attempt}`;
    await github.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', { ...at(context), deployment_id: id, state, description: description.slice(0, 140), log_url: logUrl, auto_inactive: false });
    return true;
  };
  await makeOnce({ find, make }, pause);
}

/** The newest state; GitHub lists the newest first. */
async function stateOf(github: GitHub, context: Call, id: number): Promise<string | undefined> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', { ...at(context), deployment_id: id, per_page: 1 });
  return z.array(statusSchema).parse(data)[0]?.state;
}

/** As far back as the one that a success before has retired already. GitHub itself does this only for what is not production. */
async function retireOthers(github: GitHub, context: Call, { environment }: Promotion, newest: number, pause?: number): Promise<void> {
  for (const { id, payload } of await listed(github, context, environment)) {
    if (id === newest) continue;
    const state = await stateOf(github, context, id);
    if (state === 'inactive') return;
    const change = payload['change'];
    await noteState(github, context, { id, state: 'inactive', description: `${typeof change === 'string' ? change : 'another change'} was followed by a later one` }, pause);
  }
}
