import { dataLossAcceptedBy } from '../change/accepted-loss.ts';
import { assertCovers } from '../change/scope.ts';
import type { Component } from '../components/component.ts';
import { forEachInOrder } from '../components/graph.ts';
import { digestOf, sha256 } from '../digest.ts';
import { Halt, StepFailure } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import { numberOf } from '../number-of.ts';
import { requireRecord, requireRecordOf, runStep, type Outcome, type Run } from '../step.ts';
import type { EngineCall } from '../terraform/engine.ts';
import { keptMeta, keptPlan, type KeptPlan } from '../terraform/kept-plan.ts';
import { IDENTITY_VARIABLE } from '../terraform/plan-lock.ts';
import { forgetRunning } from '../terraform/running.ts';
import { applyAndCheck } from './apply-and-check.ts';
import { assertApproved } from './approval.ts';
import { beforeIn } from './before.ts';
import { actionCounts, planChecked, readyWorkspace, summary } from './deployment.ts';
import { claimsInputs, weighPlans } from './claims.ts';
import { documentsOf, type ChangeDocuments } from './documents.ts';
import { asFacts } from './facts.ts';
import { holdForRehearsal, wasTakenBack } from './lease.ts';
import { assertOwnCredentials } from './own-credentials.ts';
import { rehearseRollback, type RolledBack, type TakenBack } from './rehearse-rollback.ts';
import { componentDigests, componentsOf } from './synth.ts';

/** Does it work in the test environment, and can it be taken back? Plans, applies, checks, goes back and forward again, upstream first. */
export async function rehearse(run: Run, names: string[]): Promise<StepRecord[]> {
  assertApproved(run);
  assertCovers(run.change, 'test', 'the components are applied in test');
  // It says its version while the records are read.
  const engine = run.engine();
  engine.catch(() => undefined); // it is awaited below, unless something else stops the step first
  const all = componentsOf(run, 'test');
  const components = all.filter(({ name }) => names.includes(name));
  requireRecordOf(run, 'scan', componentDigests(components));
  const documents = documentsOf(run);
  requireRecordOf(run, 'prepare', claimsInputs(run, documents));
  const synth = requireRecord(run, 'synth').facts;
  const records: StepRecord[] = [];
  await assertOwnCredentials(run, components);
  await engine;
  await forEachInOrder(components, run.mode === 'incremental' ? 1 : run.parallelism, async (component) => {
    records.push(await rehearseOne(run, { documents, synth, all }, component));
  });
  return records;
}

/** What every component of the step is held to, read once. */
interface Demands {
  documents: ChangeDocuments;
  synth: StepRecord['facts'];
  /** All components of test. */
  all: Component[];
}

async function rehearseOne(run: Run, demands: Demands, component: Component): Promise<StepRecord> {
  const { name } = component;
  const upstream = component.dependsOn.map((other) => [`rehearse/${other}`, requireRecord(run, 'rehearse', other, 'test').sha256] as const);
  const refined = requireRecord(run, 'refine', name, 'test');
  if (refined.inputs['stack'] !== component.digest || refined.facts['finalised'] !== true) throw new Halt({ problem: `${name} was not refined as it is now, or not finalised`, next: `cutover refine ${name} --change ${run.change.request.id}` });
  const [engine, access] = await Promise.all([run.engine(), run.access('test')]);
  const inputs = {
    stack: component.digest,
    refine: refined.sha256,
    documents: digestOf(demands.documents.digests),
    engine: digestOf(engine),
    checks: digestOf(run.config.checks[name] ?? []),
    world: sha256(access.world),
    rollback: digestOf({ before: beforeIn(demands.synth).find((one) => one.component === name) ?? null, acceptedBy: dataLossAcceptedBy(run.change.request.rollback) ?? null }),
    ...Object.fromEntries(upstream),
  };
  try {
    return await runStep(run, { step: 'rehearse', component: name, environment: 'test', inputs, reusable: !(await wasTakenBack(run, component)) }, () => run.ui.task(`rehearse ${name}`, (progress) => work(run, demands, component, inputs, progress)));
  } finally {
    forgetRunning(run.root, { environment: 'test', component: name });
  }
}

