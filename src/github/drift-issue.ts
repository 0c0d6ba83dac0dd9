import { z } from 'zod';
import { driftDraft } from '../change/drift-draft.ts';
import { blocks, code, escapeMarkdown } from '../documents/markdown.ts';
import { drifted, linesOf, type ComponentDrift, type DriftReport } from '../presentation/drift-report.ts';
import type { GitHub } from './client.ts';
import { MOST_CHARACTERS } from './comment/room.ts';
import { JOB_BOT } from './comment/upsert-comment.ts';
import type { ActionsContext } from './context.ts';
import { makeOnce } from './post-once.ts';

export interface DriftCall {
  report: DriftReport;
  context: Pick<ActionsContext, 'repository' | 'serverUrl' | 'run'>;
  /** The login that this token's issues have, where it is not that of a job. */
  author?: string;
}

export type DriftOutcome = { state: 'none' } | { state: 'opened' | 'updated' | 'unchanged' | 'closed'; number: number };

const issueSchema = z.object({ number: z.int(), title: z.string(), body: z.string().nullish(), created_at: z.string(), user: z.object({ login: z.string() }).nullable(), pull_request: z.object({}).nullish() });
type Issue = z.infer<typeof issueSchema>;

/** Only who may write can put it on an issue, so a stranger's issue is never taken for ours. */
const LABEL = 'cutover-drift';

/**
 * Keeps one open issue for the drift of a project: opened when something differs, written anew when something else does, closed when all
 * is as delivered. While a component could not be looked at it stays open. Two runs at once end with one issue, the older.
 */
export async function noteDrift(github: GitHub, call: DriftCall, pause?: number): Promise<DriftOutcome> {
  const [known] = await ours(github, call);
  const differs = drifted(call.report);
  if (differs.length === 0) return known === undefined ? { state: 'none' } : await closeOrKeep(github, call, known);
  if (known !== undefined) return await write(github, call, known);
  const title = titleOf(call.report);
  const { value } = await makeOnce({
    find: async () => (await ours(github, call))[0],
    make: async () => issueSchema.parse((await github.request('POST /repos/{owner}/{repo}/issues', { ...at(call), title, body: bodyOf(call, new Date(call.report.at)), labels: [LABEL] })).data),
  }, pause);
  const [first, ...others] = await ours(github, call);
  for (const { number } of others) await github.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...at(call), issue_number: number, state: 'closed', state_reason: 'not_planned' });
  return { state: 'opened', number: first?.number ?? value.number };
}

const at = ({ context: { repository: { owner, name } } }: DriftCall): { owner: string; repo: string } => ({ owner, repo: name });
const markerOf = ({ report }: DriftCall): string => `<!-- cutover-drift project=${encodeURIComponent(report.project).replaceAll('-', '%2D')} -->`;

/** Open ones, the oldest first. */
async function ours(github: GitHub, call: DriftCall): Promise<Issue[]> {
  const found = await github.paginate('GET /repos/{owner}/{repo}/issues', { ...at(call), state: 'open', labels: LABEL, per_page: 100 });
  const { author = JOB_BOT } = call;
  return z.array(issueSchema).parse(found).filter(({ body, user, pull_request: pull }) => pull === undefined && user?.login === author && (body ?? '').startsWith(markerOf(call))).sort((a, b) => a.number - b.number);
}

async function write(github: GitHub, call: DriftCall, { number, title: oldTitle, body: old, created_at: since }: Issue): Promise<DriftOutcome> {
  const [title, body] = [titleOf(call.report), bodyOf(call, new Date(since))];
  // The same drift a day later is no news.
  if (title === oldTitle && withoutTimes(old ?? '') === withoutTimes(body)) return { state: 'unchanged', number };
  await github.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...at(call), issue_number: number, title, body });
  return { state: 'updated', number };
}

async function closeOrKeep(github: GitHub, call: DriftCall, issue: Issue): Promise<DriftOutcome> {
  if (call.report.components.some(({ state }) => state === 'not seen')) return await write(github, call, issue);
  const body = blocks(markerOf(call), `All is as delivered again, seen ${seenIn(call)}.`);
  await github.request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', { ...at(call), issue_number: issue.number, state: 'closed', state_reason: 'completed', body });
  return { state: 'closed', number: issue.number };
}

function titleOf({ project, components }: DriftReport): string {
  const names = components.filter(({ state }) => state === 'drifted').map(({ name }) => name);
  const shown = names.slice(0, 3).join(', ');
  return `Production of ${project} is not what was delivered${names.length === 0 ? '' : `: ${shown}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`}`.slice(0, 250);
}

const SEEN = /<!-- seen -->.*<!-- \/seen -->/g;

function withoutTimes(body: string): string {
  return body.replaceAll('\r\n', '\n').replace(SEEN, '').trim();
}

function seenIn({ report, context: { serverUrl, repository, run } }: DriftCall): string {
  return `<!-- seen -->at ${report.at} in [run ${run.id}](${serverUrl}/${repository.owner}/${repository.name}/actions/runs/${run.id})<!-- /seen -->`;
}

/** Cut by component, then by line, until it fits; what is left out is counted. */
function bodyOf(call: DriftCall, since: Date): string {
  const { report } = call;
  const differs = drifted(report);
  const unseen = report.components.filter(({ state }) => state === 'not seen');
  for (let room = 200; ; room = Math.floor(room / 2)) {
    const draft = driftDraft(differs.map((one) => ({ component: one.name, lines: linesOf(one) })), since, Math.min(room, 20));
    const text = blocks(
      markerOf(call),
      `Last seen ${seenIn(call)}, at commit ${code(report.commit.slice(0, 12))}. Nothing was changed.`,
      ...[...differs, ...unseen].slice(0, Math.max(room, 1)).map((one) => section(one, room)),
      differs.length + unseen.length > Math.max(room, 1) ? `and ${differs.length + unseen.length - Math.max(room, 1)} more components` : '',
      differs.length === 0 ? '' : `## A change request that puts it back\n\n${code(draft.file)}, to be completed on a branch of its own:\n\n${fenced(draft.text)}`,
    );
    if (text.length <= MOST_CHARACTERS || room === 0) return text.slice(0, MOST_CHARACTERS);
  }
}

function section(one: ComponentDrift, room: number): string {
  const lines = linesOf(one);
  return blocks(
    `## ${escapeMarkdown(one.name)}: ${one.state}`,
    `Delivered by ${code(one.delivered.change)} at ${one.delivered.at}.`,
    lines.slice(0, room).map((line) => `- ${code(line.slice(0, 500))}`).join('\n'),
    lines.length > room ? `and ${lines.length - room} more` : '',
    one.notes.map((note) => `- ${escapeMarkdown(note.slice(0, 500))}`).join('\n'),
  );
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}markdown\n${text}${fence}`;
}
