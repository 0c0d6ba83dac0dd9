import { z } from 'zod';
import { Halt } from '../errors.ts';
import type { GitHub } from './client.ts';
import { makeOnce } from './post-once.ts';
import { NotFound } from './refusals.ts';

/** A repository of GitHub. */
export type At = { owner: string; repo: string };

export interface WantedBranch {
  branch: string;
  /** Branch that it begins at, such as main. */
  base: string;
  /** Path from the top of the repository, and all of its text. */
  file: string;
  text: string;
  message: string;
}

const fileSchema = z.object({ type: z.literal('file'), sha: z.string(), encoding: z.literal('base64'), content: z.string() });
const refSchema = z.object({ object: z.object({ sha: z.string() }) });
/** https://docs.github.com/en/rest/commits/commits#compare-two-commits: all files are in the first page. */
const comparisonSchema = z.object({ ahead_by: z.int(), files: z.array(z.object({ filename: z.string(), status: z.string() })) });

/** Undefined when there is no such file. Throws Halt for what is no file with text. */
export async function fileOn(github: GitHub, at: At, path: string, ref: string): Promise<{ sha: string; text: string } | undefined> {
  const data = await unlessMissing(async () => (await github.request('GET /repos/{owner}/{repo}/contents/{path}', { ...at, path, ref })).data);
  if (data === undefined) return undefined;
  const file = fileSchema.safeParse(data);
  if (!file.success) throw new Halt({ file: path, problem: `on ${ref} this is not a file with text` });
  return { sha: file.data.sha, text: Buffer.from(file.data.content, 'base64').toString('utf8') };
}

async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

/**
 * The branch: the base, and one commit that changes the one file. What a run before has made of it stays. Its name follows from the
 * text, so anybody may have made it first: one that holds anything else is made anew, and one that is changed meanwhile is a Halt.
 */
export async function ensureBranch(github: GitHub, at: At, wanted: WantedBranch, pause?: number): Promise<void> {
  const { branch, base, file, text, message } = wanted;
  const tipOfBase = async (): Promise<string> => (await tipOf(github, at, base)) ?? '';
  await makeOnce({
    find: () => tipOf(github, at, branch),
    make: async () => {
      const sha = await tipOfBase();
      await github.request('POST /repos/{owner}/{repo}/git/refs', { ...at, ref: `refs/heads/${branch}`, sha });
      return sha;
    },
  }, pause);
  if ((await holds(github, at, wanted)) === 'more') await github.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', { ...at, ref: `heads/${branch}`, sha: await tipOfBase(), force: true });
  const { made } = await makeOnce({
    find: async () => ((await holds(github, at, wanted)) === 'the file' ? true : undefined),
    make: async () => {
      const old = await fileOn(github, at, file, branch);
      await github.request('PUT /repos/{owner}/{repo}/contents/{path}', { ...at, path: file, branch, message, content: Buffer.from(text).toString('base64'), ...(old === undefined ? {} : { sha: old.sha }) });
      return true as const;
    },
  }, pause);
  if (made && (await holds(github, at, wanted)) !== 'the file') throw new Halt({ problem: `somebody changes the branch ${branch} at the same moment`, found: `more than ${file}`, next: `see who does, then run this again: it makes the branch anew` });
}

async function tipOf(github: GitHub, at: At, name: string): Promise<string | undefined> {
  const data = await unlessMissing(async () => (await github.request('GET /repos/{owner}/{repo}/git/ref/{ref}', { ...at, ref: `heads/${name}` })).data);
  return data === undefined ? undefined : refSchema.parse(data).object.sha;
}

/** What the branch brings to the base: nothing, the file as it is wanted in one commit, or anything else. */
async function holds(github: GitHub, at: At, { branch, base, file, text }: WantedBranch): Promise<'nothing' | 'the file' | 'more'> {
  const data = await unlessMissing(async () => (await github.request('GET /repos/{owner}/{repo}/compare/{basehead}', { ...at, basehead: `${base}...${branch}` })).data);
  // Without a commit in common there is nothing to compare.
  if (data === undefined) return 'more';
  const { ahead_by: commits, files } = comparisonSchema.parse(data);
  if (commits === 0) return 'nothing';
  const [changed, another] = files;
  if (commits > 1 || another !== undefined || changed?.filename !== file || changed.status !== 'modified') return 'more';
  return (await fileOn(github, at, file, branch))?.text === text ? 'the file' : 'more';
}
