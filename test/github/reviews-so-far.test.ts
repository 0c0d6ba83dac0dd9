import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { withReviews } from '../../src/github/reviews-so-far.ts';
import type { CheckReport } from '../../src/presentation/check-report.ts';
import { aPullRequest, aReview, aUser } from '../helpers/github/builders.ts';
import { startFakeGitHub, type FakeGitHub } from '../helpers/github/fake-github.ts';
import { commitTo } from '../helpers/github/git.ts';
import type { PullRequest, Review } from '../helpers/github/state/conversations.ts';
import { clientOf } from './a-run-with-artifacts.ts';
import { aReport } from './comment/a-report.ts';

let fake: FakeGitHub;
let pull: PullRequest;
beforeAll(async () => {
  fake = await startFakeGitHub();
  for (const login of ['ann', 'bob', 'ben', 'olga', 'mallory']) fake.state.users[login] = aUser(login);
});
beforeEach(() => {
  fake.repository.pullRequests.length = 0;
  Object.assign(fake.repository.branches, { change: fake.repository.branches['main'] });
  const { sha } = commitTo(fake.state, fake.repository, 'change', { message: 'the change', files: { a: 'b' }, author: 'olga' });
  pull = aPullRequest(fake.state, fake.repository, { user: 'ben', head: { ref: 'change', sha, repository: 'acme/shop' } });
});
afterAll(() => fake.close());

const APPROVERS = ['ann', 'bob', 'ben', 'olga', 'rita'].map((name) => `#review ${name}@example.com namespaces="cutover-request" github=${name}${name === 'bob' ? ' groups=security' : ''}\n`).join('');
const waiting = (needs: { required: number; groups?: string[] }): CheckReport =>
  aReport({
    next: [{ what: 'its approval: so many', whom: ['ann@example.com'], how: 'cutover approve CR-0001' }, { what: 'something else', whom: [], how: 'do it' }],
    reviews: { said: 'its approval: so many', change: 'CR-0001', repository: 'acme/shop', digest: 'd'.repeat(64), groups: [], ...needs, approvers: APPROVERS, excluded: [{ identity: 'rita@example.com', because: 'asked for the change' }], commits: [pull.head.sha] },
  });
const shown = async (report: CheckReport): Promise<CheckReport['next']> => (await withReviews(clientOf(fake), report, { repository: { owner: 'acme', name: 'shop' }, pull: { number: pull.number, user: { login: pull.user } }, now: new Date('2100-01-01') })).next;
const by = (user: string, overrides: Partial<Review> = {}): unknown => aReview(fake.state, pull, { user, ...overrides });

describe('what a pull request waits for', () => {
  it.each<[string, () => void, { required: number; groups?: string[] }, string, string[]]>([
    ['nobody', () => undefined, { required: 2 }, 'its approval: nobody has approved the request, and 2 people must', ['ann@example.com', 'bob@example.com']],
    ['one of two', () => by('ann'), { required: 2 }, 'its approval: 1 of 2 people have approved the request', ['bob@example.com']],
    ['nobody of the group', () => by('ann'), { required: 1, groups: ['security'] }, 'its approval: nobody of the group security has approved the request', ['bob@example.com']],
    ['who opened it, wrote it, asked for it, or is nobody', () => ['ben', 'olga', 'rita', 'mallory'].forEach((login) => by(login)), { required: 1 }, 'its approval: nobody has approved the request', ['ann@example.com', 'bob@example.com']],
    ['a review of another request', () => by('ann', { commit: fake.repository.branches['main'] ?? '' }), { required: 1 }, 'its approval: nobody has approved the request', ['ann@example.com', 'bob@example.com']],
    ['one who asked for changes since', () => (by('ann'), by('ann', { state: 'CHANGES_REQUESTED' })), { required: 1 }, 'its approval: nobody has approved the request', ['ann@example.com', 'bob@example.com']],
    ['both', () => (by('ann'), by('bob')), { required: 2 }, 'its merge, and somebody to begin: 2 of 2 people have approved the request', []],
  ])('counts the reviews that are there: %s', async (_who, review, needs, what, whom) => {
    review();
    const before = fake.requests.length;
    const [first, second] = await shown(waiting(needs));
    expect([first?.what, first?.whom]).toEqual([what, whom]);
    expect(second).toEqual({ what: 'something else', whom: [], how: 'do it' });
    expect(fake.requests.slice(before).every(({ method }) => method === 'GET')).toBe(true);
  });

  it('is as the report says where no approval is waited for, and GitHub is not asked', async () => {
    const before = fake.requests.length;
    expect(await shown(aReport())).toEqual(aReport().next);
    expect(fake.requests.length).toBe(before);
  });
});
