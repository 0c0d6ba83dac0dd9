import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aHostedProject, type HostedProject } from '../helpers/a-hosted-project.ts';
import { aComment, aRun } from '../helpers/github/builders.ts';
import { commentEvent } from '../helpers/github/events.ts';
import { runAnAction, type ActionResult } from './run-an-action.ts';

let hosted: HostedProject;
beforeAll(async () => {
  hosted = await aHostedProject();
  // A check of the pull request ran before, and kept what it recorded.
  Object.assign(hosted.workflowRun, { event: 'pull_request', path: '.github/workflows/pull-request.yml', headSha: hosted.pull.head.sha, headBranch: hosted.pull.head.ref });
  expect(await runAnAction(hosted, 'check', { event: 'pull_request', job: 'check' })).toMatchObject({ code: 0 });
}, 300_000);
afterAll(() => hosted.close());

async function say(body: string, user: string): Promise<ActionResult> {
  const { github } = hosted;
  const comment = aComment(github.state, github.repository, hosted.pull.number, { user, body });
  const workflowRun = aRun(github.state, github.repository, { event: 'issue_comment', path: '.github/workflows/refine.yml' });
  return await runAnAction({ ...hosted, workflowRun }, 'refine-comment', { event: commentEvent(github, comment), job: 'refine', inputs: { directory: '.' } });
}

const answers = (): string[] => hosted.github.repository.comments.filter(({ user, body }) => user === 'github-actions[bot]' && body.includes('project=refine')).map(({ body }) => body);

describe('/cutover refine as an action', () => {
  it('is answered from the artifact that the check of the pull request has saved', async () => {
    expect(hosted.github.repository.artifacts.map(({ name }) => name)).toEqual(['cutover-check-shop-1']);
    expect(await say('/cutover refine base 5', 'ben')).toMatchObject({ code: 0, outputs: { verdict: 'pass' } });
    expect(answers()).toEqual([expect.stringMatching(/`base` of shop at `[0-9a-f]{12}`[\s\S]*what would change in production[\s\S]*## 5 Deployment/)]);
  });

  it('leaves no trace for a stranger', async () => {
    const before = structuredClone(hosted.github.repository.comments);
    expect(await say('/cutover refine base 5', 'dave')).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was done') });
    expect(hosted.github.repository.comments).toEqual([...before, expect.objectContaining({ user: 'dave' })]);
  });
});
