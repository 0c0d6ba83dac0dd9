import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Component } from '../components/component.ts';
import { Halt, StepFailure } from '../errors.ts';
import { wayBack } from '../leases/due.ts';
import type { Whether } from '../leases/holder.ts';
import type { KeptStack, Lease } from '../leases/lease.ts';
import type { LeaseLog } from '../leases/lease-log.ts';
import { unpackStack } from '../leases/stack-pack.ts';
import { engineLock, whyNotBreak, type EngineLock } from '../leases/stale-lock.ts';
import type { ObjectStore } from '../evidence/object-store.ts';
import type { Run } from '../step.ts';
import { plan, pullState, unlock, type EngineCall } from '../terraform/engine.ts';
import { differsNow, makePlan } from '../terraform/kept-plan.ts';
import { changesAnything } from '../terraform/plan.ts';
import { forgetRunning } from '../terraform/running.ts';
import { parseState } from '../terraform/state.ts';
import { stateAddress } from '../terraform/backend-note.ts';
import { leftInTheWorld } from '../terraform/left-in-the-world.ts';
import { applyNoted } from './apply-noted.ts';
import { applyProgress, readyWorkspace } from './deployment.ts';

export interface TakingBack {
  log: LeaseLog;
  /** The bucket or folder of the state. */
  objects: ObjectStore;
  lease: Lease;
  ended: { run: Whether; reaper: Whether };
  progress: (text: string) => void;
}

/** What was done and what shows it, in words for people. */
export interface TakenBack {
  standing: 'removed' | 'put-back';
  notes: string[];
}

/**
 * Takes one component of test back to what it was before its lease, with the stacks that were kept then: nothing of the change, its branch
 * or its run is needed. Throws when anything of it cannot be done or shown.
 */
export async function takeBack(run: Run, taking: TakingBack): Promise<TakenBack> {
  const { lease, progress } = taking;
  const folder = join(run.root, '.cutover', 'reap', 'test', lease.component);
  rmSync(folder, { recursive: true, force: true });
  const way = wayBack(lease);
  const to = way === 'put back' ? lease.good : lease.stack;
  if (way === undefined || to === null) {
    throw new Halt({ problem: `${lease.component} (test) was there before ${lease.change}, and what it was is not known, so it cannot be put back`, next: `deliver a change that brings it to what it should be, or say that what stands there is right: cutover reap --as-it-is ${lease.component}` });
  }
  progress('prepare');
  const { component, call } = await ready(run, taking, to, folder);
  const lock = await breakStaleLock(call, taking);
  const known = lock === undefined ? [] : await addressesIn(call);
  try {
    const done = way === 'removed' ? await remove(run, taking, { component, call, folder }) : await putBack(run, taking, { component, call });
    rmSync(folder, { recursive: true, force: true });
    if (lock === undefined) return done;
    assertNothingUnseen(lease, lock, known);
    return { ...done, notes: [`the lock ${lock.ID} of a run that has ended was removed`, ...done.notes] };
  } finally {
    forgetRunning(run.root, { environment: 'test', component: lease.component });
  }
}

async function ready(run: Run, { log, lease }: TakingBack, kept: KeptStack, folder: string): Promise<{ component: Component; call: EngineCall }> {
  const [stacks, lock] = [join(folder, 'stack'), join(folder, 'lock.hcl')];
  unpackStack(await log.kept(kept.sha256), stacks, lock);
  const source = kept.inside === '.' ? {} : { source: kept.inside };
  const component: Component = { name: lease.component, environment: 'test', stack: lease.component, directory: join(stacks, kept.inside), ...source, dependsOn: kept.dependsOn, digest: kept.digest };
  const call = await readyWorkspace(run, component, lock);
  const state = stateAddress(call.workspace);
  if (state === lease.state) return { component, call };
  throw new Halt({ file: 'cutover.yaml', field: 'environments.test.backend', problem: `the state of ${lease.component} is not where it was when it was rehearsed, and only that one is taken back`, found: state, allowed: lease.state });
}

