import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Host } from '../../src/change/host.ts';
import { aRehearsingRun, applyHeld } from '../helpers/a-held-component.ts';
import { aHostedProject, type HostedProject } from '../helpers/a-hosted-project.ts';
import { twoModulesConfig } from '../helpers/a-project.ts';
import { aRecord } from '../helpers/a-record.ts';
import { aRun } from '../helpers/github/builders.ts';
import { scheduleEvent } from '../helpers/github/events.ts';
import type { WorkflowRun } from '../helpers/github/state/actions.ts';
import { statesFolder } from '../helpers/states-folder.ts';
import { runAnAction, type ActionResult } from './run-an-action.ts';

let hosted: HostedProject;
let rehearsal: WorkflowRun;
let states: string;
beforeAll(async () => {
  states = statesFolder();
  hosted = await aHostedProject({ files: { 'cutover.yaml': twoModulesConfig(states, 'rehearsal: { leaseHours: 0.000001 }\n') } });
  rehearsal = aRun(hosted.github.state, hosted.github.repository, { status: 'in_progress' });
  const variables: Record<string, string> = { GITHUB_REPOSITORY: 'acme/shop', GITHUB_RUN_ID: String(rehearsal.id), GITHUB_RUN_ATTEMPT: '1', GITHUB_REF_NAME: 'change' };
  const run = aRehearsingRun(hosted.project.path, 'CR-0001');
  // Of a host the lease asks nothing but whether there is one.
  await applyHeld({ ...run, host: {} as Host, variable: (name) => variables[name] }, 'base');
});
afterAll(() => hosted.close());

const reap = (): Promise<ActionResult> => runAnAction(hosted, 'reap', { event: scheduleEvent(hosted.github), job: 'reap', inputs: { directory: '.' } });
const resources = (): unknown[] => (JSON.parse(readFileSync(join(states, 'test', 'base.tfstate'), 'utf8')) as { resources: unknown[] }).resources;

describe('reap as an action', () => {
  it('leaves what a run holds that GitHub says goes on, though its time is over', async () => {
    expect(await reap()).toMatchObject({ code: 0, outputs: { verdict: 'pass' }, stdout: expect.stringContaining('base: running (CR-0001') });
    expect(resources()).toHaveLength(1);
  });

  it('is a HALT where another branch may have the role of its job', async () => {
    const environment = hosted.github.repository.environments.find(({ name }) => name === 'test');
    Object.assign(environment ?? {}, { branches: null });
    expect(await reap()).toMatchObject({ code: 3, outputs: { verdict: 'halt' }, stdout: expect.stringMatching(/::error.*the environment test lets every branch deploy/) });
    Object.assign(environment ?? {}, { branches: ['main'] });
  });

  it('fails the job when nobody can say whether it was delivered: the evidence is elsewhere', async () => {
    Object.assign(rehearsal, { status: 'completed', conclusion: 'cancelled' });
    expect(await reap()).toMatchObject({ code: 3, outputs: { verdict: 'halt' }, stdout: expect.stringMatching(/::error.*base: unknown \(CR-0001.*the evidence of CR-0001 is not here/) });
    expect(resources()).toHaveLength(1);
  });

  it('takes it back once GitHub says that the run has ended', async () => {
    hosted.project.store().append(aRecord());
    expect(await reap()).toMatchObject({ code: 0, outputs: { verdict: 'pass' }, stdout: expect.stringMatching(/base: removed \(CR-0001, olga@example\.com, branch change.*destroyed: terraform_data\.a; the state is empty/) });
    expect(resources()).toEqual([]);
    expect(existsSync(join(states, 'production'))).toBe(false);
  });
});
