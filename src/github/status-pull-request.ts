import { z } from 'zod';
import { requestDigest } from '../change/request.ts';
import { sha256 } from '../digest.ts';
import { code, escapeMarkdown } from '../documents/markdown.ts';
import { Halt, UserError } from '../errors.ts';
import type { GitHub } from './client.ts';
import type { ActionsContext } from './context.ts';
import { makeOnce } from './post-once.ts';
import { ensureBranch, fileOn, type At } from './status-branch.ts';

/** The request's file as Cutover has written it, with another status and an implementation block. */
export interface WrittenStatus {
  change: string;
  title: string;
  status: string;
  /** Path from the top of the repository. */
  file: string;
  text: string;
  /** Branch that it is to reach, such as main. */
  base: string;
}

/** `none`: the base has it already. `closed`: somebody closed the pull request without a merge, and that stands. */
export type StatusPullRequest = { state: 'none' } | { state: 'open' | 'closed'; number: number; url: string };

type Call = Pick<ActionsContext, 'repository' | 'serverUrl' | 'run'>;

const pullSchema = z.object({ number: z.int(), html_url: z.string(), state: z.enum(['open', 'closed']), head: z.object({ ref: z.string() }), user: z.object({ login: z.string() }).nullable() });

/**
 * Brings the written status to a protected branch as a pull request: one branch with one commit that changes the one file, made
 * through the API, so that nothing is pushed and GitHub signs it. Branch, commit and pull request follow from the text, so a second run makes none of
 * them again; a pull request with an earlier status of the same change is closed. Throws Halt when the base has another
 * request than the one that was carried out: only the status may differ.
 */
export async function proposeStatus(github: GitHub, context: Call, written: WrittenStatus, pause?: number): Promise<StatusPullRequest> {
  const at = { owner: context.repository.owner, repo: context.repository.name };
  const onBase = await fileOn(github, at, written.file, written.base);
  if (onBase === undefined) throw new Halt({ file: written.file, problem: `${written.base} does not have the request, so its status cannot be written there`, next: 'merge the change, then run this again' });
  if (onBase.text === written.text) return { state: 'none' };
  if (requestDigest(onBase.text, written.file) !== requestDigest(written.text, written.file)) {
    throw new Halt({ file: written.file, problem: `the request on ${written.base} is not the one that was carried out`, found: 'more than the status and the implementation differ', next: `write the status ${written.status} by hand, if it is still right` });
  }
  const prefix = `cutover/status-${written.change}-`;
  const branch = `${prefix}${sha256(written.text).slice(0, 12)}`;
  const known = await pullOf(github, at, branch, written.base);
  if (known?.state === 'closed') return shown(known);
  await ensureBranch(github, at, { ...written, branch, message: `chore(${written.change}): status ${written.status}` }, pause);
  const pull = known ?? (await makeOnce({ find: () => pullOf(github, at, branch, written.base), make: () => open(github, context, written, branch) }, pause)).value;
  await closeEarlier(github, at, written.base, prefix, pull);
  return shown(pull);
}

type Pull = z.infer<typeof pullSchema>;

function shown({ number, html_url: url, state }: Pull): StatusPullRequest {
  return { state, number, url };
}

async function pullOf(github: GitHub, at: At, branch: string, base: string): Promise<Pull | undefined> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/pulls', { ...at, head: `${at.owner}:${branch}`, base, state: 'all', per_page: 10 });
  const pulls = z.array(pullSchema).parse(data).filter(({ head }) => head.ref === branch);
  return pulls.find(({ state }) => state === 'open') ?? pulls[0];
}

async function open(github: GitHub, context: Call, { change, title, status, base }: WrittenStatus, branch: string): Promise<Pull> {
  const { repository: { owner, name }, serverUrl, run } = context;
  const body = [
    `${status === 'failed' ? 'Production was changed, and the promotion failed, of' : 'Cutover carried out'} ${code(change)} (${escapeMarkdown(title)}) in [run ${run.id}](${serverUrl}/${owner}/${name}/actions/runs/${run.id}). Its status is now ${code(status)}.`,
    'Only the status and what was implemented are different from what was approved. Checks of this pull request start once somebody allows them, since it was opened by a workflow.',
  ].join('\n\n');
  try {
    const { data } = await github.request('POST /repos/{owner}/{repo}/pulls', { owner, repo: name, head: branch, base, title: `${change}: status ${status}`, body });
    return pullSchema.parse(data);
  } catch (error) {
    // The permission of the token is not all it takes. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository
    if (!(error instanceof UserError)) throw error;
    throw new UserError({ ...error.complaint, next: `${error.complaint.next ?? ''}; and allow GitHub Actions to create pull requests (Settings, Actions, General)`.replace(/^; and /, '') });
  }
}

/** Of the same change, by the same author: what it said has been overtaken. */
async function closeEarlier(github: GitHub, at: At, base: string, prefix: string, current: Pull): Promise<void> {
  const found = await github.paginate('GET /repos/{owner}/{repo}/pulls', { ...at, base, state: 'open', per_page: 100 });
  const earlier = z.array(pullSchema).parse(found).filter(({ number, head, user }) => head.ref.startsWith(prefix) && number !== current.number && user?.login === current.user?.login);
  for (const { number } of earlier) await github.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', { ...at, pull_number: number, state: 'closed' });
}
