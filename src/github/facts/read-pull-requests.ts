import { z } from 'zod';
import { Halt } from '../../errors.ts';
import type { GitHub } from '../client.ts';
import type { ActionsContext } from '../context.ts';
import { readAnswer } from './answer.ts';
import { commitSchema, pullRequestSchema, type PullRequest, type PullRequestCommit } from './pull-request.ts';
import { reviewSchema, type Review } from './reviews.ts';

export interface PullRequestFacts {
  pull: PullRequest;
  commits: PullRequestCommit[];
  reviews: Review[];
  /** Paths before and after; undefined where nobody asks. */
  files: string[] | undefined;
}

/** GitHub lists no more, and does not say that there were more. */
const [MOST_COMMITS, MOST_FILES] = [250, 3000];

const fileSchema = z.object({ filename: z.string(), previous_filename: z.string().optional() });

/**
 * The pull requests, open or merged, that these commits belong to or came by; a commit that one of them has or made is not
 * asked about. Needs `pull-requests: read` and `contents: read`. Throws Halt where more than GitHub lists could be there.
 */
export async function readPullRequests(github: GitHub, repository: ActionsContext['repository'], commits: string[], withFiles: boolean): Promise<PullRequestFacts[]> {
  const found = new Map<number, PullRequestFacts>();
  for (const commit of commits) {
    if ([...found.values()].some((known) => brought(known, commit))) continue;
    const pulls = await pullsWith(github, repository, commit);
    for (const pull of pulls.filter(({ number }) => !found.has(number))) found.set(pull.number, await factsOf(github, repository, pull, withFiles));
  }
  return [...found.values()];
}

function brought({ pull, commits }: PullRequestFacts, commit: string): boolean {
  return pull.merge_commit_sha === commit || commits.some(({ sha }) => sha === commit);
}

async function pullsWith(github: GitHub, { owner, name: repo }: ActionsContext['repository'], commit: string): Promise<PullRequest[]> {
  const pulls = await github.paginate('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', { owner, repo, commit_sha: commit, per_page: 100 });
  return readAnswer(z.array(pullRequestSchema), pulls, `the pull requests of commit ${commit.slice(0, 12)}`).filter(({ state, merged_at }) => state === 'open' || (merged_at ?? null) !== null);
}

async function factsOf(github: GitHub, { owner, name: repo }: ActionsContext['repository'], pull: PullRequest, withFiles: boolean): Promise<PullRequestFacts> {
  const which = { owner, repo, pull_number: pull.number, per_page: 100 };
  const [commits, reviews, files] = await Promise.all([
    github.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', which),
    github.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', which),
    withFiles ? github.paginate('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', which) : undefined,
  ]);
  if (commits.length >= MOST_COMMITS) {
    throw new Halt({ problem: `the pull request #${pull.number} has ${MOST_COMMITS} commits or more, and GitHub lists no more: it cannot be told who wrote it`, found: pull.html_url, next: 'bring the change in smaller pull requests, or squash its commits before it is reviewed' });
  }
  if (files !== undefined && files.length >= MOST_FILES) throw new Halt({ problem: `the pull request #${pull.number} touches ${MOST_FILES} files or more, and GitHub lists no more: it cannot be told whose they are`, found: pull.html_url, next: 'bring the change in smaller pull requests' });
  const about = `the pull request #${pull.number}`;
  return { pull, commits: readAnswer(z.array(commitSchema), commits, about), reviews: readAnswer(z.array(reviewSchema), reviews, about), files: files === undefined ? undefined : pathsOf(readAnswer(z.array(fileSchema), files, about)) };
}

function pathsOf(files: z.infer<typeof fileSchema>[]): string[] {
  return files.flatMap(({ filename, previous_filename }) => (previous_filename === undefined ? [filename] : [previous_filename, filename]));
}
