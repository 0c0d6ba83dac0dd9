import { describe, expect, it } from '@jest/globals';
import { countApprovals } from '../../../src/change/counting.ts';
import type { RunApproval } from '../../../src/github/facts/run-approval.ts';
import { approvalsOfRun, sealedWith, type RunReviews } from '../../../src/github/facts/run-approvals.ts';
import type { Json } from '../../../src/json.ts';
import { anApprover, aPromotionQuestion } from '../../helpers/an-approval-question.ts';

const LINES = [anApprover('ann', { github: 'ann' }), anApprover('bob', { github: 'bob', line: 2 })];
const RUN = { id: 77, attempt: 1, url: 'https://github.com/octo/shop/actions/runs/77', commit: 'a'.repeat(40) };
const READ_AT = new Date('2026-03-01T11:00:00Z');

const approved = (login: string, overrides: Partial<RunApproval> = {}): RunApproval => ({ state: 'approved', environments: [{ name: 'production' }], user: { login, type: 'User' }, ...overrides });
const reviews = (approvals: RunApproval[], overrides: Partial<RunReviews> = {}): RunReviews => ({ run: RUN, environment: 'production', approvals, gaps: [], readAt: READ_AT, ...overrides });
/** What a seal keeps that was made when the run had these approvals. */
const made = (approvals: RunApproval[] = [], run = RUN): Json => sealedWith(reviews(approvals, { run }));

function counted(given: RunReviews, seal: Json | undefined): { by: string[]; against: string } {
  const question = aPromotionQuestion({ approvers: LINES });
  const { counting, against } = countApprovals({ ...question, approvals: approvalsOfRun(given, seal, question.subject, LINES) });
  return { by: counting.map(({ approval }) => approval.approver), against: against.join('\n') };
}

describe('what is kept with a seal', () => {
  it('is the run, its attempt, and what everybody had said about production by then, whoever spells the names how', () => {
    const approvals = [approved('Ann'), approved('ann'), approved('bob', { state: 'rejected', environments: [{ name: 'Production' }] }), approved('zoe', { environments: [{ name: 'test' }] })];
    expect(sealedWith(reviews(approvals, { run: { ...RUN, attempt: 3 } }))).toEqual({ run: 77, attempt: 3, before: { '@ann approved': 2, '@bob rejected': 1 } });
    expect(sealedWith(reviews([]))).toEqual({ run: 77, attempt: 1, before: {} });
  });
});

describe('the approvals of a run\'s deployment to production', () => {
  it.each<[string, RunApproval[], Json, string[]]>([
    ['given since the seal was made', [approved('ann')], made(), ['ann@example.com']],
    ['by two people, each once', [approved('ann'), approved('bob'), approved('ann')], made(), ['ann@example.com', 'bob@example.com']],
    ['for several environments at once', [approved('ann', { environments: [{ name: 'test' }, { name: 'Production' }] })], made(), ['ann@example.com']],
    ['in the attempt after the one that made the seal, which still stands', [approved('ann')], made([], { ...RUN, attempt: 1 }), ['ann@example.com']],
    ['again, since a new seal was made in a later attempt', [approved('ann'), approved('ann')], made([approved('ann')]), ['ann@example.com']],
    ['by another than the one who rejected', [approved('ann', { state: 'rejected' }), approved('bob')], made(), ['bob@example.com']],
    ['after a rejection that was there before the seal', [approved('ann', { state: 'rejected' }), approved('ann')], made([approved('ann', { state: 'rejected' })]), ['ann@example.com']],
  ])('%s count', (_name, approvals, seal, by) => {
    expect(counted(reviews(approvals), seal)).toEqual({ by, against: '' });
  });

  it.each<[string, RunReviews, Json | undefined, RegExp]>([
    ['for an earlier attempt\'s seal', reviews([approved('ann')]), made([approved('ann')]), /it was given before the seal was made, in an earlier attempt of the run: it is for another seal/],
    ['for an earlier attempt\'s seal, while somebody else\'s is new', reviews([approved('ann')], { run: { ...RUN, attempt: 2 } }), made([approved('ann')], { ...RUN, attempt: 2 }), /in an earlier attempt/],
    ['in another run than the one that made the seal', reviews([approved('ann')]), made([], { ...RUN, id: 76 }), /it was given in run 77, and the seal was made in run 76/],
    ['where nothing was noted at the seal', reviews([approved('ann')]), null, /nothing of GitHub was noted when the seal was made/],
    ['where no seal is known', reviews([approved('ann')]), undefined, /nothing of GitHub was noted/],
    ['where what was noted is something else', reviews([approved('ann')]), { run: '77', before: {} }, /nothing of GitHub was noted/],
    ['where approvals have disappeared', reviews([approved('ann')]), made([approved('bob')]), /approvals that were there when the seal was made are gone/],
    ['and rejected by the same person', reviews([approved('ann'), approved('ann', { state: 'rejected' })]), made(), /the same person has also rejected the run/],
    ['where the environment is no gate', reviews([approved('ann')], { gaps: ['lets administrators pass without a review', 'lets every branch deploy'] }), made(), /the environment production lets administrators pass without a review, and it lets every branch deploy/],
    ['by a login that no line names', reviews([approved('eve')]), made(), /no line of approvers ends in github=eve/],
    ['by a machine', reviews([approved('ann', { user: { login: 'ann', type: 'Bot' } })]), made(), /it is by a machine/],
  ])('%s do not count, with the reason', (_name, given, seal, reason) => {
    const { by, against } = counted(given, seal);
    expect(by).toEqual([]);
    expect(against).toMatch(reason);
  });

  it.each<[string, RunApproval]>([
    ['for another environment', approved('ann', { environments: [{ name: 'production-plan' }] })],
    ['pending', approved('ann', { state: 'pending' })],
    ['rejected', approved('ann', { state: 'rejected' })],
    ['of a state that GitHub may think of', approved('ann', { state: 'waved-through' })],
  ])('%s are none', (_name, approval) => {
    expect(counted(reviews([approval]), made())).toEqual({ by: [], against: '' });
  });

  it('say where they were given, and the time at which they were read', () => {
    const { subject } = aPromotionQuestion();
    expect(approvalsOfRun(reviews([approved('ann')]), made(), subject, LINES)).toEqual([
      { approval: { ...subject, approver: 'ann@example.com', at: READ_AT.toISOString() }, given: { host: 'github', kind: 'environment', url: RUN.url, id: 77, commit: RUN.commit, login: 'ann' }, signedBy: LINES[0] },
    ]);
  });
});
