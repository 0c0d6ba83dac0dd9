import { requestDigest } from '../change/request.ts';
import type { FoundRequest } from '../change/find-request.ts';
import { APPROVERS_FILE } from '../change/approvers.ts';
import { UserError } from '../errors.ts';
import { EvidenceStore } from '../evidence/store.ts';
import { readBlobs, readFromBase, tipsNow } from '../git-base.ts';
import { gitBytes, git, lines } from '../git-command.ts';
import type { CheckReport, NextStep } from '../presentation/check-report.ts';
import type { Run } from '../step.ts';
import { excludedFrom, judgesNow } from './decide.ts';

/** More commits than one pull request may have in a delivery (read-pull-requests.ts). */
const MOST_COMMITS = 250;

/**
 * What it takes to count the reviews of a pull request where GitHub may be asked: the job that checks runs the code of others, and
 * asks for nothing. Null where no approval of the request is waited for. `next`: what the report says is to be done.
 */
export function reviewsToCount(run: Run, change: FoundRequest, next: NextStep[]): CheckReport['reviews'] {
  const { request, file, digest } = change;
  const said = next.find(({ how }) => how === `cutover approve ${request.id}`)?.what;
  const { policy } = judgesNow(run);
  const approvers = readFromBase(tipsNow(run.git).facts, APPROVERS_FILE);
  if (said === undefined || request.risk === 'standard' || approvers === undefined) return null;
  const { required, groups } = policy.request[request.risk];
  const desk = { ...run, change, store: new EvidenceStore(run.root, request.id), git: { ...run.git, user: '' } };
  return { said, change: request.id, repository: run.git.identity, digest, required, groups, approvers, excluded: excludedFrom(desk).filter(({ identity }) => identity !== ''), commits: commitsWith(run, file, digest) };
}

/** The commits of the change at which the request reads as it does now: a review of any other was about something else. */
function commitsWith({ git: { root, prefix, base, head } }: Run, file: string, digest: string): string[] {
  const commits = lines(git(root, ['rev-list', `--max-count=${MOST_COMMITS}`, head, `^${base.commit}`]));
  if (commits.length === 0) return [];
  const blobs = lines(gitBytes(root, ['cat-file', '--batch-check'], commits.map((commit) => `${commit}:${prefix}${file}\n`).join('')).toString()).map((line) => /^([0-9a-f]+) blob /.exec(line)?.[1]);
  const texts = readBlobs(root, [...new Set(blobs.filter((blob) => blob !== undefined))]);
  const same = new Set([...texts].flatMap(([blob, text]) => (digestOf(text.toString()) === digest ? [blob] : [])));
  return commits.filter((_commit, index) => same.has(blobs[index] ?? ''));
}

function digestOf(text: string): string | undefined {
  try {
    return requestDigest(text);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
