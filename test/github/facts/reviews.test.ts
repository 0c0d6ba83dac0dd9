import { describe, expect, it } from '@jest/globals';
import { countApprovals } from '../../../src/change/counting.ts';
import { sha256 } from '../../../src/digest.ts';
import { approvalsInReviews, approvedCommits, type RequestAt, type Review } from '../../../src/github/facts/reviews.ts';
import { anApprover, aQuestion } from '../../helpers/an-approval-question.ts';

const [FIRST, SECOND, OTHER] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string];
const LINES = [anApprover('ann', { github: 'ann' }), anApprover('bob', { keyType: undefined, key: undefined, github: 'Bob', line: 2 })];
const REQUEST_AT = new Map<string, RequestAt>([[FIRST, { digest: sha256('request') }], [SECOND, { digest: sha256('request') }], [OTHER, { digest: sha256('another request') }], ['4'.repeat(40), { problem: 'there was no changes/CR-0001.md' }]]);

let last = 80;
const review = (overrides: Partial<Review> = {}): Review => ({ id: (last += 1), user: { login: 'ann', type: 'User' }, state: 'APPROVED', html_url: `https://github.com/octo/shop/pull/7#r${last}`, commit_id: FIRST, submitted_at: '2026-03-01T09:00:00Z', ...overrides });
const later = (state: string, overrides: Partial<Review> = {}): Review => review({ state, submitted_at: '2026-03-01T10:00:00Z', ...overrides });

/** Who approved, and what is against the rest, by the one decision's own counting. */
function counted(reviews: Review[], approvers = LINES): { by: string[]; against: string } {
  const question = aQuestion({ approvers });
  const { counting, against } = countApprovals({ ...question, approvals: approvalsInReviews(reviews, REQUEST_AT, question.subject, approvers) });
  return { by: counting.map(({ approval }) => approval.approver), against: against.join('\n') };
}

describe('reviews of a pull request, by commit', () => {
  it.each<[string, Review[], string[]]>([
    ['an approval', [review()], ['ann@example.com']],
    ['an approval of an earlier commit with the same request: commits are no keys', [review({ commit_id: SECOND })], ['ann@example.com']],
    ['an approval by a login in other letters', [review({ user: { login: 'ANN', type: 'User' } })], ['ann@example.com']],
    ['an approval by somebody without a key', [review({ user: { login: 'bob', type: 'User' } })], ['bob@example.com']],
    ['an approval that was commented on since', [review(), later('COMMENTED'), later('PENDING')], ['ann@example.com']],
    ['an approval after changes were requested', [review({ state: 'CHANGES_REQUESTED' }), later('APPROVED')], ['ann@example.com']],
    ['an approval, listed before the older request for changes', [later('APPROVED'), review({ state: 'CHANGES_REQUESTED' })], ['ann@example.com']],
    ['two approvals by one person, once', [review(), later('APPROVED')], ['ann@example.com']],
    ['two approvals by two people, while the one\'s is dismissed', [review({ state: 'DISMISSED' }), review({ user: { login: 'bob', type: 'User' } })], ['bob@example.com']],
    ['an approval again after the dismissal of the first', [review({ state: 'DISMISSED' }), later('APPROVED')], ['ann@example.com']],
  ])('%s counts', (_name, reviews, by) => {
    expect(counted(reviews).by).toEqual(by);
  });

  it.each<[string, Review[], RegExp]>([
    ['an approval that was dismissed', [review({ state: 'DISMISSED' })], /the review was dismissed \(https:\/\/github\.com\/octo\/shop\/pull\/7#r\d+\)$/],
    ['an approval whose giver requested changes since', [review(), later('CHANGES_REQUESTED')], /changes were requested since \(https/],
    ['an approval whose giver had a later one dismissed', [review(), later('DISMISSED')], /the review was dismissed/],
    ['an approval that was followed by something GitHub may think of', [review(), later('REVOKED')], /a review with the state REVOKED was given since/],
    ['an approval of another text of the request', [review({ commit_id: OTHER })], /it is for another content/],
    ['an approval of the old text after one of the new: the last opinion stands', [review(), later('APPROVED', { commit_id: OTHER })], /it is for another content/],
    ['an approval of a commit without the request', [review({ commit_id: '4'.repeat(40) })], /there was no changes\/CR-0001\.md/],
    ['an approval of a commit that nobody knows', [review({ commit_id: null })], /the commit that was reviewed is not known/],
    ['an approval of a commit that was not read', [review({ commit_id: '9'.repeat(40) })], /the commit that was reviewed is not known/],
    ['an approval without a time', [review({ submitted_at: undefined })], /the review says no time/],
    ['an approval by a login that no line names', [review({ user: { login: 'eve', type: 'User' } })], /by @eve at .*: no line of approvers ends in github=eve/],
    ['an approval by a machine with an approver\'s name', [review({ user: { login: 'ann', type: 'Bot' } })], /it is by a machine \(Bot\)/],
  ])('%s does not count, with the reason', (_name, reviews, reason) => {
    const { by, against } = counted(reviews);
    expect(by).toEqual([]);
    expect(against).toMatch(reason);
  });

  it.each<[string, Review[]]>([
    ['comments', [review({ state: 'COMMENTED' })]],
    ['a request for changes', [review({ state: 'CHANGES_REQUESTED' })]],
    ['an approval by an account that was deleted', [review({ user: null })]],
    ['something new', [review({ state: 'ENDORSED' })]],
  ])('%s approve nothing', (_name, reviews) => {
    expect(counted(reviews)).toEqual({ by: [], against: '' });
  });

  it('count only for what their line may be used for, and while it is valid', () => {
    const line = anApprover('ann', { github: 'ann', namespaces: ['cutover-promotion'] });
    expect(counted([review()], [line]).against).toMatch(/may not be used to approve the request/);
    expect(counted([review()], [line, anApprover('ann', { github: 'ann', key: 'SECOND', namespaces: ['cutover-request'], line: 2 })]).by).toEqual(['ann@example.com']);
    expect(counted([review()], [anApprover('ann', { github: 'ann', validAfter: new Date('2026-03-01T11:00:00Z') })]).against).toMatch(/valid only after/);
  });

  it('say where they were given', () => {
    const { subject } = aQuestion();
    const [approval] = approvalsInReviews([review({ id: 80, html_url: 'https://github.com/octo/shop/pull/7#r80' })], REQUEST_AT, subject, LINES);
    expect(approval?.given).toEqual({ host: 'github', kind: 'review', url: 'https://github.com/octo/shop/pull/7#r80', id: 80, commit: FIRST, login: 'ann' });
    expect(approval?.approval).toMatchObject({ kind: 'request', at: '2026-03-01T09:00:00.000Z' });
  });

  it('name the commits whose request has to be read', () => {
    expect(approvedCommits([review(), review(), review({ commit_id: SECOND, state: 'DISMISSED' }), review({ commit_id: null }), review({ commit_id: OTHER })])).toEqual([FIRST, OTHER]);
  });
});
