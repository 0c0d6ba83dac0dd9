import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aReview, aRunApproval } from '../helpers/github/builders.ts';
import { dispatchEvent, scheduleEvent } from '../helpers/github/events.ts';
import type { WorkflowRun } from '../helpers/github/state/actions.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { aCaller, aSmallProject, type Caller, type Started } from './act/a-caller.ts';
import { evidenceIn } from './act/carried-evidence.ts';
import { cutoverCopy } from './act/cutover-copy.ts';
import { failedJobsOf } from './act/rerun.ts';

const states = statesFolder();
/** While there is the first of these files, the last resource of the second component cannot be made; while there is the other one, its check fails. */
const [BROKEN, UNWELL] = [join(states, 'broken'), join(states, 'unwell')];
let caller: Caller | undefined;
let first: Started | undefined;

function the<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('an earlier step of this walk did not come to it');
  return value;
}

beforeAll(async () => {
  caller = await aCaller(await aSmallProject(states, {
    more: `resource "terraform_data" "last" {\n  provisioner "local-exec" {\n    command = "test ! -e '${BROKEN}'"\n  }\n}\n`,
    checks: `checks:\n  app:\n    - { name: all is well, command: [test, '!', -e, '${UNWELL}'], safeInProduction: true }\n`,
  }));
});
afterAll(() => caller?.close());

/** What production is now: component → serial of its state. */
function production(): Record<string, number> {
  const folder = join(states, 'production');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.tfstate')) : [];
  return Object.fromEntries(files.map((name) => [name.replace('.tfstate', ''), (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { serial: number }).serial]));
}

const dispatch = (): Promise<Started> => {
  const { github, act } = the(caller);
  return act({ workflow: 'cutover-deliver.yml', event: dispatchEvent(github, { change: 'CR-0001', mode: 'incremental' }, { actor: 'olga', workflow: '.github/workflows/cutover-deliver.yml' }) });
};

/** The jobs of the run that did not pass, once more, with one thing different in what they do. */
async function again(edit: (text: string) => string = (text) => text): Promise<Started> {
  const { github, act } = the(caller);
  const before = the(first);
  const cutover = cutoverCopy((file, text) => (file.endsWith('/change-deliver.yml') ? edit(failedJobsOf(text, before)) : text));
  return await act({ workflow: 'cutover-deliver.yml', cutover, again: before.run, event: dispatchEvent(github, { change: 'CR-0001', mode: 'incremental' }, { actor: 'olga', workflow: '.github/workflows/cutover-deliver.yml' }) });
}

const approvalsOf = (run: WorkflowRun): WorkflowRun['approvals'] => run.approvals;

