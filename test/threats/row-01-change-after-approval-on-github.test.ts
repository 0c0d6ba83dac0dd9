import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../src/digest.ts';
import type { Run } from '../../src/step.ts';
import { assertApproved } from '../../src/steps/approval.ts';
import { aHostedProject, mayPromote, seal, type HostedProject } from '../helpers/a-hosted-project.ts';
import { aReview, aRunApproval } from '../helpers/github/builders.ts';

/** With signatures: row-01-change-after-approval.test.ts. */
let hosted: HostedProject;
let run: Run;
beforeAll(async () => {
  hosted = await aHostedProject();
});
beforeEach(async () => {
  aReview(hosted.github.state, hosted.pull, { user: 'zoe' });
  run = await hosted.open();
  expect(assertApproved(run).by).toHaveLength(1);
});
afterEach(() => hosted.restore());
afterAll(() => hosted.close());

describe('row 1: change after approval, on GitHub', () => {
  it('a request that was edited after its review is a HALT until it is reviewed as it reads now', async () => {
    hosted.project.request({ why: 'something else than what was approved' });
    hosted.push();
    const next = await hosted.open();
    expect(() => assertApproved(next)).toThrow(/approval of the request by zoe@example\.com at .*: it is for another content/);
    aReview(hosted.github.state, hosted.pull, { user: 'zoe' });
    await next.host?.refresh();
    expect(assertApproved(next).by).toHaveLength(1);
  });

  it('a request that was edited and set back is what its last review approved, and nothing else', async () => {
    const text = hosted.project.git('show', 'HEAD:changes/CR-0001.md');
    hosted.project.request({ why: 'something else' });
    hosted.push();
    aReview(hosted.github.state, hosted.pull, { user: 'zoe' });
    hosted.project.commit({ 'changes/CR-0001.md': `${text}\n` });
    hosted.push();
    const next = await hosted.open();
    expect(next.change.digest).toBe(run.change.digest);
    expect(() => assertApproved(next)).toThrow(/it is for another content/);
  });

  it('a seal that was made after the approval is a HALT, in the same attempt and in the next', async () => {
    await seal(run);
    aRunApproval(hosted.workflowRun, { user: 'bob' });
    expect(await mayPromote(run)).toEqual({ by: ['bob@example.com'] });
    await seal(run, sha256('another seal'));
    expect(await mayPromote(run, sha256('another seal'))).toEqual({ halt: expect.stringMatching(/it was given before the seal was made, in an earlier attempt of the run: it is for another seal/) });
    Object.assign(hosted.workflowRun, { attempt: 2, earlier: [{ ...hosted.workflowRun }] });
    const again = await hosted.open();
    await seal(again, sha256('a third seal'));
    expect(await mayPromote(again, sha256('a third seal'))).toEqual({ halt: expect.stringMatching(/in an earlier attempt of the run/) });
    aRunApproval(hosted.workflowRun, { user: 'bob' });
    expect(await mayPromote(again, sha256('a third seal'))).toEqual({ by: ['bob@example.com'] });
  });

  it('a seal that was made in another run is a HALT, and one that nobody made', async () => {
    await seal(run);
    Object.assign(hosted.workflowRun, { id: hosted.workflowRun.id + 1 });
    aRunApproval(hosted.workflowRun, { user: 'bob' });
    const next = await hosted.open();
    expect(await mayPromote(next)).toEqual({ halt: expect.stringMatching(/and the seal was made in run \d+/) });
    expect(await mayPromote(next, sha256('no seal'))).toEqual({ halt: expect.stringMatching(/nothing of GitHub was noted when the seal was made/) });
  });
});