/** The lock that was broken; undefined where there was none. */
async function breakStaleLock(call: EngineCall, { objects, lease, ended }: TakingBack): Promise<EngineLock | undefined> {
  const lock = await engineLock(objects, lease.state);
  if (lock === undefined) return undefined;
  const why = whyNotBreak(lock, lease, ended);
  if (why !== undefined || lock === 'unreadable') {
    throw new Halt({ file: `${lease.state}.tflock`, problem: `the state of ${lease.component} (test) is locked, and the lock is not broken: ${why ?? ''}`, found: lock === 'unreadable' ? 'no lock of the engine' : `${lock.Operation} by ${lock.Who} at ${lock.Created}, id ${lock.ID}`, next: 'wait until its run has ended; if you know that it has, remove the lock with the engine: force-unlock' });
  }
  await unlock(call, lock.ID);
  return lock;
}

/** An engine that was killed may have made what it had not written down yet: no state and no plan shows that. Said once; the next reaper finds no lock. */
function assertNothingUnseen(lease: Lease, lock: EngineLock, known: string[]): void {
  const unseen = lease.creates.filter((address) => !known.includes(address));
  if (unseen.length === 0 || lock.Operation !== 'OperationTypeApply') return;
  throw new StepFailure({ problem: `${lease.component} (test) was taken back, but its run was killed while it applied, and nobody knows whether it had created what no state names`, found: listed(unseen), next: 'look for them in the account and remove them by hand, then run this again' });
}

async function addressesIn(call: EngineCall): Promise<string[]> {
  return parseState(await pullState(call), call.workspace.label, undefined).resources.map(({ address }) => address);
}

interface Ready {
  component: Component;
  call: EngineCall;
}

/** Nothing of it was there before: all of it goes, and the cloud is asked for each resource once more. */
async function remove(run: Run, { lease, progress }: TakingBack, { component, call, folder }: Ready & { folder: string }): Promise<TakenBack> {
  const before = await pullState(call);
  const had = parseState(before, call.workspace.label, undefined).resources.map(({ address }) => address);
  const file = join(folder, 'destroy.tfplan');
  progress('plan');
  if (await plan(call, file, { destroy: true })) await applyAs(run, lease, call, file, applyProgress(had.length, progress));
  const still = await addressesIn(call);
  if (still.length > 0) throw new StepFailure({ problem: `${component.name} (test) was destroyed, and its state is not empty`, found: listed(still) });
  progress('ask the cloud');
  const { left, asked } = await leftInTheWorld(call, { state: before, folder: join(folder, 'proof'), root: join(folder, 'stack') });
  if (left.length > 0) throw new StepFailure({ problem: `${component.name} (test) was destroyed, and the cloud still has some of it`, found: listed(left), next: 'remove them by hand; the state does not know them any more' });
  return { standing: 'removed', notes: [had.length === 0 ? 'there was nothing of it' : `destroyed: ${listed(had)}`, `the state is empty${asked === 0 ? '' : `; the cloud was asked for ${asked} and has none`}`] };
}

/** It is applied as it was last good; a second plan, which looks at the world, must find nothing to do. */
async function putBack(run: Run, { lease, progress }: TakingBack, { component, call }: Ready): Promise<TakenBack> {
  progress('plan');
  const kept = await makePlan(run.root, component, call, 'plan', 'now');
  const changing = kept.plan.resources.filter(({ mode, action }) => mode === 'managed' && action !== 'no-op').map(({ address, action }) => `${address} (${action})`);
  if (changesAnything(kept.plan)) await applyAs(run, lease, call, kept.file, applyProgress(changing.length, progress));
  progress('look again');
  const differs = await differsNow(run.root, component, call);
  if (differs.length > 0) throw new StepFailure({ problem: `${component.name} (test) was put back, and is not as it was`, found: listed(differs) });
  return { standing: 'put-back', notes: [changing.length === 0 ? 'it stood as it was last good' : `put back: ${listed(changing)}`, 'a plan of what was last good finds nothing to do'] };
}

/** An engine that outlives us is noted as the rehearsal's: the next run of anything here waits for it and records that. */
async function applyAs(run: Run, lease: Lease, call: EngineCall, file: string, onLine: (line: string) => void): Promise<void> {
  const theirs: Run = { ...run, change: { ...run.change, request: { ...run.change.request, id: lease.change } } };
  await applyNoted(theirs, { step: 'rehearse', component: lease.component, environment: 'test', inputs: {}, facts: { applied: false } }, call, file, onLine);
}

function listed(all: string[]): string {
  return all.slice(0, 10).join(', ') + (all.length > 10 ? `, and ${all.length - 10} more` : '');
}
