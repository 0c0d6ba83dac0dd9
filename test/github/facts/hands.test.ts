import { describe, expect, it } from '@jest/globals';
import { handsInPullRequest, isIntoBase, type PullRequest, type PullRequestCommit } from '../../../src/github/facts/pull-request.ts';
import { startersOfRun, type RunAttempt } from '../../../src/github/facts/run-attempt.ts';

const commit = (overrides: Partial<PullRequestCommit> = {}, message = 'a change'): PullRequestCommit => ({ sha: 'a'.repeat(40), commit: { message, author: { email: 'Ann@Example.com' }, committer: { email: 'noreply@github.com' } }, author: { login: 'Ann' }, committer: { login: 'web-flow' }, ...overrides });
const WROTE = 'wrote a part of the pull request #7';
const wrote = (commits: PullRequestCommit[]): string[] => handsInPullRequest({ number: 7, user: null }, commits).map(({ identity, because }) => { expect(because).toBe(WROTE); return identity; });

describe('who had a hand in a pull request', () => {
  it('is who opened it, by login', () => {
    expect(handsInPullRequest({ number: 7, user: { login: 'Bob' } }, [])).toEqual([{ identity: '@bob', because: 'opened the pull request #7' }]);
  });

  it.each<[string, PullRequestCommit[], string[]]>([
    ['author and committer, by login and address, each once', [commit(), commit()], ['@ann', '@web-flow', 'ann@example.com', 'noreply@github.com']],
    ['people whose address belongs to no account', [commit({ author: null, committer: {} })], ['ann@example.com', 'noreply@github.com']],
    ['people whose address is hidden', [commit({ commit: { message: '', author: null, committer: { email: ' ' } } })], ['@ann', '@web-flow']],
    ['co-authors', [commit({ author: null, committer: null, commit: { message: 'x\n\nCo-authored-by: Eve <Eve@Example.com>, Zoe <zoe@example.com>\nco-authored-by: 12+cid <12+cid@users.noreply.github.com>\n', author: null, committer: null } })], ['12+cid@users.noreply.github.com', 'eve@example.com', 'zoe@example.com']],
    ['co-authors in the middle of the message of a squash', [commit({ author: null, committer: null, commit: { message: 'Title (#7)\n\n* one\n\n  Co-authored-by: Eve <eve@example.com>\n\n* two\n\nend', author: null, committer: null } })], ['eve@example.com']],
    ['nobody', [], []],
  ])('are %s', (_name, commits, identities) => {
    expect(wrote(commits)).toEqual(identities);
  });
});

describe('a pull request', () => {
  const pull = (overrides: Partial<PullRequest> = {}): PullRequest => ({ number: 7, html_url: '', state: 'open', merged_at: null, user: null, head: { sha: '' }, base: { ref: 'main', repo: { id: 1 } }, ...overrides });

  it.each<[string, PullRequest, boolean]>([
    ['open, into the base', pull(), true],
    ['merged into the base', pull({ state: 'closed', merged_at: '2026-03-01T09:00:00Z' }), true],
    ['closed', pull({ state: 'closed' }), false],
    ['into another branch', pull({ base: { ref: 'feature', repo: { id: 1 } } }), false],
    ['into the base of another repository', pull({ base: { ref: 'main', repo: { id: 2 } } }), false],
  ])('that is %s: its reviews count: %s', (_name, one, counts) => {
    expect(isIntoBase(one, 1, 'main')).toBe(counts);
  });
});

describe('who started a run', () => {
  const attempt = (run_attempt: number, actor: string, triggering: string): RunAttempt => ({ id: 77, run_attempt, actor: { login: actor }, triggering_actor: { login: triggering } });

  it.each<[string, RunAttempt[], [string, string][]]>([
    ['one person', [attempt(1, 'Ann', 'ann')], [['@ann', 'started the run']]],
    ['and others who started it again', [attempt(1, 'ann', 'ann'), attempt(2, 'ann', 'bob'), attempt(3, 'ann', 'Bob'), attempt(4, 'ann', 'eve')], [['@ann', 'started the run'], ['@bob', 'started the run again (attempt 2)'], ['@eve', 'started the run again (attempt 4)']]],
    ['a machine, and who made it', [attempt(1, 'dependabot[bot]', 'ann')], [['@dependabot[bot]', 'started the run'], ['@ann', 'started the run']]],
  ])('is %s', (_name, attempts, who) => {
    expect(startersOfRun(attempts).map(({ identity, because }) => [identity, because])).toEqual(who);
  });
});
