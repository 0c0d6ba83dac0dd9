import { digestOf } from '../digest.ts';
import type { Run } from '../step.ts';
import { pastOf } from '../past.ts';
import { baselineOf, definitionOf, pastValidations, type Measurement, type PastValidation } from '../verification/baseline.ts';
import type { CheckResult, RequirementCheck } from '../verification/check.ts';
import { outputsOfComponents } from '../verification/output-environment.ts';
import type { Requirement } from '../verification/requirements.ts';
import { runCheck } from '../verification/run-check.ts';
import { stackOutputs } from './outputs.ts';

/** What the checks of one requirement showed. */
export interface ShownByChecks {
  checks: CheckResult[];
  measured: Measurement[];
}

/**
 * Id of a requirement → what its checks showed, in test. What base and change demand under one id is looked at once, and what
 * several requirements want measured is measured once.
 */
export async function runRequirementChecks(run: Run, requirements: Requirement[], checksOf: (id: string) => RequirementCheck[], progress: (text: string) => void): Promise<Map<string, ShownByChecks>> {
  const wanted = new Map<string, string[]>();
  for (const { id, requirement } of requirements) {
    if (checksOf(id).length > 0) wanted.set(id, [...new Set([...(wanted.get(id) ?? []), ...requirement.components])]);
  }
  const outputs = await stackOutputs(run, 'test', [...wanted.values()].flat());
  const { env } = await run.access('test');
  const measurements = new Map<string, CheckResult>();
  let past: PastValidation[] | undefined;
  const shown = new Map<string, ShownByChecks>();
  for (const [id, components] of wanted) {
    const all: ShownByChecks = { checks: [], measured: [] };
    for (const check of checksOf(id)) {
      progress(`${id}: ${check.name}`);
      const definition = 'load' in check ? definitionOf(check) : undefined;
      const key = digestOf({ definition: definition ?? null, components, timeoutSeconds: check.timeoutSeconds, notInEmulator: check.notInEmulator ?? null });
      const context = { cwd: run.root, env, component: components.join(','), environment: 'test', target: run.target, outputs: outputsOfComponents(components, outputs), signal: run.signal } as const;
      const known = definition === undefined ? undefined : measurements.get(key);
      const result = known === undefined ? await runCheck(check, context) : { ...known, name: check.name };
      all.checks.push(result);
      if (definition === undefined) continue;
      measurements.set(key, result);
      if (result.measured === undefined) continue;
      past ??= pastValidations(await pastOf(run), { except: run.change.request.id, target: run.target });
      all.measured.push({ ...result.measured, check: check.name, definition, components, baseline: baselineOf(past, { definition, components }, result.measured) });
    }
    shown.set(id, all);
  }
  return shown;
}
