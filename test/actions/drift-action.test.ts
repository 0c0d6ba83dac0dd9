import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDrift } from '../../src/drift.ts';
import { makeStacks } from '../../src/stacks.ts';
import { aHostedProject, type HostedProject } from '../helpers/a-hosted-project.ts';
import { finished } from '../helpers/a-past.ts';
import { scheduleEvent } from '../helpers/github/events.ts';
import type { Issue } from '../helpers/github/state/conversations.ts';
import { aSilentUi } from '../helpers/in-this-process.ts';
import { runAnAction, type ActionResult } from './run-an-action.ts';

let hosted: HostedProject;
beforeAll(async () => void (hosted = await aHostedProject()));
afterAll(() => hosted.close());

const inJob = (job: 'stacks' | 'drift', action: string, inputs: Record<string, string> = {}): Promise<ActionResult> => runAnAction(hosted, action, { event: scheduleEvent(hosted.github), job, inputs: { directory: '.', ...inputs }, ...(action === 'save-stacks' ? { token: null } : {}) });
const look = (): Promise<ActionResult> => inJob('drift', 'drift');
const open = (): Issue[] => hosted.github.repository.issues.filter(({ state }) => state === 'open');

describe('drift as an action', () => {
  it('is a HALT where no delivery is known, and no issue', async () => {
    expect(await look()).toMatchObject({ code: 3, outputs: { verdict: 'halt' }, stdout: expect.stringMatching(/::error.*no delivery to production is known/) });
    expect(open()).toEqual([]);
  });

  it('is a HALT where another branch may have the role of its job', async () => {
    const environment = hosted.github.repository.environments.find(({ name }) => name === 'production-plan');
    Object.assign(environment ?? {}, { branches: null });
    expect(await look()).toMatchObject({ code: 3, outputs: { verdict: 'halt' }, stdout: expect.stringMatching(/::error.*the environment production-plan lets every branch deploy/) });
    Object.assign(environment ?? {}, { branches: ['main'] });
  });

  it('opens an issue for what is gone, leaves it as it is the next day, and does not fail the job', async () => {
    const none = (): Promise<never> => Promise.reject(new Error('a tool was asked for'));
    const run = openDrift({ directory: hosted.project.path, sandbox: false }, { ui: aSilentUi().ui, env: {}, signal: new AbortController().signal, conversation: undefined, toolbox: { programs: none, engineBinary: none, python: none } });
    const components = await makeStacks(run, 'production');
    rmSync(join(hosted.project.path, '.cutover', 'stacks'), { recursive: true });
    finished(hosted.project.path, hosted.project.git('rev-parse', 'main').trim(), ...components.map(({ name, digest }) => ({ component: name, target: 'cloud' as const, subjects: { stack: digest } })));
    // The code of the project runs in another job.
    expect(await look()).toMatchObject({ code: 3, stdout: expect.stringMatching(/::error.*the stacks were not brought/) });
    const { outputs: { digest = '' } } = await inJob('stacks', 'save-stacks', { environment: 'production' });
    rmSync(join(hosted.project.path, '.cutover', 'stacks'), { recursive: true });
    expect(await inJob('drift', 'load-stacks', { environment: 'production', job: 'stacks', digest })).toMatchObject({ code: 0, outputs: { artifact: expect.stringMatching(/^cutover-stacks-production-[0-9a-f]{12}-stacks-1$/) } });
    for (const _day of ['first', 'second']) {
      expect(await look()).toMatchObject({ code: 0, outputs: { verdict: 'fail' }, stdout: expect.stringMatching(/::warning.*production is not what was delivered: issue #\d+/) });
      expect(open()).toEqual([expect.objectContaining({ title: expect.stringMatching(/^Production of shop is not what was delivered/), body: expect.stringMatching(/`terraform_data\.a is gone`[\s\S]*status: draft/) })]);
    }
    expect(hosted.github.count('PATCH /repos/{owner}/{repo}/issues/{issue_number}')).toBe(0);
  });
});
