import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aHostedProject, type HostedProject } from '../helpers/a-hosted-project.ts';
import { aReview, everyPermission } from '../helpers/github/builders.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runAnAction, startAction, type ActionResult } from './run-an-action.ts';

let hosted: HostedProject;
let first: Shown;
beforeAll(async () => {
  hosted = await aHostedProject();
  // Of a pull request GitHub notes the head of its branch.
  Object.assign(hosted.workflowRun, { event: 'pull_request', path: '.github/workflows/cutover-check.yml', headSha: hosted.pull.head.sha });
  const checked = await inJob('check', 'check');
  const asked = hosted.github.requests.map(({ route }) => route);
  first = { checked, asked, ...(await show(checked)) };
}, 300_000);
afterAll(() => hosted.close());

interface Shown {
  checked: ActionResult;
  /** What the job that checked has asked of GitHub. */
  asked: string[];
  shown: ActionResult;
}

const inJob = (job: 'check' | 'show', action: string, inputs: Record<string, string> = {}): Promise<ActionResult> => {
  const { github } = hosted;
  Object.assign(github.permissions, NONE, job === 'check' ? { contents: 'read' } : { actions: 'read', pull_requests: 'write', checks: 'write', security_events: 'write' });
  return runAnAction(hosted, action, { event: 'pull_request', job, inputs, ...(action === 'save-report' ? { token: null } : {}) });
};
const NONE = Object.fromEntries(Object.keys(everyPermission).map((name) => [name, undefined]));

/** As the workflow does it after the check: save the report, and load and show it in another job. */
async function show({ code, outputs: { report = '' } }: ActionResult): Promise<{ shown: ActionResult }> {
  const { outputs: { digest = '' } } = await inJob('check', 'save-report', { directory: '.', report });
  const loaded = await inJob('show', 'load-report', { directory: '.', job: 'check', digest });
  if (loaded.outputs['report'] === undefined) throw new Error(loaded.stdout);
  return { shown: await inJob('show', 'show-check', { report: loaded.outputs['report'], project: 'shop', outcome: code === 0 ? 'success' : 'failure' }) };
}

const ours = (): string[] => hosted.github.repository.comments.filter(({ user }) => user === 'github-actions[bot]').map(({ body }) => body);

describe('the check of a pull request', () => {
  it('shows what the change would do, before anyone has approved it, and leaves nothing that a delivery relies on', () => {
    expect(first.checked).toMatchObject({ code: 0, outputs: { verdict: 'pass', evidence: join(hosted.project.path, '.cutover', 'check', 'CR-0001') } });
    expect(first.shown.code).toBe(0);
    expect(first.shown.stdout).not.toContain('::warning');
    expect(ours()).toEqual([expect.stringMatching(/^<!-- cutover-check project=shop head=[0-9a-f]{40} run=\d+\.1 -->\n## ✅ shop: the check passes\n\n\*\*CR-0001: /)]);
    expect(hosted.github.repository.checkRuns).toMatchObject([{ name: 'Cutover: shop', conclusion: 'success', headSha: hosted.pull.head.sha }]);
    expect(first.shown.summary).toContain('```mermaid');
    expect(existsSync(join(hosted.project.path, 'cutover-evidence'))).toBe(false);
  });

  it('writes nothing where the code of the pull request runs', () => {
    expect(first.asked.filter((route) => !route.startsWith('GET '))).toEqual([]);
    expect(first.checked.summary).toBe('');
  });

  it('takes few requests', () => {
    expect(hosted.github.count()).toBeLessThanOrEqual(15);
  });

  it('is not shown when what made the report did not end well, and it says pass', async () => {
    const { outputs: { report = '' } } = first.checked;
    const { code, stdout } = await inJob('show', 'show-check', { report, project: 'shop', outcome: 'failure' });
    expect([code, hosted.github.repository.checkRuns.length]).toEqual([3, 1]);
    expect(stdout).toContain('HALT::the report of the check says pass, and what made it did not end well');
  });

  it('is not shown when it is about another commit', async () => {
    const { outputs: { report = '' } } = first.checked;
    const file = join(temporaryFolder(), 'report.json');
    writeFileSync(file, readFileSync(report, 'utf8').replace(/"head":"[0-9a-f]{40}"/, `"head":"${'d'.repeat(40)}"`));
    const { code, stdout } = await inJob('show', 'show-check', { report: file, project: 'shop', outcome: 'success' });
    expect([code, ours().length]).toEqual([3, 1]);
    expect(stdout).toContain('HALT::the report of the check is about another commit');
  });

  it('is not shown in the place of another project, whatever the report calls itself', async () => {
    const { outputs: { report = '', project } } = first.checked;
    expect(project).toBe('shop');
    const before = hosted.github.requests.length;
    const other = await inJob('show', 'show-check', { report, project: 'billing', outcome: 'success' });
    expect(other).toMatchObject({ code: 3, stdout: expect.stringContaining('HALT::the report of the check is about another project than the workflow names%0A  found:   shop%0A  allowed: billing') });
    expect(await inJob('show', 'show-check', { report, outcome: 'success' })).toMatchObject({ code: 2, stdout: expect.stringContaining('with: project: this input is missing') });
    expect(hosted.github.requests.length).toBe(before);
  });

  it('of a project that is not the one of the workflow is a mistake that its pull request is told', async () => {
    const checked = await inJob('check', 'check', { project: 'billing' });
    expect(checked).toMatchObject({ code: 1, outputs: { verdict: 'fail', project: 'billing' }, stdout: expect.stringContaining('this is not the project that the workflow names') });
  });

  it('is not posted twice by a re-run, which counts the reviews that there are by then', async () => {
    expect(ours()).toEqual([expect.stringContaining('its approval: nobody has approved the request')]);
    aReview(hosted.github.state, hosted.pull, { user: 'ann' });
    hosted.workflowRun.attempt = 2;
    const { shown } = await show(first.checked);
    expect(shown.code).toBe(0);
    expect(ours()).toEqual([expect.stringMatching(/\.2 -->\n[^]*its merge, and somebody to begin: 1 of 1 people have approved the request/)]);
    expect(hosted.github.repository.checkRuns).toHaveLength(2);
  });

  it('that is cancelled leaves the comment as it was, and its check run says so', async () => {
    const before = ours();
    hosted.workflowRun.attempt = 3;
    const { child, result } = startAction(hosted, 'check', { event: 'pull_request', job: 'check' });
    child.stdout?.once('data', () => child.kill('SIGINT'));
    const checked = await result;
    expect(checked).toMatchObject({ code: 4, outputs: { verdict: 'indeterminate' } });
    await show(checked);
    expect(ours()).toEqual(before);
    expect(hosted.github.repository.checkRuns.at(-1)).toMatchObject({ conclusion: 'cancelled' });
  });
});
