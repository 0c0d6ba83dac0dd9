import type { Component } from '../components/component.ts';
import type { StepRecord } from '../evidence/record.ts';
import type { Run } from '../step.ts';
import type { EngineCall } from '../terraform/engine.ts';
import { forgetPlan, rawOf, type KeptPlan } from '../terraform/kept-plan.ts';
import { changesAnything } from '../terraform/plan.ts';
import type { State } from '../terraform/state.ts';
import type { Check, CheckResult } from '../verification/check.ts';
import { runChecks } from '../verification/run-check.ts';
import { applyNoted } from './apply-noted.ts';
import { applyProgress, changeCount, readState } from './deployment.ts';
import { asFacts } from './facts.ts';

/** A plan to apply in the test environment, and what the component is asked afterwards. */
export interface Leg {
  component: Component;
  inputs: StepRecord['inputs'];
  call: EngineCall;
  kept: KeptPlan;
  checks: Check[];
  /** Where the checks' commands run. */
  cwd: string;
  progress: (text: string) => void;
}

/** What stands there then. */
export interface Standing {
  state: State;
  checks: CheckResult[];
}

export async function applyAndCheck(run: Run, { component, inputs, call, kept, checks, cwd, progress }: Leg): Promise<Standing> {
  const { name } = component;
  const raw = rawOf(kept);
  try {
    if (changesAnything(kept.plan)) {
      progress('apply');
      await applyNoted(run, { step: 'rehearse', component: name, environment: 'test', inputs, facts: asFacts({ applied: false }) }, call, kept.file, applyProgress(changeCount(kept.plan), progress));
    }
  } finally {
    // However far it came, it is no plan of what there is now.
    forgetPlan(run.root, component);
  }
  const state = await readState(call, raw);
  run.outputs.set(`test/${name}`, state.outputs);
  progress('checks');
  const results = await runChecks(checks, { cwd, env: call.workspace.access.env, component: name, environment: 'test', target: run.target, outputs: state.outputs, signal: run.signal });
  return { state, checks: results };
}
