import { certainChanges, coversComponent } from '../change/scope.ts';
import { actionsBeyond, templateNamed } from '../change/template.ts';
import type { Component } from '../components/component.ts';
import { upstreamOf } from '../components/graph.ts';
import { Halt } from '../errors.ts';
import { lastGood } from '../evidence/last-good.ts';
import type { Past } from '../evidence/past.ts';
import type { EnvironmentName } from '../evidence/record.ts';
import { pastOf } from '../past.ts';
import { configOn } from '../policy-on-base.ts';
import type { Run } from '../step.ts';
import { pullState, type EngineCall } from '../terraform/engine.ts';
import { makePlan, type KeptPlan, type Slot } from '../terraform/kept-plan.ts';
import type { RawPlan } from '../terraform/parse-plan.ts';
import type { Plan, PlanKind } from '../terraform/plan.ts';
import { IDENTITY_VARIABLE, planLock, type PlanLock } from '../terraform/plan-lock.ts';
import { parseState, type State } from '../terraform/state.ts';
import { committedLock, prepareWorkspace, workspaceOf } from '../terraform/workspace.ts';
import { backendSettings } from './backend-settings.ts';
import { judgesNow } from './decide.ts';
import { pushKeptStates } from './interrupted.ts';
import { wasRemoved } from './lease.ts';

/** The engine, ready for one component: credentials, backend, providers. `lock`: its provider lock, where that is not in the project. */
export async function readyWorkspace(run: Run, component: Component, lock = committedLock(run.root, component)): Promise<EngineCall> {
  const [engine, access] = await Promise.all([run.engine(), run.access(component.environment)]);
  const settings = backendSettings(run, component, access);
  const backend = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, typeof value === 'string' ? value.replaceAll('{component}', component.name) : value]));
  const call: EngineCall = { engine, workspace: workspaceOf(run.root, component, { ...access, backend }), signal: run.signal, lock: planLockOf(run, component.environment) };
  await prepareWorkspace(run.root, component, call, lock);
  await pushKeptStates(call);
  return call;
}

/**
 * How the environment's kept plans are encrypted; undefined where they lie open: in the sandbox, without a recipient on the base,
 * and in a job on GitHub, whose disk does not outlive it and whose plans are encrypted when they leave it (src/github/pack.ts).
 */
export function planLockOf(run: Pick<Run, 'git' | 'host' | 'target' | 'variable'>, environment: EnvironmentName): PlanLock | undefined {
  const recipient = run.host === undefined ? configOn(run.git)?.environments[environment].planRecipient : undefined;
  return recipient === undefined ? undefined : planLock({ target: run.target, recipient, identity: run.variable(IDENTITY_VARIABLE) });
}

/** Plans, and refuses what an adoption or a lost state would do unasked. */
export async function planChecked(run: Run, component: Component, call: EngineCall, kind: PlanKind, slot: Slot = run.store.kind === 'check' ? 'check' : 'kept'): Promise<KeptPlan> {
  const kept = await makePlan(run.root, component, call, kind, slot);
  assertTemplateAllows(run, component, kept.plan);
  assertCovered(run, component, kept);
  await assertExpected(run, component, kept.plan, call.workspace.access.world);
  return kept;
}

/** Nobody has looked at a standard change before it begins, so its plans may do what its template says and nothing else. */
export function assertTemplateAllows(run: Run, component: Component, plan: Plan): void {
  const { risk, template: name } = run.change.request;
  if (risk !== 'standard') return;
  const template = templateNamed(name, judgesNow(run).policy.templates);
  const changing = plan.resources.filter(({ mode, action }) => mode === 'managed' && action !== 'no-op');
  const beyond = template === undefined ? changing : actionsBeyond(template, changing);
  if (beyond.length === 0) return;
  throw new Halt({
    file: run.change.file,
    field: 'template',
    problem: `${component.name} (${component.environment}) would be changed in a way that the template ${name ?? ''} does not approve`,
    found: listed(beyond),
    allowed: template?.actions.join(', ') ?? `no template: ${run.git.base.ref} does not have it any more`,
    next: 'ask for this as a normal change, with risk: normal, and have it approved',
  });
}

function listed(resources: Plan['resources']): string {
  return resources.slice(0, 10).map(({ address, action }) => `${action} ${address}`).join(', ') + (resources.length > 10 ? `, and ${resources.length - 10} more` : '');
}