async function work(run: Run, { documents, synth, all }: Demands, component: Component, inputs: StepRecord['inputs'], progress: (text: string) => void): Promise<Outcome> {
  progress('plan');
  const call = await readyWorkspace(run, component);
  // What is applied at once is not kept.
  const kept = (await usablePlan(run, component, call)) ?? (await planChecked(run, component, call, 'plan', 'now'));
  const { plan, meta } = kept;
  const { claims, ...demanded } = await weighPlans(run, documents, [{ component, plan }], { record: `rehearse/${component.name}/test`, final: false, synth });
  if (demanded.verdict === 'fail') return { ...demanded, subjects: { stack: component.digest, plan: meta.plan }, facts: asFacts({ applied: false, claims }) };
  await holdForRehearsal(run, component, call, plan);
  const first = await applyAndCheck(run, { component, inputs, call, kept, checks: run.config.checks[component.name] ?? [], cwd: run.root, progress });
  const works = first.checks.every(({ outcome }) => outcome !== 'fail');
  const { rollback, last }: TakenBack = works
    ? await rehearseRollback(run, { component, components: all, inputs, synth, call, plan, first, progress })
    : { rollback: { outcome: 'not-rehearsed', detail: 'a check failed before it was tried' }, last: first };
  const { state, checks } = last;
  const failed = checks.filter(({ outcome }) => outcome === 'fail');
  const isGood = failed.length === 0 && rollback.outcome !== 'fail';
  run.ui.line(`${component.name}: ${summary(plan)}; ${describeChecks(checks)}; ${describeRollback(rollback)}`, isGood ? 'good' : 'bad');
  return {
    verdict: isGood ? 'pass' : 'fail',
    reasons: [
      ...demanded.reasons,
      ...failed.map(({ name, detail }) => new StepFailure({ problem: `${component.name}: the check "${name}" failed: ${detail}` }).message),
      ...(rollback.outcome === 'fail' ? [rollback.detail] : []),
      ...checks.filter(({ outcome }) => outcome === 'not-exercised').map(({ name, detail }) => `${name}: ${detail}`),
    ],
    subjects: { stack: component.digest, plan: meta.plan },
    facts: asFacts({
      applied: true,
      world: call.workspace.access.world,
      stack: component.digest,
      lineage: state.lineage,
      serial: state.serial,
      actions: actionCounts(plan),
      resources: state.resources,
      dataSources: state.dataSources,
      outputs: Object.keys(state.outputs),
      checks,
      claims,
      rollback,
    }),
  };
}

/** The plan that refine showed, unless it was made before its upstream was applied, or cannot be opened here: then there is a new one. */
async function usablePlan(run: Run, component: Component, call: EngineCall): Promise<KeptPlan | undefined> {
  const meta = keptMeta(run.root, component, call.engine.version);
  const closed = meta?.encrypted === true && (run.variable(IDENTITY_VARIABLE) ?? '') === '';
  return meta?.kind === 'plan' && !closed ? await keptPlan(run.root, component, call) : undefined;
}

function describeRollback({ outcome, detail }: Pick<RolledBack, 'outcome' | 'detail'>): string {
  const said = { pass: detail, fail: 'the way back failed', 'not-rehearsed': 'the way back was not rehearsed', 'not-needed': 'nothing to take back' };
  return said[outcome];
}

export function describeChecks(checks: { outcome: string }[]): string {
  const count = (outcome: string): number => checks.filter((check) => check.outcome === outcome).length;
  if (checks.length === 0) return 'no checks declared';
  return [
    `${count('pass')} of ${numberOf(checks.length, 'check')} passed`,
    count('not-exercised') === 0 ? '' : `${count('not-exercised')} not exercised here (emulator)`,
  ].filter((part) => part !== '').join(', ');
}
