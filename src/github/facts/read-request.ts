import { z } from 'zod';
import { requestDigest } from '../../change/request.ts';
import { UserError } from '../../errors.ts';
import type { GitHub } from '../client.ts';
import type { ActionsContext } from '../context.ts';
import { NotFound } from '../refusals.ts';
import { readAnswer } from './answer.ts';
import type { RequestAt } from './reviews.ts';

/** https://docs.github.com/en/rest/repos/contents#get-repository-content; of more than a megabyte there is no content. */
const fileSchema = z.object({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() });

/** The request file at a commit, `path` from the top of the repository. Needs `contents: read`. */
export async function readRequestAt(github: GitHub, { owner, name: repo }: ActionsContext['repository'], path: string, commit: string): Promise<RequestAt> {
  const at = `at the commit that was reviewed (${commit.slice(0, 12)})`;
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/contents/{path}', { owner, repo, path, ref: commit });
    const { content } = readAnswer(fileSchema, data, `${path} ${at}`);
    return { digest: requestDigest(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(content, 'base64'))) };
  } catch (error) {
    if (error instanceof NotFound) return { problem: `there was no ${path} ${at}` };
    if (error instanceof TypeError || (error instanceof UserError && error.complaint.field !== 'token')) return { problem: `${path} was not a change request ${at}` };
    throw error;
  }
}
