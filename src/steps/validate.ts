import { digestOf } from '../digest.ts';
import { Halt } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import { requireRecord, runStep, type Outcome, type Run } from '../step.ts';
import { outputsOfComponents } from '../verification/output-environment.ts';
import { decideRequirement, requirementsVerdict, type RequirementResult } from '../verification/requirements.ts';
import { runCheck } from '../verification/run-check.ts';
import { assertApproved } from './approval.ts';
import { asFacts } from './facts.ts';
import { stackOutputs } from './outputs.ts';
import { componentsOf } from './synth.ts';

/** Does the whole meet its functional and performance requirements? Asked of the test environment, once all components stand there. */
export async function validate(run: Run): Promise<StepRecord> {
  assertApproved(run);
  const inputs = { requirements: digestOf(run.config.requirements), ...rehearsals(run) };
  return await runStep(run, { step: 'validate', environment: 'test', inputs, reusable: true }, () => run.ui.task('validate the whole', (progress) => work(run, progress)));
}

/** The record of every component's rehearsal: the whole is rehearsed only when each part is. */
export function rehearsals(run: Run): Record<string, string> {
  return Object.fromEntries(
    componentsOf(run, 'test').map(({ name, digest }) => {
      const record = requireRecord(run, 'rehearse', name, 'test');
      if (record.inputs['stack'] !== digest) throw new Halt({ problem: `${name} was edited after it was rehearsed`, next: 'cutover deliver, which rehearses it as it is now' });
      return [`rehearse/${name}`, record.sha256];
    }),
  );
}

async function work(run: Run, progress: (text: string) => void): Promise<Outcome> {
  const { requirements } = run.config;
  const outputs = await stackOutputs(run, 'test', requirements.flatMap(({ components }) => components));
  const { env } = await run.access('test');
  const results: RequirementResult[] = [];
  for (const requirement of requirements) {
    progress(requirement.id);
    const result = await runCheck(requirement.check, {
      cwd: run.root,
      env,
      component: requirement.components.join(','),
      environment: 'test',
      target: run.target,
      outputs: outputsOfComponents(requirement.components, outputs),
      signal: run.signal,
    });
    results.push(decideRequirement(requirement, result));
  }
  const decided = requirementsVerdict(results);
  run.ui.line(`${results.filter(({ decision }) => decision === 'pass').length} of ${results.length} requirements met`, decided.verdict === 'pass' ? 'good' : 'bad');
  return { ...decided, facts: asFacts({ requirements: results }) };
}
