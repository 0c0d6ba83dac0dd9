import { assertCovers } from '../change/scope.ts';
import type { Component } from '../components/component.ts';
import { forEachInOrder } from '../components/graph.ts';
import { Halt, Indeterminate, StepFailure } from '../errors.ts';
import type { StepRecord, Verdict } from '../evidence/record.ts';
import { runStep, type Outcome, type Run } from '../step.ts';
import type { EngineCall } from '../terraform/engine.ts';
import { hasUnsavedState } from '../terraform/errored-state.ts';
import { differences } from '../terraform/expectation.ts';
import { differsNow, forgetOpened, makePlan, rawOf, type KeptPlan } from '../terraform/kept-plan.ts';
import { changesAnything } from '../terraform/plan.ts';
import { forgetRunning } from '../terraform/running.ts';
import type { State } from '../terraform/state.ts';
import { dataDirectory, providerVersions } from '../terraform/workspace.ts';
import { runChecks } from '../verification/run-check.ts';
import { applyNoted } from './apply-noted.ts';
import { assertApproved, assertPromotionApproved, handsIn, notedFrom } from './approval.ts';
import { actionCounts, applyProgress, assertCovered, assertTemplateAllows, changeCount, readState, readyWorkspace, summary } from './deployment.ts';
import { weighPlans } from './claims.ts';
import { documentsOf } from './documents.ts';
import { asFacts } from './facts.ts';
import { assertOwnCredentials } from './own-credentials.ts';
import { describeChecks } from './rehearse.ts';
import { failureIn, writeStatus } from './request-status.ts';
import { readSeal, wasBegun, wasPromoted, type Sealed } from './read-seal.ts';
import { sealBreaks, sealedPlan } from './sealed.ts';
import { componentsOf } from './synth.ts';

/** Is production exactly what was approved, and does it work? Applies what was sealed, after its approval, and nothing else. */
export async function promote(run: Run): Promise<StepRecord[]> {
  assertApproved(run);
  assertCovers(run.change, 'production', 'production is changed');
  const sealed = readSeal(run);
  const components = componentsOf(run, 'production');
  await assertOwnCredentials(run, components);
  const gate = await runStep(run, { step: 'promote', environment: 'production', inputs: { seal: sealed.digest, request: run.change.digest }, reusable: false }, () => openGate(run, sealed, components));
  const records: StepRecord[] = [gate];
  try {
    await forEachInOrder(components, run.mode === 'incremental' ? 1 : run.parallelism, async (component) => {
      if (wasPromoted(run, sealed.digest, component.name)) {
        run.ui.line(`${component.name}: already promoted under this seal`, 'note');
        return;
      }
      records.push(await promoteOne(run, sealed, component));
    });
  } catch (error) {
    noteFailure(run);
    throw error;
  }
  return records;
}

async function openGate(run: Run, sealed: Sealed, components: Component[]): Promise<Outcome> {
  const breaks = await sealBreaks(run, sealed, components);
  if (breaks.length > 0) throw new Halt({ problem: `production is not touched: ${breaks.join('; ')}`, next: `cutover plan --change ${run.change.request.id}, which makes a new seal to approve` });
  const by = await assertPromotionApproved(run, sealed.digest);
  const approvedBy = by.map(({ approver }) => approver);
  run.ui.line(`the seal is approved by ${approvedBy.join(', ')}`, 'good');
  return { subjects: { seal: sealed.digest }, facts: asFacts({ seal: sealed.digest, approvedBy, approvals: notedFrom(by), startedBy: run.git.user, ...handsIn(run) }) };
}

async function promoteOne(run: Run, sealed: Sealed, component: Component): Promise<StepRecord> {
  const call = { step: 'promote', component: component.name, environment: 'production', inputs: inputsOf(run, sealed, component), reusable: false } as const;
  try {
    return await runStep(run, call, () => run.ui.task(`promote ${component.name}`, (progress) => new Promotion(run, sealed, component, progress).outcome()));
  } finally {
    forgetOpened(run.root, component);
    forgetRunning(run.root, call);
  }
}

