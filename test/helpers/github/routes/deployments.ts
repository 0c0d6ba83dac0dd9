import { aDeployment, aDeploymentStatus } from '../builders.ts';
import { resolve } from '../git.ts';
import { showDeployment, showDeploymentStatus } from '../render/deployments.ts';
import { created, found, listed, number, ok, Refusal, type Call, type Routes } from '../route.ts';
import type { Deployment, DeploymentStatus } from '../state/deployments.ts';

const deployment = (call: Call): Deployment => found(call.repository.deployments, ({ id }) => id === number(call, 'deployment_id'));

interface NewDeployment {
  ref: string;
  task?: string;
  environment?: string;
  description?: string | null;
  payload?: unknown;
  production_environment?: boolean;
  transient_environment?: boolean;
  auto_merge?: boolean;
}

interface NewStatus {
  state: DeploymentStatus['state'];
  description?: string;
  environment?: string;
  log_url?: string;
  target_url?: string;
  environment_url?: string;
  auto_inactive?: boolean;
}

export const deployments: Routes = {
  'GET /repos/{owner}/{repo}/deployments': {
    accepts: 'deployments=read',
    answer: (call) => {
      const { sha, ref, task, environment } = call.query;
      const fits = (one: Deployment): boolean =>
        (sha === undefined || one.sha === sha) && (ref === undefined || one.ref === ref) && (task === undefined || one.task === task) && (environment === undefined || one.environment === environment);
      return listed(call.repository.deployments.filter(fits).reverse().map((one) => showDeployment(call, one)));
    },
  },

  'POST /repos/{owner}/{repo}/deployments': {
    accepts: 'deployments=write',
    answer: (call) => {
      const given = call.body as NewDeployment;
      const commit = resolve(call.repository, given.ref);
      if (commit === undefined) throw new Refusal(422, `No ref found for: ${given.ref}`);
      const environment = given.environment ?? 'production';
      const made = aDeployment(call.state, call.repository, {
        ref: given.ref,
        sha: commit.sha,
        environment,
        task: given.task ?? 'deploy',
        description: given.description ?? null,
        payload: given.payload ?? {},
        productionEnvironment: given.production_environment ?? environment === 'production',
        transient: given.transient_environment ?? false,
        creator: call.token.login,
      });
      return created(showDeployment(call, made));
    },
  },

  'GET /repos/{owner}/{repo}/deployments/{deployment_id}': { accepts: 'deployments=read', answer: (call) => ok(showDeployment(call, deployment(call))) },

  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': {
    accepts: 'deployments=read',
    answer: (call) => {
      const one = deployment(call);
      return listed(one.statuses.map((status) => showDeploymentStatus(call, one, status)));
    },
  },

  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': {
    accepts: 'deployments=write',
    answer: (call) => {
      const one = deployment(call);
      const given = call.body as NewStatus;
      const status = aDeploymentStatus(call.state, one, {
        state: given.state,
        description: given.description ?? '',
        environment: given.environment ?? one.environment,
        logUrl: given.log_url ?? given.target_url ?? '',
        environmentUrl: given.environment_url ?? '',
        creator: call.token.login,
      });
      if (given.state === 'success' && given.auto_inactive !== false) retire(call, one);
      return created(showDeploymentStatus(call, one, status));
    },
  },
};

/** GitHub adds `inactive` to the earlier successful deployments of an environment that is neither transient nor production. */
function retire(call: Call, newest: Deployment): void {
  for (const earlier of call.repository.deployments)
    if (earlier !== newest && earlier.environment === newest.environment && !earlier.transient && !earlier.productionEnvironment && earlier.statuses[0]?.state === 'success')
      aDeploymentStatus(call.state, earlier, { state: 'inactive' });
}
