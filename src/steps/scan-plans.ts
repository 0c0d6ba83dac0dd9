import { join } from 'node:path';
import type { Component } from '../components/component.ts';
import type { StepRecord, Verdict } from '../evidence/record.ts';
import { numberOf } from '../number-of.ts';
import { componentKey } from '../scanners/finding.ts';
import { runScanners } from '../scanners/run.ts';
import { requireRecord, type Run } from '../step.ts';
import type { Plan } from '../terraform/plan.ts';
import { stepsFolder } from '../steps-folder.ts';
import { findingFacts, weighFindings } from './weigh-findings.ts';

export interface ScannedPlans {
  verdict: Extract<Verdict, 'pass' | 'fail'>;
  reasons: string[];
  facts: StepRecord['facts'];
}

/**
 * The scanners once more, over the same stacks with what their redacted plans know in them: see docs/decisions/0023. A stack of which a plan
 * knows nothing more than its code is as the scanners saw it before, and costs nothing.
 */
export async function scanPlans(run: Run, planned: { component: Component; plan: Plan }[]): Promise<ScannedPlans> {
  const components = planned.map(({ component }) => component);
  const [first] = components;
  if (first === undefined) return { verdict: 'pass', reasons: [], facts: {} };
  const { results, ...tools } = await run.programs();
  const values = new Map(planned.map(({ component: { name, environment }, plan }) => [componentKey({ component: name, environment }), plan.resources]));
  const reports = await run.ui.task(`scanners over ${numberOf(components.length, 'plan')} for ${first.environment}`, (progress) =>
    runScanners({ components, planned: values, workDirectory: join(run.root, stepsFolder(run.store), 'scan', first.environment), tools, results, signal: run.signal, progress }),
  );
  const decision = weighFindings(run, components, reports);
  return { verdict: decision.verdict, reasons: decision.reasons.map((reason) => `planned: ${reason}`), facts: findingFacts(decision, reports, requireRecord(run, 'synth')) };
}