/** What the request does not cover stays as it is. A component below a changing upstream is looked at again when its values are known. */
export function assertCovered(run: Run, component: Component, { plan, meta }: Pick<KeptPlan, 'plan' | 'meta'>): void {
  if (coversComponent(run.change, component.name)) return;
  const changing = certainChanges(plan.resources.filter(({ mode, action }) => mode === 'managed' && action !== 'no-op'), meta.kind === 'plan');
  if (changing.length === 0) return;
  throw new Halt({ file: run.change.file, field: 'components', problem: `${component.name} (${component.environment}) would change, and the request does not cover it`, found: listed(changing), allowed: String(run.change.request.components), next: 'take the change of this component back, or ask for it in the request and have that approved' });
}

/** `world`: a sandbox that was started anew has lost its states, and that is no accident. */
async function assertExpected(run: Run, component: Component, plan: Plan, world: string): Promise<void> {
  const managed = plan.resources.filter(({ mode }) => mode === 'managed');
  const changing = managed.filter(({ action }) => action !== 'no-op');
  if (run.change.request.adopt && changing.length > 0) {
    throw new Halt({
      file: run.change.file,
      field: 'adopt',
      problem: `${component.name} (${component.environment}): the request adopts what exists, so nothing may change, but the plan would`,
      found: listed(changing),
      next: 'check that backend, account and region are those the resources were made with, or import what is missing',
    });
  }
  const last = lastGood(await claimsAbout(run, component), component.name, component.environment, run.target, { doubted: true });
  const creates = managed.filter(({ action }) => action === 'create');
  const hadResources = last?.record.facts['world'] === world && Array.isArray(last.record.facts['resources']) && last.record.facts['resources'].length > 0;
  if (hadResources && managed.length > 0 && creates.length === managed.length && managed.every(({ before }) => before === null) && !(await wasRemoved(run, component, last.record.finishedAt))) {
    throw new Halt({
      problem: `${component.name} (${component.environment}) was deployed by ${last.change}, but its state is empty: the plan would create everything a second time`,
      found: listed(creates),
      next: 'restore the state, or check the backend settings; if the resources were destroyed on purpose, say so in a request of its own',
    });
  }
}

/** All that evidence says of a component, believed or not, and that of this change itself: here it can only stop the change. */
async function claimsAbout(run: Run, { name, environment }: Component): Promise<Past> {
  const past = await pastOf(run);
  if (run.store.kind === 'check') return past;
  const records = run.store.about(environment === 'production' ? 'promote' : 'rehearse', name);
  return { ...past, changes: [...past.changes, { change: run.store.change, records, doubt: undefined, closed: false, vouched: new Set(), unreadable: [] }] };
}

/** A component whose upstream is among `changing` can only be planned as an expectation. */
export function kindOf(components: Component[], component: Component, changing: Set<string>): PlanKind {
  return [...upstreamOf(components, component.name)].some((name) => changing.has(name)) ? 'expectation' : 'plan';
}

export async function readState(call: EngineCall, plan: RawPlan | undefined): Promise<State> {
  return parseState(await pullState(call), call.workspace.label, plan);
}

/** `creates 3, updates 1`, or `no change`. */
export function summary(plan: Plan): string {
  const counts = new Map<string, number>();
  for (const { mode, action } of plan.resources) {
    if (mode === 'managed' && action !== 'no-op') counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  const outputs = Object.values(plan.outputs).filter(({ action }) => action !== 'no-op').length;
  if (counts.size === 0) return outputs === 0 ? 'no change' : `${outputs} ${outputs === 1 ? 'output changes' : 'outputs change'}`;
  return [...counts].map(([action, count]) => `${action} ${count}`).join(', ');
}

export function actionCounts(plan: Plan): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { mode, action } of plan.resources) {
    if (mode === 'managed' && action !== 'no-op') counts[action] = (counts[action] ?? 0) + 1;
  }
  return counts;
}

/** Turns the engine's own lines into how far an apply is. */
export function applyProgress(total: number, progress: (text: string) => void): (line: string) => void {
  let done = 0;
  return (line) => {
    if (/: (Creation|Modifications|Destruction) complete/.test(line)) done += 1;
    const current = /^(\S+): (Creating|Modifying|Destroying)/.exec(line)?.[1];
    progress(`${done}/${total}${current === undefined ? '' : ` ${current}`}`);
  };
}

export function changeCount(plan: Plan): number {
  return plan.resources.filter(({ mode, action }) => mode === 'managed' && action !== 'no-op').length;
}

