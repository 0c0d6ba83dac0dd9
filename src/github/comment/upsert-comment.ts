import type { GitHub } from '../client.ts';
import { makeOnce } from '../post-once.ts';
import { compareRuns, markerText, readMarker, type Marker } from './marker.ts';

/** Whom the token of a job speaks as. */
export const JOB_BOT = 'github-actions[bot]';

export interface CommentCall {
  repository: { owner: string; name: string };
  pullRequest: number;
  marker: Marker;
  /** Markdown, without the marker. */
  body: string;
  /** The login that this token's comments have; only those are ours to change. */
  author?: string;
}

/** `older`: the pull request, or its comment, is of a newer run; nothing was written. */
export type CommentOutcome = 'created' | 'updated' | 'older';

interface Comment {
  id: number;
  body: string;
  marker: Marker;
}

/**
 * Writes the one comment of a project on a pull request, or writes it anew. A run whose commit is not the head any more, or that finds
 * the comment of a newer one, leaves all as it is. Two first runs at once end with one comment: both see the older of the two.
 */
export async function upsertComment(github: GitHub, call: CommentCall): Promise<CommentOutcome> {
  if (await isOutdated(github, call)) return 'older';
  const body = `${markerText(call.marker)}\n${call.body}`;
  const { value, made } = await makeOnce({ find: async () => (await ours(github, call, 'the first'))[0], make: () => create(github, call, body) });
  if (!made) return await update(github, call, value, body);
  const [first] = (await ours(github, call, 'all')).sort((a, b) => a.id - b.id);
  if (first === undefined || first.id === value.id) return 'created';
  await github.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...repo(call), comment_id: value.id });
  return await update(github, call, first, body);
}

function repo({ repository: { owner, name } }: CommentCall): { owner: string; repo: string } {
  return { owner, repo: name };
}

async function isOutdated(github: GitHub, call: CommentCall): Promise<boolean> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...repo(call), pull_number: call.pullRequest });
  return data.head.sha !== call.marker.head;
}

/** Comments of this project that we have written. Anybody can write a marker; nobody else can write as us. */
async function ours(github: GitHub, call: CommentCall, wanted: 'the first' | 'all'): Promise<Comment[]> {
  const { author = JOB_BOT } = call;
  const found: Comment[] = [];
  for await (const { data } of github.paginate.iterator('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...repo(call), issue_number: call.pullRequest, per_page: 100 })) {
    for (const { id, body = '', user } of data) {
      const marker = user?.login === author && user.type === 'Bot' ? readMarker(body, call.marker.project) : undefined;
      if (marker !== undefined) found.push({ id: Number(id), body, marker });
    }
    if (wanted === 'the first' && found.length > 0) return found;
  }
  return found;
}

async function create(github: GitHub, call: CommentCall, body: string): Promise<Comment> {
  const { data } = await github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...repo(call), issue_number: call.pullRequest, body });
  return { id: Number(data.id), body, marker: call.marker };
}

/** Then looks whether an older run that had read the comment before wrote over it meanwhile. */
async function update(github: GitHub, call: CommentCall, { id, body: before, marker }: Comment, body: string): Promise<CommentOutcome> {
  if (compareRuns(marker.run, call.marker.run) > 0) return 'older';
  const write = async (): Promise<void> => void (await github.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...repo(call), comment_id: id, body }));
  if (before !== body) await write();
  const { data } = await github.request('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', { ...repo(call), comment_id: id });
  const now = readMarker(data.body ?? '', call.marker.project);
  if (now === undefined || compareRuns(now.run, call.marker.run) < 0) await write();
  return 'updated';
}
