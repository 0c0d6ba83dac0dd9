import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { aHostedProject, type HostedProject } from '../helpers/a-hosted-project.ts';
import { runAnAction, startAction, type ActionResult } from './run-an-action.ts';

let hosted: HostedProject;
let first: ActionResult;
let requests: number;
beforeAll(async () => {
  hosted = await aHostedProject();
  first = await runAnAction(hosted, 'check', { event: 'pull_request', job: 'check' });
  requests = hosted.github.count();
}, 300_000);
afterAll(() => hosted.close());

const ours = (): string[] => hosted.github.repository.comments.filter(({ user }) => user === 'github-actions[bot]').map(({ body }) => body);

describe('the check of a pull request', () => {
  it('shows what the change would do, before anyone has approved it, and leaves nothing that a delivery relies on', () => {
    expect(first).toMatchObject({ code: 0, outputs: { verdict: 'pass', evidence: join(hosted.project.path, '.cutover', 'check', 'CR-0001') } });
    expect(ours()).toEqual([expect.stringMatching(/^<!-- cutover-check project=shop head=[0-9a-f]{40} run=\d+\.1 -->\n## ✅ shop: the check passes\n\n\*\*CR-0001: /)]);
    expect(hosted.github.repository.checkRuns).toMatchObject([{ name: 'Cutover: shop', conclusion: 'success', headSha: hosted.pull.head.sha }]);
    expect(first.summary).toContain('```mermaid');
    expect(existsSync(join(hosted.project.path, 'cutover-evidence'))).toBe(false);
  });

  it('takes few requests', () => {
    expect(requests).toBeLessThanOrEqual(15);
  });

  it('is not posted twice by a re-run', async () => {
    hosted.workflowRun.attempt = 2;
    expect((await runAnAction(hosted, 'check', { event: 'pull_request', job: 'check' })).code).toBe(0);
    expect(ours()).toEqual([expect.stringContaining('.2 -->\n')]);
    expect(hosted.github.repository.checkRuns).toHaveLength(2);
  });

  it('that is cancelled leaves the comment as it was, and its check run says so', async () => {
    const before = ours();
    hosted.workflowRun.attempt = 3;
    const { child, result } = startAction(hosted, 'check', { event: 'pull_request', job: 'check' });
    child.stdout?.once('data', () => child.kill('SIGINT'));
    expect(await result).toMatchObject({ code: 4, outputs: { verdict: 'indeterminate' } });
    expect(ours()).toEqual(before);
    expect(hosted.github.repository.checkRuns.at(-1)).toMatchObject({ conclusion: 'cancelled' });
  });
});
