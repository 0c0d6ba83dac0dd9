import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRequest } from '../change/find-request.ts';
import type { GitFacts } from '../git.ts';
import type { GitHub } from '../github/client.ts';
import type { ActionsContext } from '../github/context.ts';
import { proposeStatus } from '../github/status-pull-request.ts';
import type { ActionCall } from './run-action.ts';

export interface Written extends Pick<ActionCall<never, never>, 'ui' | 'annotate'> {
  root: string;
  /** The request, from the project. */
  file: string;
  git: Pick<GitFacts, 'base' | 'prefix'>;
  github: GitHub;
  context: ActionsContext;
}

/** A protected base branch takes the written status only as a pull request. */
export async function proposeWritten({ root, file, git, ui, annotate, github, context }: Written): Promise<void> {
  const { request } = findRequest(root, file);
  const text = readFileSync(join(root, file), 'utf8');
  const base = git.base.ref.replace(/^refs\/(heads|remotes\/[^/]+)\//, '');
  const pull = await proposeStatus(github, context, { change: request.id, title: request.title, status: request.status, file: `${git.prefix}${file}`, text, base });
  if (pull.state === 'open') ui.line(`the written status waits for its merge: ${pull.url}`, 'good');
  if (pull.state === 'closed') annotate('warning', `somebody closed the pull request with the written status: ${pull.url}`);
}
