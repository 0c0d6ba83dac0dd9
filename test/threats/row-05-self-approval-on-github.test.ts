import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { assertApproved } from '../../src/steps/approval.ts';
import { aHostedProject, mayPromote, seal, type HostedProject } from '../helpers/a-hosted-project.ts';
import { aReview, aRunApproval } from '../helpers/github/builders.ts';
import type { WorkflowRun } from '../helpers/github/state/actions.ts';

/** With signatures: row-05-self-approval.test.ts. */
let hosted: HostedProject;
beforeAll(async () => {
  hosted = await aHostedProject();
});
afterEach(() => hosted.restore());
afterAll(() => hosted.close());

const review = (user: string): void => void aReview(hosted.github.state, hosted.pull, { user });
const attempt = (number: number, triggeringActor: string): WorkflowRun['earlier'][number] => ({ ...hosted.workflowRun, attempt: number, triggeringActor });

function commitBy(who: { author: string; committer?: string }): void {
  hosted.project.commit({ 'stacks/base/more.tf': '# more of the change\n' }, who);
  hosted.push();
}

const IDENTITIES: [string, () => void, RegExp][] = [
  ['asked for the change', () => { hosted.project.request({ requester: 'ann@example.com' }); hosted.push(); }, /ann@example\.com does not count: asked for the change/],
  ['opened the pull request', () => (hosted.pull.user = 'ann'), /@ann does not count: opened the pull request #1/],
  ['is an author in the pull request', () => commitBy({ author: 'ann@example.com', committer: 'olga@example.com' }), /@ann does not count: wrote a part of the pull request #1/],
  ['is a committer in the pull request', () => commitBy({ author: 'olga@example.com', committer: 'ann@example.com' }), /@ann does not count: wrote a part of the pull request #1/],
  ['is an author under the address that GitHub gives her', () => commitBy({ author: '77+ann@users.noreply.github.com' }), /77\+ann@users\.noreply\.github\.com does not count: wrote a part of the change/],
  ['started the run', () => Object.assign(hosted.workflowRun, { actor: 'ann', triggeringActor: 'ann' }), /@ann does not count: started the run/],
  ['caused the run that somebody else started again', () => Object.assign(hosted.workflowRun, { attempt: 2, actor: 'Ann', earlier: [{ ...attempt(1, 'Ann'), actor: 'Ann' }] }), /@ann does not count: started the run/],
  ['started the run again', () => Object.assign(hosted.workflowRun, { attempt: 2, triggeringActor: 'ann', earlier: [attempt(1, 'cid')] }), /@ann does not count: started the run again \(attempt 2\)/],
  ['started the run again before somebody else did', () => Object.assign(hosted.workflowRun, { attempt: 3, earlier: [attempt(1, 'cid'), attempt(2, 'ann')] }), /@ann does not count: started the run again \(attempt 2\)/],
];

describe('row 5: self-approval on GitHub, also by re-running', () => {
  it.each(IDENTITIES)('neither a review nor an approval of the run by one who %s counts; another\'s do', async (_name, make, reason) => {
    make();
    review('ann');
    const run = await hosted.open();
    expect(() => assertApproved(run)).toThrow(reason);
    review('zoe');
    await run.host?.refresh();
    expect(assertApproved(run).by.map(({ approver }) => approver)).toEqual(['zoe@example.com']);
    await seal(run);
    aRunApproval(hosted.workflowRun, { user: 'ann' });
    expect(await mayPromote(run)).toEqual({ halt: expect.stringMatching(reason) });
    aRunApproval(hosted.workflowRun, { user: 'bob' });
    expect(await mayPromote(run)).toEqual({ by: ['bob@example.com'] });
  });

  it('an approval counted until its giver starts the run again', async () => {
    review('ann');
    expect(assertApproved(await hosted.open()).by).toHaveLength(1);
    Object.assign(hosted.workflowRun, { attempt: 2, triggeringActor: 'ann', earlier: [attempt(1, 'cid')] });
    const again = await hosted.open();
    expect(() => assertApproved(again)).toThrow(/@ann does not count: runs this/);
  });

  it('who ran the change in another run does not count in this one: the evidence remembers the login', async () => {
    Object.assign(hosted.workflowRun, { actor: 'ann', triggeringActor: 'ann' });
    review('zoe');
    await seal(await hosted.open());
    Object.assign(hosted.workflowRun, { id: hosted.workflowRun.id + 1, actor: 'cid', triggeringActor: 'cid' });
    const next = await hosted.open();
    await seal(next);
    aRunApproval(hosted.workflowRun, { user: 'ann' });
    expect(await mayPromote(next)).toEqual({ halt: expect.stringMatching(/@ann does not count: ran this change before/) });
  });
});
