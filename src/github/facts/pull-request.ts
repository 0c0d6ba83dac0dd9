import { z } from 'zod';
import type { Excluded } from '../../change/counting.ts';
import { nameOfLogin } from '../../change/person.ts';

/** https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit */
export const pullRequestSchema = z.object({
  number: z.number().int().positive(),
  html_url: z.string(),
  state: z.string(),
  merged_at: z.string().nullish(),
  /** The commit that the merge made: of a squash, the only one that the base has. */
  merge_commit_sha: z.string().nullish(),
  user: z.object({ login: z.string() }).nullable(),
  /** `repo` is null when the fork was deleted. Its branch may be gone as well: commits and reviews stay. */
  head: z.object({ sha: z.string() }),
  base: z.object({ ref: z.string(), repo: z.object({ id: z.number().int() }) }),
});
export type PullRequest = z.infer<typeof pullRequestSchema>;

/** An account, or `{}` or null where the address of a commit belongs to none. */
const accountSchema = z.object({ login: z.string().optional() }).nullish();
const signatureSchema = z.object({ email: z.string().optional() }).nullish();

/** https://docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request */
export const commitSchema = z.object({
  sha: z.string(),
  commit: z.object({ message: z.string(), author: signatureSchema, committer: signatureSchema }),
  author: accountSchema,
  committer: accountSchema,
});
export type PullRequestCommit = z.infer<typeof commitSchema>;

/** Whether reviews of it count: it was to go, or went, to the base of this repository. One that was closed otherwise brought nothing. */
export function isIntoBase({ state, merged_at, base }: PullRequest, repositoryId: number, branch: string): boolean {
  return base.repo.id === repositoryId && base.ref === branch && (state === 'open' || (merged_at ?? null) !== null);
}

/**
 * Everybody who had a hand in a pull request: who opened it, and the authors, committers and co-authors of its commits, by
 * login and by address. So a squash merge, which makes one commit of them, hides nobody.
 */
export function handsInPullRequest({ number, user }: Pick<PullRequest, 'number' | 'user'>, commits: PullRequestCommit[]): Excluded[] {
  const wrote = commits.flatMap(({ commit, author, committer }) => [
    ...[author?.login, committer?.login].flatMap((login) => (login === undefined ? [] : [nameOfLogin(login)])),
    ...[commit.author?.email, commit.committer?.email, ...coAuthors(commit.message)].flatMap((address) => (address === undefined || address.trim() === '' ? [] : [address.trim().toLowerCase()])),
  ]);
  return [
    ...(user === null ? [] : [{ identity: nameOfLogin(user.login), because: `opened the pull request #${number}` }]),
    ...[...new Set(wrote)].sort().map((identity) => ({ identity, because: `wrote a part of the pull request #${number}` })),
  ];
}

/** Addresses in `Co-authored-by` lines, wherever GitHub left them when it put messages together. One line may name several. */
function coAuthors(message: string): string[] {
  return message.split('\n').filter((line) => /^\s*co-authored-by:/i.test(line)).flatMap((line) => [...line.matchAll(/<([^<>]+)>/g)].map(([, address = '']) => address));
}
