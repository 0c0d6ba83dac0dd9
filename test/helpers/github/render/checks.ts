import type { CheckRun } from '../state/checks.ts';
import { api, app, nodeId, page, type View } from './view.ts';

export const showCheckRun = (view: View, shown: CheckRun): Record<string, unknown> => ({
  id: shown.id,
  node_id: nodeId('CheckRun', shown.id),
  name: shown.name,
  head_sha: shown.headSha,
  external_id: shown.externalId,
  status: shown.status,
  conclusion: shown.conclusion,
  started_at: shown.startedAt,
  completed_at: shown.completedAt,
  url: `${api(view)}/check-runs/${shown.id}`,
  html_url: page(view, `runs/${shown.id}`),
  details_url: shown.detailsUrl,
  output: {
    title: shown.title, summary: shown.summary, text: shown.text, annotations_count: shown.annotations.length, annotations_url: `${api(view)}/check-runs/${shown.id}/annotations`,
  },
  check_suite: { id: 1 },
  app: app('github-actions[bot]'),
  pull_requests: [],
});
