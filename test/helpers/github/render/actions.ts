import { treeSha } from '../git.ts';
import type { Artifact, WorkflowRun } from '../state/actions.ts';
import { api, nodeId, page, showRepository, showUser, type View } from './view.ts';

export const showRun = (view: View, shown: Omit<WorkflowRun, 'approvals' | 'earlier'>): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('WorkflowRun', shown.id),
  name: shown.name,
  display_title: shown.name,
  path: shown.path,
  run_number: shown.number,
  run_attempt: shown.attempt,
  event: shown.event,
  status: shown.status,
  conclusion: shown.conclusion,
  workflow_id: shown.workflowId,
  head_branch: shown.headBranch,
  head_sha: shown.headSha,
  actor: showUser(view, shown.actor),
  triggering_actor: showUser(view, shown.triggeringActor),
  referenced_workflows: shown.referencedWorkflows,
  repository: showRepository(view),
  head_repository: showRepository(view),
  head_commit: headCommit(view, shown.headSha),
  pull_requests: [],
  created_at: shown.createdAt,
  updated_at: shown.updatedAt,
  run_started_at: shown.createdAt,
  url: `${api(view)}/actions/runs/${shown.id}`,
  html_url: page(view, `actions/runs/${shown.id}`),
});

function headCommit(view: View, sha: string): Record<string, unknown> | null {
  const known = view.repository.commits[sha];
  if (known === undefined) return null;
  const { name, email } = known.author;
  const { name: committer, email: address } = known.committer;
  return { id: sha, tree_id: treeSha(known.files), message: known.message, timestamp: known.author.date, author: { name, email }, committer: { name: committer, email: address } };
}

export const showArtifact = (view: View, shown: Artifact): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('Artifact', shown.id),
  name: shown.name,
  size_in_bytes: shown.size,
  digest: shown.digest,
  expired: shown.expired,
  url: `${api(view)}/actions/artifacts/${shown.id}`,
  archive_download_url: `${api(view)}/actions/artifacts/${shown.id}/zip`,
  created_at: shown.createdAt,
  updated_at: shown.createdAt,
  expires_at: new Date(Date.parse(shown.createdAt) + 90 * 86_400_000).toISOString(),
  workflow_run: { id: shown.run, repository_id: view.repository.id, head_repository_id: repositoryOf(view, shown.headSha), head_branch: shown.headBranch, head_sha: shown.headSha },
});

/** The commit of a fork's pull request lies in the fork. */
function repositoryOf({ state, repository }: View, sha: string): number {
  const from = repository.pullRequests.find(({ head }) => head.sha === sha)?.head.repository;
  return state.repositories[from ?? '']?.id ?? repository.id;
}
