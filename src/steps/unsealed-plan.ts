import { z } from 'zod';
import type { Component } from '../components/component.ts';
import { forEachInOrder } from '../components/graph.ts';
import { digestOf } from '../digest.ts';
import { Halt, StepFailure, UserError } from '../errors.ts';
import type { EnvironmentName, StepRecord, Verdict } from '../evidence/record.ts';
import type { CheckedPlan } from '../presentation/check-report.ts';
import { runStep, type Outcome, type Run } from '../step.ts';
import { changesAnything, isChange, type Plan } from '../terraform/plan.ts';
import { assertApprovedOrCheck } from './approval.ts';
import { notPlannable } from './can-plan.ts';
import { claimsInputs, countsOf, weighPlans } from './claims.ts';
import { kindOf, planChecked, readyWorkspace, summary } from './deployment.ts';
import { documentsOf, type ChangeDocuments } from './documents.ts';
import { asFacts } from './facts.ts';
import { scanPlans } from './scan-plans.ts';
import { componentDigests, componentsOf } from './synth.ts';

/** One component of the record that `planUnsealed` makes; plans are redacted. */
const plannedSchema = z.object({ component: z.string(), plan: z.custom<CheckedPlan>((value) => typeof value === 'object' && value !== null && 'state' in value) });

/**
 * What would happen in an environment as it is now, as far as there are credentials. Nothing is sealed and no state is locked.
 * Undefined where no component can be planned: that is no record, and supports nothing.
 */
export async function planUnsealed(run: Run, environment: EnvironmentName): Promise<StepRecord | undefined> {
  assertApprovedOrCheck(run);
  const components = componentsOf(run, environment);
  const skipped = await notPlannable(run, environment, components);
  if (components.every(({ name }) => skipped.has(name))) return undefined;
  const documents = documentsOf(run);
  const inputs = { ...componentDigests(components), ...claimsInputs(run, documents), engine: digestOf(await run.engine()) };
  return await runStep(run, { step: 'plan', environment, inputs, reusable: false }, () => work(run, { environment, components, skipped, documents }));
}

interface Work {
  environment: EnvironmentName;
  components: Component[];
  /** Component → why it is not planned. */
  skipped: Map<string, string>;
  documents: ChangeDocuments;
}

async function work(run: Run, { environment, components, skipped, documents }: Work): Promise<Outcome> {
  const plans = new Map<string, Plan>();
  const results = new Map<string, CheckedPlan>();
  const refused: { verdict: Verdict; reason: string }[] = [];
  // What is not known to stay as it is counts as changing: what lies below it is planned with its values unknown.
  const changing = new Set<string>(skipped.keys());
  await forEachInOrder(components, run.parallelism, async (component) => {
    const { name } = component;
    const because = skipped.get(name);
    if (because !== undefined) return void results.set(name, { state: 'not planned', environment, because });
    try {
      await run.ui.task(`plan ${name} for ${environment}`, async () => {
        const kept = await planChecked(run, component, await readyWorkspace(run, component), kindOf(components, component, changing));
        if (changesAnything(kept.plan)) changing.add(name);
        plans.set(name, kept.plan);
        results.set(name, planned(environment, kept.meta.kind, kept.plan));
        run.ui.line(`${name}: ${summary(kept.plan)}`, 'note');
      });
    } catch (error) {
      // One that cannot be planned keeps nobody from hearing about the others. What was interrupted does.
      const verdict = verdictOf(error);
      changing.add(name);
      refused.push({ verdict, reason: (error as Error).message });
      results.set(name, { state: 'failed', environment, because: (error as Error).message });
    }
  });
  const judged = components.flatMap((component) => {
    const plan = plans.get(component.name);
    return plan === undefined ? [] : [{ component, plan }];
  });
  const weighed = judged.length === 0 ? undefined : await weighPlans(run, documents, judged, { record: `plan/change/${environment}`, final: false });
  if (weighed !== undefined) run.ui.line(`claims about the plans for ${environment}: ${countsOf(weighed.claims)}`, weighed.verdict === 'pass' ? 'good' : 'bad');
  const scanned = judged.length === 0 ? undefined : await scanPlans(run, judged);
  return {
    verdict: refused.some(({ verdict }) => verdict === 'halt') ? 'halt' : refused.length > 0 || scanned?.verdict === 'fail' ? 'fail' : (weighed?.verdict ?? 'fail'),
    reasons: [...refused.map(({ reason }) => reason), ...(weighed?.reasons ?? []), ...(scanned?.reasons ?? [])],
    subjects: componentDigests(components),
    facts: asFacts({ components: components.map(({ name }) => ({ component: name, plan: results.get(name) })), claims: weighed?.claims ?? [], ...(scanned === undefined ? {} : { scan: scanned.facts }) }),
  };
}

function planned(environment: EnvironmentName, kind: 'plan' | 'expectation', plan: Plan): CheckedPlan {
  return {
    state: 'planned',
    environment,
    kind,
    changes: plan.resources.filter(isChange),
    outputs: Object.entries(plan.outputs).filter(([, { action }]) => action !== 'no-op').map(([name, { action }]) => ({ name, action })),
  };
}

/** Throws the error itself where it is no answer about the component. */
function verdictOf(error: unknown): Verdict {
  if (error instanceof Halt) return 'halt';
  if (error instanceof StepFailure || error instanceof UserError) return 'fail';
  throw error;
}

/** Component → its plan, from such a record. */
export function plansIn(record: StepRecord): Map<string, CheckedPlan> {
  const components = plannedSchema.array().safeParse(record.facts['components']).data ?? [];
  return new Map(components.map(({ component, plan }) => [component, plan]));
}