function inputsOf(run: Run, sealed: Sealed, component: Component): StepRecord['inputs'] {
  return { seal: sealed.digest, stack: component.digest, request: run.change.digest };
}

/** One component's way into production; remembers whether anything was begun, for the record of a promotion that breaks off. */
class Promotion {
  readonly #run: Run;
  readonly #sealed: Sealed;
  readonly #component: Component;
  readonly #progress: (text: string) => void;
  #begun: boolean;

  constructor(run: Run, sealed: Sealed, component: Component, progress: (text: string) => void) {
    this.#run = run;
    this.#sealed = sealed;
    this.#component = component;
    this.#progress = progress;
    this.#begun = wasBegun(run, sealed.digest, component.name);
  }

  async outcome(): Promise<Outcome> {
    try {
      return await this.#promote();
    } catch (error) {
      const verdict: Verdict | undefined = error instanceof Halt ? 'halt' : error instanceof Indeterminate ? 'indeterminate' : error instanceof StepFailure ? 'fail' : undefined;
      if (verdict === undefined) throw error;
      return { verdict, reasons: [(error as Error).message], facts: asFacts({ seal: this.#sealed.digest, begun: this.#begun, applied: false }) };
    }
  }

  async #promote(): Promise<Outcome> {
    const { name } = this.#component;
    // Getting ready puts a state that an earlier run could not save into production's: like any change of it, only while the approval holds.
    if (hasUnsavedState({ directory: this.#component.directory, dataDirectory: dataDirectory(this.#run.root, this.#component) })) await assertPromotionApproved(this.#run, this.#sealed.digest);
    const call = await readyWorkspace(this.#run, this.#component);
    this.#progress('compare with the seal');
    const toApply = await this.#planToApply(call);
    // Read again at the last moment: an approval may have been withdrawn, or production closed, while other components went out.
    const by = await assertPromotionApproved(this.#run, this.#sealed.digest);
    assertTemplateAllows(this.#run, this.#component, toApply.plan);
    assertCovered(this.#run, this.#component, toApply);
    if (changesAnything(toApply.plan)) {
      this.#begun = true;
      this.#run.changingProduction?.();
      const facts = asFacts({ seal: this.#sealed.digest, begun: true, applied: false });
      const about = { step: 'promote', component: name, environment: 'production', inputs: inputsOf(this.#run, this.#sealed, this.#component), facts } as const;
      await applyNoted(this.#run, about, call, toApply.file, applyProgress(changeCount(toApply.plan), this.#progress));
    }
    const state = await readState(call, rawOf(toApply));
    this.#progress('checks');
    const checks = await runChecks(this.#run.config.checks[name] ?? [], {
      cwd: this.#run.root,
      env: call.workspace.access.env,
      component: name,
      environment: 'production',
      target: this.#run.target,
      outputs: state.outputs,
      signal: this.#run.signal,
    });
    this.#progress('drift');
    const drifted = await differsNow(this.#run.root, this.#component, call);
    const failed = checks.filter(({ outcome }) => outcome === 'fail');
    const pass = failed.length === 0 && drifted.length === 0;
    this.#run.ui.line(`${name}: ${summary(toApply.plan)}; ${describeChecks(checks)}; ${drifted.length === 0 ? 'no drift' : `${drifted.length} drifted`}`, pass ? 'good' : 'bad');
    return {
      verdict: pass ? 'pass' : 'fail',
      reasons: [
        ...failed.map((check) => `${name}: the check "${check.name}" failed in production: ${check.detail}`),
        ...(drifted.length === 0 ? [] : [`${name}: production differs from what was applied: ${drifted.join(', ')}`]),
        ...checks.filter(({ outcome }) => outcome === 'not-exercised').map((check) => `${check.name}: ${check.detail}`),
      ],
      subjects: { seal: this.#sealed.digest, stack: this.#component.digest, plan: toApply.meta.plan },
      facts: asFacts({ ...this.#facts(call, state), approvedBy: by.map(({ approver }) => approver), approvals: notedFrom(by), actions: actionCounts(toApply.plan), checks, drift: drifted.length }),
    };
  }

  #facts(call: EngineCall, state: State): object {
    const outputs = Object.fromEntries(Object.entries(state.outputs).map(([name, { shown, sensitive }]) => [name, { sensitive, value: sensitive ? null : shown }]));
    return {
      seal: this.#sealed.digest,
      begun: this.#begun,
      applied: true,
      world: call.workspace.access.world,
      commit: this.#run.git.head,
      stack: this.#component.digest,
      lineage: state.lineage,
      serial: state.serial,
      resources: state.resources,
      dataSources: state.dataSources,
      outputs,
      engine: `${call.engine.kind} ${call.engine.version}`,
      providers: providerVersions(this.#component.directory),
    };
  }

  /** The sealed plan itself where nothing upstream has changed; otherwise a plan made now, if it is no more than what was sealed. */
  async #planToApply(call: EngineCall): Promise<KeptPlan> {
    const { name } = this.#component;
    const entry = this.#sealed.seal.components.find((component) => component.name === name);
    if (entry === undefined) throw new Halt({ problem: `${name} is not in the seal` });
    const newSeal = `cutover plan --change ${this.#run.change.request.id}, which makes a new seal to approve`;
    // Looked at again right before it is used: other components' checks ran since the gate was opened.
    componentsOf(this.#run, 'production');
    const kept = await sealedPlan(this.#run, this.#component, call);
    if (kept.meta.plan !== entry.plan || kept.meta.json !== entry.json) throw new Halt({ problem: `the plan of ${name} is not the sealed one`, next: newSeal });
    if (!this.#begun) {
      const { lineage, serial } = await readState(call, undefined);
      if (lineage !== entry.lineage || serial !== entry.serial) {
        throw new Halt({ problem: `${name}: production's state has moved on since the seal`, found: `serial ${serial}, lineage ${lineage ?? 'none'}`, allowed: `serial ${entry.serial}, lineage ${entry.lineage ?? 'none'}`, next: newSeal });
      }
      if (entry.kind === 'plan') return changesAnything(kept.plan) ? await this.#stillFits(kept, call) : kept;
    }
    const now = await makePlan(this.#run.root, this.#component, call, 'plan', 'now');
    const found = differences(rawOf(kept), rawOf(now));
    if (found.length === 0) {
      await this.#assertDemanded(now);
      return now;
    }
    throw new Halt({
      problem: `${name}: the plan made after its upstream was applied is not what was approved`,
      found: found.slice(0, 10).map(({ address, what }) => `${address}: ${what}`).join('; '),
      next: newSeal,
    });
  }

  /** A state tells what was applied, and not what somebody changed past it: a fresh plan has to say what the sealed one says. */
  async #stillFits(kept: KeptPlan, call: EngineCall): Promise<KeptPlan> {
    const found = differences(rawOf(kept), rawOf(await makePlan(this.#run.root, this.#component, call, 'plan', 'now')));
    if (found.length === 0) return kept;
    throw new Halt({
      problem: `${this.#component.name}: production, or what it reads, is not as it was when the plan was sealed`,
      found: found.slice(0, 10).map(({ address, what }) => `${address}: ${what}`).join('; '),
      next: `cutover plan --change ${this.#run.change.request.id}, which makes a new seal to approve`,
    });
  }

  /** An expectation did not know what comes from upstream: what the documents demand of those values is decided only now. */
  async #assertDemanded({ plan }: KeptPlan): Promise<void> {
    const record = `promote/${this.#component.name}/production`;
    const { verdict, reasons } = await weighPlans(this.#run, documentsOf(this.#run), [{ component: this.#component, plan }], { record, final: true });
    if (verdict === 'fail') throw new Halt({ problem: `${this.#component.name}: its real plan breaks what the documents demand\n${reasons.join('\n')}`, next: 'correct the change: it is synthesized, rehearsed and sealed anew' });
  }
}

/** The request says `failed` once production was changed and the promotion did not come to a good end. */
function noteFailure(run: Run): void {
  const failure = failureIn(run.store, run.change.digest);
  if (failure !== undefined) writeStatus(run, 'failed', failure);
}
