import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Run } from '../../src/step.ts';
import { aHostedProject, mayPromote, seal, type HostedProject } from '../helpers/a-hosted-project.ts';
import { aReview, aRunApproval } from '../helpers/github/builders.ts';
import type { Review } from '../helpers/github/state/conversations.ts';

/** The decision before each change to production; the promotion of two components: row-03-withdrawn-midway.test.ts. */
let hosted: HostedProject;
let run: Run;
let review: Review;
beforeAll(async () => {
  hosted = await aHostedProject();
});
beforeEach(async () => {
  review = aReview(hosted.github.state, hosted.pull, { user: 'zoe', submittedAt: '2026-03-01T10:00:00Z' });
  run = await hosted.open();
  await seal(run);
  aRunApproval(hosted.workflowRun, { user: 'bob' });
  expect(await mayPromote(run)).toEqual({ by: ['bob@example.com'] });
});
afterEach(() => hosted.restore());
afterAll(() => hosted.close());

const onBase = (file: string, text: string): void => {
  const { project } = hosted;
  project.git('checkout', '--quiet', 'main');
  project.commit({ [file]: text });
  project.git('checkout', '--quiet', 'change');
};

describe('row 3: an approval on GitHub is withdrawn while the change goes out', () => {
  it.each<[string, () => void, RegExp]>([
    ['the review of the request is dismissed', () => (review.state = 'DISMISSED'), /approval of the request by zoe@example\.com at .*: the review was dismissed/],
    ['the reviewer requests changes', () => aReview(hosted.github.state, hosted.pull, { user: 'zoe', state: 'CHANGES_REQUESTED', submittedAt: '2026-03-01T11:00:00Z' }), /changes were requested since/],
    ['the reviewer\'s account is deleted', () => (review.user = null), /nobody has approved the request/],
    ['the pull request is closed', () => (hosted.pull.state = 'closed'), /nobody has approved the request; no pull request into main/],
    ['whoever approved the run rejects it in another attempt', () => aRunApproval(hosted.workflowRun, { user: 'bob', state: 'rejected' }), /the same person has also rejected the run/],
    ['the approvals of the run are gone', () => (hosted.workflowRun.approvals = []), /nobody has approved the promotion to production/],
    ['administrators may pass from now on', () => (hosted.environment.adminsCanBypass = true), /lets administrators pass without a review/],
    ['the environment is deleted', () => (hosted.github.repository.environments = []), /the environment production does not exist/],
    ['the approver\'s login is taken off the list', () => onBase('approvers', `#review zoe@example.com github=zoe\n#review bob@example.com github=robert\n`), /no line of approvers ends in github=bob/],
    ['GitHub goes down', () => hosted.github.trouble.push({ kind: 'server-error', times: 100 }), /GitHub did not answer/],
  ])('%s: a HALT before production is changed', async (_name, withdraw, reason) => {
    withdraw();
    expect(await mayPromote(run)).toEqual({ halt: expect.stringMatching(reason) });
  });

  it('the token loses its permission: nothing is decided without it', async () => {
    delete hosted.github.permissions['actions'];
    await expect(mayPromote(run)).rejects.toThrow(/permissions: actions: read/);
  });

  it('what was answered before is not asked from memory', async () => {
    const asked = hosted.github.requests.length;
    await mayPromote(run);
    expect(hosted.github.requests.slice(asked).map(({ route }) => route)).toEqual(expect.arrayContaining(['GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals', 'GET /repos/{owner}/{repo}/environments/{environment_name}']));
  });
});
