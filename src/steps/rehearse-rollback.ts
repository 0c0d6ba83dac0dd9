import { join } from 'node:path';
import { ACCEPTING_LOSS, dataLossAcceptedBy } from '../change/accepted-loss.ts';
import { coversComponent } from '../change/scope.ts';
import type { Component } from '../components/component.ts';
import { upstreamOf } from '../components/graph.ts';
import { holdsData } from '../components/data-holders.ts';
import { lostBy, type DataLoss } from '../components/rollback-assessment.ts';
import { Halt, StepFailure, UserError } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import type { Run } from '../step.ts';
import { backendDigest } from '../terraform/backend-note.ts';
import type { EngineCall } from '../terraform/engine.ts';
import { forgetOpened, forgetPlan, makePlan, type KeptPlan } from '../terraform/kept-plan.ts';
import { changesAnything, type Plan } from '../terraform/plan.ts';
import { committedLock } from '../terraform/workspace.ts';
import { applyAndCheck, type Standing } from './apply-and-check.ts';
import { beforeIn, configAt, sourceAt, stillStands, type Before, type MadeBefore } from './before.ts';
import { actionCounts, assertTemplateAllows, readyWorkspace, summary } from './deployment.ts';

/** What was shown about the way back. Only `pass` supports a claim; `not-needed`: nothing of the component changes. */
export interface RolledBack {
  outcome: 'pass' | 'fail' | 'not-rehearsed' | 'not-needed';
  detail: string;
  /** The change and the commit that it went back to, and what that changed. */
  change?: string;
  commit?: string;
  actions?: Record<string, number>;
  checks?: Standing['checks'];
  /** What is lost on the way back, and who accepts that. */
  lost?: DataLoss[];
  acceptedBy?: string;
}

export interface Rehearsal {
  component: Component;
  /** All components of test. */
  components: Component[];
  inputs: StepRecord['inputs'];
  /** Facts of synth's record. */
  synth: StepRecord['facts'];
  call: EngineCall;
  /** What was applied, and what stands there now. */
  plan: Plan;
  first: Standing;
  progress: (text: string) => void;
}

/** The way back, and what stands there in the end. */
export interface TakenBack {
  rollback: RolledBack;
  last: Standing;
}

/** Takes a component that was applied back to what was delivered last, asks its old checks, and puts the new in its place again. */
export async function rehearseRollback(run: Run, rehearsal: Rehearsal): Promise<TakenBack> {
  const { component, components, synth, first, progress } = rehearsal;
  const all = beforeIn(synth);
  const before = all.find((one) => one.component === component.name);
  const stay = (outcome: RolledBack['outcome'], detail: string, more: Partial<RolledBack> = {}): TakenBack => ({ rollback: { outcome, detail, ...more }, last: first });
  if (before?.state !== 'made') return stay(...whyNot(before, rehearsal));
  const refused = refusal(run, component, before);
  if (refused !== undefined) return stay('not-rehearsed', refused);
  const around = [...upstreamOf(components, component.name)].filter((name) => all.find((one) => one.component === name)?.state !== 'same');
  // What the old needs of an upstream may be gone with the upstream's own change: then it shows nothing about this component.
  const broken = (what: string): [RolledBack['outcome'], string] => (around.length === 0 ? ['fail', what] : ['not-rehearsed', `${around.join(', ')}, which it needs, changes too; with that as it will be: ${what}`]);
  const to = { change: before.change, commit: before.commit };
  progress(`back to ${before.change}`);
  const source = sourceAt(run, before.commit);
  const old: Component = { name: component.name, environment: 'test', stack: before.stack, directory: join(run.root, before.directory), ...(before.source === undefined ? {} : { source: before.source }), dependsOn: before.dependsOn, digest: before.digest };
  const kept = await planBack(run, old, source.root, rehearsal.call);
  if ('why' in kept) {
    const [outcome, detail] = kept.failed ? broken(kept.why) : (['not-rehearsed', kept.why] as const);
    return stay(outcome, detail, to);
  }
  const actions = actionCounts(kept.plan);
  if (!changesAnything(kept.plan)) {
    forgetOpened(run.root, component);
    return stay('pass', `going back to ${before.change} changes nothing (planned, so not applied)`, { ...to, actions });
  }
  const lost = lostBy(kept.plan.resources.filter(({ mode }) => mode === 'managed').map(({ address, type, action, before: values }) => ({ address, type, action, attributes: values ?? {} })));
  const acceptedBy = dataLossAcceptedBy(run.change.request.rollback);
  if (lost.length > 0 && acceptedBy === undefined) {
    forgetOpened(run.root, component);
    return stay('fail', lossText(run, component.name, before.change, lost), { ...to, actions, lost });
  }
  const accepted = lost.length === 0 ? {} : { lost, acceptedBy: acceptedBy ?? '' };
  // Plans that are kept of what lies below were made of what there was before all this.
  for (const { name } of components.filter((one) => upstreamOf(components, one.name).has(component.name))) forgetPlan(run.root, { environment: 'test', name });
  const back = await goBack(run, { ...rehearsal, old, call: kept.call, kept: kept.kept, source: source.root });
  progress('forward again');
  const call = await readyWorkspace(run, component);
  const again = await makePlan(run.root, component, call, 'plan', 'now');
  const last = await applyAndCheck(run, { ...rehearsal, call, kept: again, checks: run.config.checks[component.name] ?? [], cwd: run.root });
  const what = `back to ${before.change} (${summary(kept.plan)})`;
  const [outcome, detail] = back.problem === undefined ? (['pass', `${what}, ${back.passed}, and forward again (${summary(again.plan)})`] as const) : broken(`${what}: ${back.problem}`);
  return { rollback: { outcome, detail, ...to, actions, checks: back.checks, ...accepted }, last };
}

