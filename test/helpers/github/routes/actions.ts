import { nextId } from '../git.ts';
import { showArtifact, showRun } from '../render/actions.ts';
import { page, showUser } from '../render/view.ts';
import { found, listed, number, ok, Refusal, text, type Call, type Routes } from '../route.ts';
import type { Artifact, Environment, WorkflowRun } from '../state/actions.ts';

const run = (call: Call): WorkflowRun => found(call.repository.runs, ({ id }) => id === number(call, 'run_id'));
const artifact = (call: Call): Artifact => found(call.repository.artifacts, ({ id }) => id === number(call, 'artifact_id'));
const environment = (call: Call): Environment => found(call.repository.environments, ({ name }) => name.toLowerCase() === text(call, 'environment_name').toLowerCase());

function showEnvironment(call: Call, shown: Environment): Record<string, unknown> {
  const url = `${call.url}/repos/${call.repository.owner}/${call.repository.name}/environments/${encodeURIComponent(shown.name)}`;
  const reviewers = [
    ...shown.reviewers.map((login) => ({ type: 'User', reviewer: showUser(call, login) })),
    ...shown.teams.map((slug, at) => ({ type: 'Team', reviewer: { id: at + 1, node_id: `T_${at}`, name: slug, slug, permission: 'pull', parent: null } })),
  ];
  const rules = [
    ...(shown.waitTimer > 0 ? [{ id: 1, node_id: 'GA_1', type: 'wait_timer', wait_timer: shown.waitTimer }] : []),
    ...(reviewers.length > 0 ? [{ id: 2, node_id: 'GA_2', type: 'required_reviewers', prevent_self_review: shown.preventSelfReview, reviewers }] : []),
    ...(shown.branches === null ? [] : [{ id: 3, node_id: 'GA_3', type: 'branch_policy' }]),
  ];
  return {
    id: shown.id, node_id: 'EN_1', name: shown.name, url, html_url: page(call, `deployments/activity_log?environments_filter=${encodeURIComponent(shown.name)}`),
    created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:00Z', can_admins_bypass: shown.adminsCanBypass, protection_rules: rules,
    deployment_branch_policy: shown.branches === null ? null : { protected_branches: shown.branches === 'protected', custom_branch_policies: shown.branches !== 'protected' },
  };
}

export const actions: Routes = {
  'GET /repos/{owner}/{repo}/environments': {
    accepts: 'actions=read',
    answer: (call) => listed(call.repository.environments.map((one) => showEnvironment(call, one)), 'environments'),
  },

  'GET /repos/{owner}/{repo}/environments/{environment_name}': { accepts: 'actions=read', answer: (call) => ok(showEnvironment(call, environment(call))) },

  'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies': {
    accepts: 'actions=read',
    answer: (call) => {
      const { branches } = environment(call);
      return listed(Array.isArray(branches) ? branches.map((name, at) => ({ id: at + 1, node_id: `P_${at}`, name, type: 'branch' })) : [], 'branch_policies');
    },
  },

  'GET /repos/{owner}/{repo}/actions/runs': {
    accepts: 'actions=read',
    answer: (call) => {
      const { actor, branch, event, status, head_sha } = call.query;
      const fits = (one: WorkflowRun): boolean =>
        (actor === undefined || one.actor === actor) && (branch === undefined || one.headBranch === branch) && (event === undefined || one.event === event) &&
        (status === undefined || one.status === status || one.conclusion === status) && (head_sha === undefined || one.headSha === head_sha);
      return listed(call.repository.runs.filter(fits).reverse().map((one) => showRun(call, one)), 'workflow_runs');
    },
  },

  'GET /repos/{owner}/{repo}/actions/runs/{run_id}': { accepts: 'actions=read', answer: (call) => ok(showRun(call, run(call))) },

  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number}': {
    accepts: 'actions=read',
    answer: (call) => {
      const one = run(call);
      return ok(showRun(call, found([one, ...one.earlier], ({ attempt }) => attempt === number(call, 'attempt_number'))));
    },
  },

  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals': {
    accepts: 'actions=read',
    answer: (call) =>
      ok(
        run(call).approvals.map(({ state, user, comment, environments }) => ({
          state,
          comment,
          user: showUser(call, user),
          environments: environments.map((name) => ({ id: call.repository.environments.find((one) => one.name === name)?.id ?? nextId(call.state), name })),
        })),
      ),
  },

  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts': {
    accepts: 'actions=read',
    answer: (call) => {
      const { id } = run(call);
      const { name } = call.query;
      return listed(call.repository.artifacts.filter((one) => one.run === id && (name === undefined || one.name === name)).map((one) => showArtifact(call, one)), 'artifacts');
    },
  },

  'GET /repos/{owner}/{repo}/actions/artifacts': {
    accepts: 'actions=read',
    answer: (call) => listed(call.repository.artifacts.filter(({ name }) => call.query.name === undefined || name === call.query.name).reverse().map((one) => showArtifact(call, one)), 'artifacts'),
  },

  'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}': { accepts: 'actions=read', answer: (call) => ok(showArtifact(call, artifact(call))) },

  'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': {
    accepts: 'actions=read',
    answer: (call) => {
      const { id, expired } = artifact(call);
      if (expired) throw new Refusal(410, 'Artifact has expired');
      return { status: 302, headers: { location: `${call.url}/_download/${call.repository.owner}/${call.repository.name}/${id}.zip` } };
    },
  },
};
