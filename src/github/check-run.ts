import type { Verdict } from '../evidence/record.ts';
import { Halt } from '../errors.ts';
import type { Annotation } from './annotations.ts';
import type { GitHub } from './client.ts';
import { makeOnce } from './post-once.ts';

/** What GitHub takes in one request. */
const A_REQUEST = 50;
/** More than anybody reads, and few enough requests. */
export const MOST_ANNOTATIONS = 500;
/** What GitHub takes of the text of a check run, in characters. */
const MOST_SUMMARY = 65_535;

export interface CheckRunCall {
  repository: { owner: string; name: string };
  /** The head commit of the pull request. */
  head: string;
  /** What people see, and what a branch rule may ask for. */
  name: string;
  run: { id: number; attempt: number };
  verdict: Verdict;
  interrupted: boolean;
  title: string;
  /** Markdown. */
  summary: string;
  /** The worst first. */
  annotations: Annotation[];
  detailsUrl: string;
}

const CONCLUSIONS = { pass: 'success', fail: 'failure', halt: 'action_required', indeterminate: 'failure' } as const;

/**
 * Makes the check run of this attempt, finished, with annotations on the lines. One that is there already, from an answer that got
 * lost, is gone on with: nothing is made twice. It is only ever made finished, so that a run that is killed leaves none waiting.
 */
export async function reportCheckRun(github: GitHub, call: CheckRunCall): Promise<void> {
  const shown = call.annotations.slice(0, MOST_ANNOTATIONS);
  const batches = Array.from({ length: Math.max(1, Math.ceil(shown.length / A_REQUEST)) }, (_none, index) => shown.slice(index * A_REQUEST, (index + 1) * A_REQUEST));
  const output = outputOf(call, shown.length);
  const repo = { owner: call.repository.owner, repo: call.repository.name };
  const externalId = `cutover-${call.run.id}-${call.run.attempt}`;
  const find = async (): Promise<Made | undefined> => {
    const found = github.paginate.iterator('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { ...repo, ref: call.head, check_name: call.name, filter: 'all', per_page: 100 });
    for await (const { data } of found) {
      const mine = data.find(({ external_id }) => external_id === externalId);
      if (mine !== undefined) return { id: Number(mine.id), annotations: mine.output.annotations_count };
    }
    return undefined;
  };
  const make = async (): Promise<Made> => {
    const { data } = await github.request('POST /repos/{owner}/{repo}/check-runs', {
      ...repo,
      name: call.name,
      head_sha: call.head,
      external_id: externalId,
      details_url: call.detailsUrl,
      status: 'completed',
      conclusion: call.interrupted ? 'cancelled' : CONCLUSIONS[call.verdict],
      output: { ...output, annotations: (batches[0] ?? []).map(asGitHub) },
    });
    return { id: Number(data.id), annotations: batches[0]?.length ?? 0 };
  };
  const { value } = await makeOnce({ find, make });
  let there = value.annotations;
  for (const batch of batches.slice(Math.ceil(there / A_REQUEST))) there = await addAnnotations(github, { ...repo, check_run_id: value.id }, output, batch, there);
}

interface Made {
  id: number;
  /** How many it has. */
  annotations: number;
}

interface Output {
  title: string;
  summary: string;
}

/** GitHub adds those of each request to the ones before, so one whose answer got lost is looked for before it is sent again. */
async function addAnnotations(github: GitHub, place: { owner: string; repo: string; check_run_id: number }, output: Output, batch: Annotation[], there: number): Promise<number> {
  const send = async (): Promise<void> => void (await github.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', { ...place, output: { ...output, annotations: batch.map(asGitHub) }, request: { retries: 0 } }));
  try {
    await send();
  } catch (error) {
    if (!(error instanceof Halt)) throw error;
    const { data } = await github.request('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', place);
    if (data.output.annotations_count < there + batch.length) await send();
  }
  return there + batch.length;
}

function asGitHub({ path, line, level, title, message }: Annotation): { path: string; start_line: number; end_line: number; annotation_level: Annotation['level']; title: string; message: string } {
  return { path, start_line: line, end_line: line, annotation_level: level, title, message };
}

function outputOf({ title, summary, annotations }: CheckRunCall, shown: number): Output {
  const cut = annotations.length > shown ? `\n\n${annotations.length - shown} more remarks have no place here: the worst ${shown} are shown.` : '';
  return { title: title.slice(0, 255), summary: `${summary.slice(0, MOST_SUMMARY - cut.length)}${cut}` };
}
