import { isDeepStrictEqual } from 'node:util';
import { standIn } from './change/request-of-branch.ts';
import type { Component } from './components/component.ts';
import { forEachInOrder, inDependencyOrder } from './components/graph.ts';
import { Halt, Indeterminate, StepFailure, UserError } from './errors.ts';
import { lastGood, type LastGood } from './evidence/last-good.ts';
import { claimOf, componentsOf, doubtsOf, type Past } from './evidence/past.ts';
import { pastOf } from './past.ts';
import type { ComponentDrift, DriftReport, DriftedResource } from './presentation/drift-report.ts';
import { openRun, type RunOptions, type RunSurroundings } from './project.ts';
import { makeStacks, type StacksOf } from './stacks.ts';
import type { Run } from './step.ts';
import { readyWorkspace } from './steps/deployment.ts';
import { makePlan } from './terraform/kept-plan.ts';
import type { Plan, PlannedResource } from './terraform/plan.ts';

export type DriftOptions = Omit<RunOptions, 'change' | 'check' | 'mode'>;

/** A run that belongs to no change. It plans and applies nothing for anybody. */
export function openDrift(options: DriftOptions, surroundings: RunSurroundings): Run {
  const nobodys = standIn('DRIFT', 'changes/DRIFT.md');
  return openRun({ ...options, change: nobodys.file, mode: 'incremental', check: nobodys }, surroundings);
}

/**
 * Plans every component that was ever delivered to production, applies nothing and locks no state: what the plan would change is
 * what differs. Where the code is not what was delivered, a plan would speak of both, and only what the engine itself saw drift
 * counts. `stacksOf`: where the stacks come from. Throws Halt when no delivery is known: then there is nothing to compare with, and silence would look like no drift.
 */
export async function drift(run: Run, stacksOf: StacksOf = makeStacks): Promise<DriftReport> {
  const past = await pastOf(run);
  const doubts = doubtsOf(past);
  const known = delivered(run, past);
  if (known.size === 0) {
    throw new Halt({ problem: 'no delivery to production is known here, so nothing can be compared with it', found: doubts.length === 0 ? `no record of a promotion that passed (${run.target})` : doubts.join('; '), next: 'bring the evidence: it lies in cutover-evidence/, or where the option evidence says' });
  }
  const components = inDependencyOrder(await stacksOf(run, 'production'));
  const found = new Map<string, ComponentDrift>();
  const looked = components.filter(({ name }) => known.has(name)).map((component) => ({ ...component, dependsOn: [] }));
  // Nothing is applied, so no order matters; it only bounds how many are planned at once.
  await forEachInOrder(looked, run.parallelism, async (component) => {
    const last = known.get(component.name);
    if (last !== undefined) found.set(component.name, await run.ui.task(`look at ${component.name}`, () => lookAt(run, component, last)));
  });
  for (const [name, last] of known) {
    if (!found.has(name)) found.set(name, { ...begin(name, last), state: 'not seen', notes: ['the code does not make it any more, and it was delivered: whether it is still there is not known'] });
  }
  for (const one of unbelieved(run, past)) if (!found.has(one.name)) found.set(one.name, one);
  return { schema: 1, project: run.config.name, target: run.target, commit: run.git.head, at: run.now().toISOString(), components: [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

/** Component → its last good delivery to production, over all changes that are believed. */
function delivered(run: Run, past: Past): Map<string, LastGood> {
  return new Map(componentsOf(past, 'promote').flatMap((name) => {
    const last = lastGood(past, name, 'production', run.target);
    return last === undefined ? [] : [[name, last] as const];
  }));
}

/** What only evidence that is not believed says was delivered: whether it is as it was is not known. */
function unbelieved(run: Run, past: Past): ComponentDrift[] {
  return componentsOf(past, 'promote').flatMap((name) => {
    const claim = claimOf(past, name, run.target);
    return claim === undefined ? [] : [{ ...begin(name, { ...claim, since: [] }), state: 'not seen' as const, notes: [claim.why] }];
  });
}

function begin(name: string, { change, record, since }: Pick<LastGood, 'change' | 'record' | 'since'>): ComponentDrift {
  return { name, delivered: { change, at: record.finishedAt }, state: 'as delivered', resources: [], outputs: [], notes: since.length === 0 ? [] : [`a later promotion of it ended: ${since.map(({ verdict, change, doubt }) => (doubt === undefined ? verdict : `${verdict}, by evidence of ${change} that is not believed: ${doubt}`)).join('; ')}`] };
}

async function lookAt(run: Run, component: Component, last: LastGood): Promise<ComponentDrift> {
  const begun = begin(component.name, last);
  const same = last.record.subjects['stack'] === component.digest;
  try {
    const { plan } = await makePlan(run.root, component, await readyWorkspace(run, component), 'plan', 'check');
    const resources = same ? toRestore(plan) : plan.drift.filter(({ mode }) => mode === 'managed').flatMap(asSeen);
    const outputs = same ? Object.entries(plan.outputs).filter(([, { action }]) => action !== 'no-op').map(([name]) => name) : [];
    return {
      ...begun,
      state: resources.length + outputs.length === 0 ? 'as delivered' : 'drifted',
      resources,
      outputs,
      notes: [...begun.notes, ...(same ? [] : ['the code is not what was delivered; only what changed in production itself is named'])],
    };
  } catch (error) {
    if (error instanceof Indeterminate || !(error instanceof Halt || error instanceof StepFailure || error instanceof UserError)) throw error;
    // One that cannot be planned keeps nobody from hearing about the others.
    return { ...begun, state: 'not seen', notes: [...begun.notes, error.message] };
  }
}

const TO_RESTORE: Partial<Record<PlannedResource['action'], DriftedResource['what']>> = { create: 'is gone', update: 'differs', replace: 'would be made anew', delete: 'is not in the code', forget: 'is not in the code' };
const SEEN: Partial<Record<PlannedResource['action'], DriftedResource['what']>> = { delete: 'is gone', update: 'differs', replace: 'differs' };

/** What the engine would do to make production what was delivered. */
function toRestore({ resources }: Plan): DriftedResource[] {
  return resources.filter(({ mode }) => mode === 'managed').flatMap((resource) => named(resource, TO_RESTORE[resource.action]));
}

/** What the engine saw changed since the state was written. */
function asSeen(resource: PlannedResource): DriftedResource[] {
  return named(resource, SEEN[resource.action]);
}

function named({ address, before, after }: PlannedResource, what: DriftedResource['what'] | undefined): DriftedResource[] {
  if (what === undefined) return [];
  const both = before !== null && after !== null;
  const attributes = both ? [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !isDeepStrictEqual(before[name] ?? null, after[name] ?? null)).sort() : [];
  return [{ address, what, attributes }];
}