describe('the real workflows, from the pull request to the closed request, on a fake GitHub', () => {
  it('do not begin what nobody has approved: a merge is no review', async () => {
    the(caller).merge();
    const { code, jobs, output } = await dispatch();
    expect([code, jobs]).toEqual([1, { build: 'failure' }]);
    expect(output).toMatch(/::error title=Cutover%3A HALT::nobody has approved the request/);
    expect(output).not.toContain('actions/synth@c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00 [');
  });

  it('seal production after the review, and do not touch it: nobody has approved the seal', async () => {
    const { github, pull } = the(caller);
    aReview(github.state, pull, { user: 'ann' });
    first = await dispatch();
    expect(first.jobs).toEqual({ build: 'success', rehearse: 'success', plan: 'success', promote: 'failure' });
    expect(first.output).toMatch(/HALT::nobody has approved the promotion to production; an approval in GitHub counts when it is given after the seal was made, in the same run/);
    expect(first.outputs['plan']?.['seal']).toMatch(/^[0-9a-f]{64}$/);
    expect(production()).toEqual({});
    expect(github.repository.deployments).toEqual([]);
    expect(github.repository.artifacts.map(({ name }) => name)).toEqual(expect.arrayContaining(['cutover-CR-0001-build-1', 'cutover-CR-0001-rehearse-1', 'cutover-CR-0001-plan-1']));
  }, 300_000);

  it('do not begin a job that its environment does not let in', async () => {
    const { github, act } = the(caller);
    const before = the(first);
    const cutover = cutoverCopy((file, text) => (file.endsWith('/change-deliver.yml') ? failedJobsOf(text, before) : text));
    const event = dispatchEvent(github, { change: 'CR-0001', mode: 'incremental' }, { actor: 'olga', workflow: '.github/workflows/cutover-deliver.yml' });
    const { jobs, output } = await act({ workflow: 'cutover-deliver.yml', cutover, again: before.run, event, gate: (environment) => `ann rejected ${environment}` });
    expect(jobs).toEqual({ promote: 'failure' });
    expect(output).toContain('ann rejected production');
    expect(output).not.toContain('actions/load-bundle@c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00 [');
  });

  it('do not take an approval in an environment that lets everybody in', async () => {
    const { github } = the(caller);
    const environment = the(github.repository.environments.find(({ name }) => name === 'production'));
    aRunApproval(the(first).run, { user: 'ann' });
    environment.reviewers = [];
    const { jobs, output } = await again();
    environment.reviewers = ['ann'];
    the(first).run.approvals.length = 0;
    expect(jobs).toEqual({ promote: 'failure' });
    expect(output).toMatch(/HALT::nobody has approved the promotion to production; [^\n]*the environment production has no required reviewers/);
    expect(production()).toEqual({});
  });

  it('do not take the bundle of somebody else, though its name and its bytes are right', async () => {
    const { github } = the(caller);
    const artifact = the(github.repository.artifacts.find(({ name }) => name === 'cutover-CR-0001-plan-1'));
    const { headSha } = artifact;
    artifact.headSha = github.repository.branches['change'] ?? '';
    const { jobs, output } = await again();
    artifact.headSha = headSha;
    expect(jobs).toEqual({ promote: 'failure' });
    expect(output).toMatch(/HALT::the artifact cutover-CR-0001-plan-1 is not of this run: its commit is /);
    expect(production()).toEqual({});
  });

  it('do not take the job before for a gate: without its record production is not touched', async () => {
    const step = '      - name: Lose a record\n        shell: bash\n        run: rm -r cutover-evidence/CR-0001/checklist\n';
    aRunApproval(the(first).run, { user: 'ann' });
    const { jobs, output } = await again((text) => text.replace(/( +- id: promote\n)/, `${step}$1`));
    the(first).run.approvals.length = 0;
    expect(output).toContain('Lose a record');
    expect(jobs).toEqual({ promote: 'failure' });
    expect(output).toMatch(/HALT::[^\n]*there is no record of checklist/);
    expect(production()).toEqual({});
  });

  it('change production once, exactly as sealed, when ann approves the run, and hand it over', async () => {
    const { github } = the(caller);
    aRunApproval(the(first).run, { user: 'ann' });
    expect(approvalsOf(the(first).run)).toHaveLength(1);
    const { jobs, output, outputs, code } = await again();
    expect(output).not.toContain('::error');
    expect([code, jobs]).toEqual([0, { promote: 'success', handover: 'success' }]);
    expect(output).toContain('the seal is approved by ann@example.com');
    expect(outputs['promote']?.['seal']).toBe(the(first).outputs['plan']?.['seal']);
    expect(Object.keys(production())).toEqual(['app', 'base']);
    expect(github.repository.deployments.map(({ environment, statuses }) => [environment, statuses[0]?.state])).toEqual([['production', 'success']]);
  }, 300_000);

  it('bring the written status to main as a pull request, whose merge closes the request', () => {
    const { github, pull } = the(caller);
    const [status, ...others] = github.repository.pullRequests.filter(({ number }) => number !== pull.number);
    expect(others).toEqual([]);
    expect(the(status)).toMatchObject({ state: 'open', base: { ref: 'main' }, user: 'github-actions[bot]' });
    const files = github.repository.commits[the(status).head.sha]?.files ?? {};
    expect(files['changes/CR-0001.md']).toMatch(/^status: implemented$/m);
  });

  it('say every night what is no longer as delivered, in one issue', async () => {
    const { github, act } = the(caller);
    const event = scheduleEvent(github, '17 3 * * *', '.github/workflows/cutover-drift.yml');
    const look = (bring: Record<string, string>): Promise<Started> => act({ workflow: 'cutover-drift.yml', event, bring });
    const bundle = the(github.repository.artifacts.find(({ name }) => name.startsWith('cutover-CR-0001-handover-')));
    const evidence = evidenceIn(bundle);
    expect(await look(evidence)).toMatchObject({ code: 0, jobs: { stacks: 'success', drift: 'success' } });
    expect(github.repository.issues).toEqual([]);
    // Somebody was there by hand.
    const state = join(states, 'production', 'base.tfstate');
    writeFileSync(state, readFileSync(state, 'utf8').replaceAll('"v1"', '"v0"'));
    expect(await look(evidence)).toMatchObject({ code: 0 });
    expect(github.repository.issues.map(({ state: open, labels }) => [open, labels])).toEqual([['open', ['cutover-drift']]]);
    expect(github.repository.issues[0]?.body).toMatch(/\bbase\b[\s\S]*^status: draft$/m);
  }, 300_000);

  /** The promotion once more, with production as it was when the seal was made. */
  async function promoteWhile(file: string): Promise<Started & { deployment: string | undefined }> {
    rmSync(join(states, 'production'), { recursive: true });
    writeFileSync(file, '');
    const started = await again();
    rmSync(file);
    const [deployment, ...others] = the(caller).github.repository.deployments;
    expect([others, Object.keys(production())]).toEqual([[], ['app', 'base']]);
    return { ...started, deployment: deployment?.statuses[0]?.state };
  }

  it('stop at an apply that fails midway: the deployment says so, nothing is handed over, and no status is proposed, since it can go on', async () => {
    const { code, jobs, outputs, output, deployment } = await promoteWhile(BROKEN);
    expect([code, jobs, deployment]).toEqual([1, { promote: 'failure' }, 'failure']);
    expect(output).toMatch(/::error title=Cutover%3A FAIL::app \(production\): terraform apply failed/);
    expect([outputs['promote']?.['verdict'], outputs['promote']?.['failed']]).toEqual(['fail', undefined]);
    expect(readFileSync(join(states, 'production', 'app.tfstate'), 'utf8')).toContain('"status": "tainted"');
  }, 300_000);

  it('tell main of a production that is not as it was to be, in a job without credentials of any environment', async () => {
    const { github, pull } = the(caller);
    const { code, jobs, outputs, deployment } = await promoteWhile(UNWELL);
    expect([code, jobs, deployment]).toEqual([1, { promote: 'failure', failed: 'success' }, 'failure']);
    expect([outputs['promote']?.['verdict'], outputs['promote']?.['failed']]).toEqual(['fail', 'true']);
    const [status] = github.repository.pullRequests.filter(({ number, state }) => number !== pull.number && state === 'open');
    expect(the(status)).toMatchObject({ title: 'CR-0001: status failed', base: { ref: 'main' }, user: 'github-actions[bot]' });
    expect(github.repository.commits[the(status).head.sha]?.files['changes/CR-0001.md']).toMatch(/^status: failed$/m);
  }, 300_000);
});
