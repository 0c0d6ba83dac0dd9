import { Halt, Indeterminate, StepFailure, UserError } from '../errors.ts';
import type { CheckReport } from '../presentation/check-report.ts';
import { headline } from '../presentation/check-words.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { annotationsOf } from './annotations.ts';
import { reportCheckRun } from './check-run.ts';
import type { GitHub } from './client.ts';
import { runUrl, type Links } from './comment/links.ts';
import { renderComment } from './comment/render-comment.ts';
import { upsertComment } from './comment/upsert-comment.ts';
import { uploadSarif } from './sarif.ts';

export interface PublishCall {
  report: CheckReport;
  repository: { owner: string; name: string };
  serverUrl: string;
  run: { id: number; number: number; attempt: number };
  pullRequest: { number: number; /** Its head commit, which check runs, findings and the comment are for. */ head: string };
  /** The run was cancelled: its report is not what there is to say. */
  interrupted: boolean;
  /** The login that this token's comments have, where it is not that of a job. */
  author?: string;
}

/**
 * Shows a report on the pull request: check run, comment, code scanning. Whatever of it GitHub refuses (a fork's token may only read) is
 * a warning in what it returns; the verdict is the job's own. A cancelled run only ends its check run: the comment stays as it was.
 */
export async function publishCheck(github: GitHub, call: PublishCall): Promise<string[]> {
  const { report, repository, serverUrl, run, pullRequest, interrupted, author } = call;
  const links: Links = { serverUrl, repository, head: report.head === '' ? pullRequest.head : report.head, prefix: report.prefix, run };
  const warnings: string[] = [];
  const attempt = async (what: string, work: () => Promise<string[]>): Promise<void> => {
    try {
      warnings.push(...(await work()));
    } catch (error) {
      if (!(error instanceof UserError || error instanceof Halt || error instanceof StepFailure || error instanceof Indeterminate)) throw error;
      warnings.push(`${what} could not be written: ${error.message}`);
    }
  };
  const body = renderComment(report, links);
  await attempt('the check run', async () => {
    await reportCheckRun(github, { repository, head: pullRequest.head, name: `Cutover: ${report.project}`, run, verdict: report.verdict, interrupted, title: headline(report), summary: body, annotations: interrupted ? [] : annotationsOf(report), detailsUrl: runUrl(links) });
    return [];
  });
  if (interrupted) return warnings;
  await attempt('the comment', async () => {
    const outcome = await upsertComment(github, { repository, pullRequest: pullRequest.number, marker: { project: report.project, head: pullRequest.head, run }, body, ...(author === undefined ? {} : { author }) });
    return outcome === 'older' ? ['the comment is of a newer run and stays as it is'] : [];
  });
  const { project, prefix, tools, findings } = report;
  await attempt('code scanning', () => uploadSarif(github, { repository, head: pullRequest.head, ref: `refs/pull/${pullRequest.number}/head`, input: { project, prefix, tools, findings, otherwise: { file: CONFIG_FILE, line: 1 } } }));
  return warnings;
}
