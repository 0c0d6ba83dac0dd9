import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Halt } from '../../src/errors.ts';
import { aHostedProject, mayPromote, SEAL, seal, type HostedProject } from '../helpers/a-hosted-project.ts';
import { aReview, aRunApproval } from '../helpers/github/builders.ts';
import { putApproval } from '../helpers/in-this-process.ts';
import type { Run } from '../../src/step.ts';

let hosted: HostedProject;
let run: Run;
beforeAll(async () => {
  hosted = await aHostedProject();
});
beforeEach(async () => {
  aReview(hosted.github.state, hosted.pull, { user: 'zoe' });
  run = await hosted.open();
  await seal(run);
  aRunApproval(hosted.workflowRun, { user: 'bob' });
});
afterAll(() => hosted.close());
afterEach(() => hosted.restore());

const GAPS: [string, () => void, RegExp][] = [
  ['has no reviewers', () => (hosted.environment.reviewers = []), /the environment production has no required reviewers: only a signed approval counts/],
  ['lets administrators pass', () => (hosted.environment.adminsCanBypass = true), /the environment production lets administrators pass without a review: set that right, or else only a signed approval counts/],
  ['lets who starts a run approve it', () => (hosted.environment.preventSelfReview = false), /the environment production lets who starts a run approve it/],
  ['lets every branch deploy', () => (hosted.environment.branches = null), /the environment production lets every branch deploy/],
  ['lets every branch deploy by a pattern', () => (hosted.environment.branches = ['main', '*']), /the environment production lets other branches than main deploy \(\*\)/],
  ['lets protected branches deploy, of which there are none', () => (hosted.github.repository.protection = {}), /lets protected branches deploy, and the base branch is not protected/],
];

describe('row 6: the environment does not exist, has no reviewers, or lets admins pass', () => {
  it('as a gate it lets an approval through: what follows halts for its own reason', async () => {
    expect(await mayPromote(run)).toEqual({ by: ['bob@example.com'] });
  });

  it.each(GAPS)('it %s: an approval of it is a HALT', async (_name, open, reason) => {
    open();
    expect(await mayPromote(run)).toEqual({ halt: expect.stringMatching(reason) });
  });

  it('it does not exist: a HALT before anything is relied on, whatever is approved', async () => {
    hosted.github.repository.environments = [];
    await expect(hosted.open()).rejects.toThrow(Halt);
    expect(await mayPromote(run)).toEqual({ halt: expect.stringMatching(/the environment production does not exist, and GitHub would make it, open to everybody/) });
  });

  it.each(GAPS)('it %s: a signed approval is the gate then', async (_name, open) => {
    open();
    putApproval(hosted.project, hosted.ann, 'ann@example.com', { kind: 'promotion', digest: SEAL, target: 'cloud' });
    expect(await mayPromote(run)).toEqual({ by: ['ann@example.com'] });
  });
});