function whyNot(before: Before | undefined, { plan, first }: Pick<Rehearsal, 'plan' | 'first'>): [RolledBack['outcome'], string] {
  switch (before?.state) {
    case 'same':
      return changesAnything(plan) ? ['not-rehearsed', `its stack is what ${before.change} delivered; what changed comes from elsewhere, and goes back with that`] : ['not-needed', `it is what ${before.change} delivered`];
    case 'new': {
      const holders = first.state.resources.filter(({ type }) => holdsData(type) === 'data').map(({ address }) => address);
      return ['not-rehearsed', `no earlier delivery of it is known, so there is nothing to go back to; going back would destroy it, which is not tried${holders.length === 0 ? '' : `, for it holds data: ${holders.slice(0, 10).join(', ')}`}`];
    }
    case 'unknown':
      return ['not-rehearsed', before.why];
    default:
      return ['not-rehearsed', 'synth did not look at what there was before'];
  }
}

function refusal(run: Run, { name }: Component, before: MadeBefore): string | undefined {
  if (!coversComponent(run.change, name)) return 'the request does not cover it';
  if (run.change.request.adopt) return 'the request adopts what exists, so nothing of it is taken back';
  return stillStands(run.root, before) ? undefined : `${before.folder} is not what synth wrote`;
}

type Planned = { plan: Plan; kept: KeptPlan; call: EngineCall } | { why: string; failed: boolean };

/** `failed`: the engine refuses to go back; otherwise it is not asked. */
async function planBack(run: Run, old: Component, source: string, now: EngineCall): Promise<Planned> {
  const place = backendDigest(now.workspace);
  try {
    const call = await readyWorkspace(run, old, committedLock(source, old));
    if (place === undefined || backendDigest(call.workspace) !== place) return { why: 'its state lay elsewhere then, so the old stack says nothing about what there is now', failed: false };
    const kept = await makePlan(run.root, old, call, 'plan', 'now');
    assertTemplateAllows(run, old, kept.plan);
    return { plan: kept.plan, kept, call };
  } catch (error) {
    if (error instanceof Halt || error instanceof StepFailure) return { why: error.message, failed: error instanceof StepFailure };
    throw error;
  }
}

type Back = Rehearsal & { old: Component; kept: KeptPlan; source: string };

/** The old checks say whether the old works, as the commit has them. */
async function goBack(run: Run, { old, kept, call, source, inputs, progress }: Back): Promise<{ problem: string | undefined; passed: string; checks: Standing['checks'] }> {
  try {
    const wanted = configAt(source).checks[old.name] ?? [];
    const { checks } = await applyAndCheck(run, { component: old, inputs, call, kept, checks: wanted, cwd: source, progress });
    const failed = checks.filter(({ outcome }) => outcome === 'fail').map(({ name, detail }) => `its check "${name}" failed: ${detail}`);
    const count = checks.filter(({ outcome }) => outcome === 'pass').length;
    return { problem: failed.length === 0 ? undefined : failed.join('; '), passed: wanted.length === 0 ? 'no checks declared then' : `${count} of ${wanted.length} checks of then passed`, checks };
  } catch (error) {
    if (error instanceof StepFailure || error instanceof UserError) return { problem: error.message, passed: '', checks: [] };
    throw error;
  }
}

function lossText(run: Run, name: string, change: string, lost: DataLoss[]): string {
  return new StepFailure({
    file: run.change.file,
    field: 'rollback',
    problem: `${name}: going back to ${change} would lose data, so it is not tried`,
    found: lost.map(({ address, what }) => `${address} (${what})`).join('; '),
    allowed: ACCEPTING_LOSS,
    next: 'change it so that going back keeps the data, or have the loss accepted: write that sentence into rollback, and have the request approved as it reads then',
  }).message;
}
