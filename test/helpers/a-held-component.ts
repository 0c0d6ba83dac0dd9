import { join } from 'node:path';
import type { Component } from '../../src/components/component.ts';
import { Halt } from '../../src/errors.ts';
import { openRun } from '../../src/project.ts';
import type { Run } from '../../src/step.ts';
import { applyNoted } from '../../src/steps/apply-noted.ts';
import { readyWorkspace } from '../../src/steps/deployment.ts';
import { holdForRehearsal } from '../../src/steps/lease.ts';
import { synthesizeOne } from '../../src/steps/synth.ts';
import { makePlan } from '../../src/terraform/kept-plan.ts';
import { forgetRunning } from '../../src/terraform/running.ts';
import { aSilentUi } from './in-this-process.ts';
import type { SandboxAccess } from '../../sandbox/access.ts';
import { terraformPath } from './tools.ts';

const none = (): Promise<never> => Promise.reject(new Error('a tool was asked for'));
export const toolbox = { programs: none, python: none, engineBinary: () => Promise.resolve(terraformPath()) };

/** A run of a change that may use the engine, and the test account of a sandbox if one is given. */
export function aRehearsingRun(directory: string, change: string, sandbox?: SandboxAccess, now?: () => Date): Run {
  const { ui } = aSilentUi();
  const run = openRun({ directory, change, mode: 'incremental', sandbox: false }, { ui, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] }, signal: new AbortController().signal, conversation: undefined, toolbox, ...(now === undefined ? {} : { now }) });
  return sandbox === undefined ? run : inSandbox(run, sandbox);
}

export function inSandbox(run: Run, { env, backend }: SandboxAccess): Run {
  return { ...run, target: 'sandbox', access: (environment) => (environment === 'test' ? Promise.resolve({ target: 'sandbox', world: 'one', env, backend }) : Promise.reject(new Halt({ problem: 'production was asked for' }))) };
}

/** What the rehearsal does to one component: plans, takes the lease, applies. The gates before it have their own tests. */
export async function applyHeld(run: Run, name: string): Promise<Component> {
  const { components } = await synthesizeOne(run, 'test', join(run.root, '.cutover', 'synth', 'test'));
  const component = components.find((one) => one.name === name);
  if (component === undefined) throw new Error(`there is no ${name}`);
  const call = await readyWorkspace(run, component);
  const kept = await makePlan(run.root, component, call, 'plan', 'now');
  await holdForRehearsal(run, component, call, kept.plan);
  await applyNoted(run, { step: 'rehearse', component: name, environment: 'test', inputs: {}, facts: { applied: false } }, call, kept.file, () => undefined);
  forgetRunning(run.root, { environment: 'test', component: name });
  return component;
}
