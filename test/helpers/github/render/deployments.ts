import type { Deployment, DeploymentStatus } from '../state/deployments.ts';
import { api, nodeId, showUser, type View } from './view.ts';

export const showDeployment = (view: View, shown: Deployment): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('Deployment', shown.id),
  ref: shown.ref,
  sha: shown.sha,
  task: shown.task,
  payload: shown.payload,
  environment: shown.environment,
  original_environment: shown.environment,
  description: shown.description,
  creator: showUser(view, shown.creator),
  production_environment: shown.productionEnvironment,
  transient_environment: shown.transient,
  created_at: shown.createdAt,
  updated_at: shown.statuses[0]?.createdAt ?? shown.createdAt,
  url: `${api(view)}/deployments/${shown.id}`,
  statuses_url: `${api(view)}/deployments/${shown.id}/statuses`,
  repository_url: api(view),
});

export const showDeploymentStatus = (view: View, of: Deployment, shown: DeploymentStatus): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('DeploymentStatus', shown.id),
  state: shown.state,
  description: shown.description,
  environment: shown.environment,
  log_url: shown.logUrl,
  target_url: shown.logUrl,
  environment_url: shown.environmentUrl,
  creator: showUser(view, shown.creator),
  created_at: shown.createdAt,
  updated_at: shown.createdAt,
  url: `${api(view)}/deployments/${of.id}/statuses/${shown.id}`,
  deployment_url: `${api(view)}/deployments/${of.id}`,
  repository_url: api(view),
});
