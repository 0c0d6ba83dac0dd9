import { join } from 'node:path';
import type { Component } from '../components/component.ts';
import { Halt } from '../errors.ts';
import { latestOf } from '../evidence/past.ts';
import { tryGit } from '../git-command.ts';
import { thisRun, type Holder } from '../leases/holder.ts';
import { claim, describe, stillGood, type Delivery, type KeptStack, type Lease } from '../leases/lease.ts';
import type { LeaseLog } from '../leases/lease-log.ts';
import { packStack } from '../leases/stack-pack.ts';
import { pastOf } from '../past.ts';
import { configOn } from '../policy-on-base.ts';
import type { Run } from '../step.ts';
import type { EngineCall } from '../terraform/engine.ts';
import { changesAnything, type Plan } from '../terraform/plan.ts';
import { stateAddress } from '../terraform/backend-note.ts';
import { committedLock } from '../terraform/workspace.ts';
import { beforeIn, sourceAt, stillStands } from './before.ts';
import { leaseLog } from './lease-place.ts';

/**
 * Takes the component for this change, right before its rehearsal is applied, or takes it for longer; keeps what is applied, so that
 * `cutover reap` can take it back wherever it runs. A plan that changes nothing needs no lease. Throws Halt while another change holds it.
 */
export async function holdForRehearsal(run: Run, component: Component, call: EngineCall, plan: Plan): Promise<void> {
  const log = await leaseLog(run, component, call.workspace.access);
  const last = await log.latest(component.name);
  const { request } = run.change;
  const changes = changesAnything(plan);
  if (!changes && (last?.lease.standing !== 'held' || last.lease.change !== request.id)) return await noteOther(run, last?.lease);
  const [vouched, stack] = [last !== undefined && (await last.doubt()) === undefined, await keepStack(log, run.root, component)];
  const existed = [...plan.resources, ...plan.drift].some(({ mode, before }) => mode === 'managed' && before !== null);
  const creates = plan.resources.filter(({ mode, action }) => mode === 'managed' && (action === 'create' || action === 'replace')).map(({ address }) => address);
  const asks = { component: component.name, change: request.id, who: run.git.user, branch: branchOf(run), run: holderOf(run), now: run.now(), hours: leaseHours(run), state: stateAddress(call.workspace), existed, creates, stack, good: vouched ? null : await goodBefore(run, component, log, stack) };
  const lease = claim(last?.lease, asks, last === undefined ? { delivered: false } : await wasDelivered(run, last.lease), vouched);
  if ((vouched && stillGood(last?.lease, lease)) || (await log.add(last, lease))) return;
  throw new Halt({ problem: `${component.name} (test) was taken by another run at the same moment`, next: 'run this again: it says who holds it' });
}

async function noteOther(run: Run, lease: Lease | undefined): Promise<void> {
  if (lease?.standing !== 'held' || (await wasDelivered(run, lease)).delivered) return;
  run.ui.line(`${lease.component} (test) stands as ${lease.change} rehearses it (${describe(lease.run)}, until ${lease.until})`, 'note');
}

/** Hours that a rehearsal may hold a component: the base says it, and no change. */
function leaseHours({ git }: Pick<Run, 'git'>): number {
  return configOn(git)?.rehearsal.leaseHours ?? 8;
}

export function holderOf(run: Pick<Run, 'root' | 'host' | 'variable'>): Holder {
  return thisRun(run.root, run.variable, run.host !== undefined);
}

/** The branch that is checked out, in a job the one that GitHub names; asked once for all components. */
function branchOf({ git, root, host, variable }: Run): string | null {
  if (!branches.has(git)) branches.set(git, (host === undefined ? tryGit(root, ['symbolic-ref', '--short', '--quiet', 'HEAD'])?.trim() : variable('GITHUB_REF_NAME')) ?? null);
  return branches.get(git) ?? null;
}

const branches = new WeakMap<Run['git'], string | null>();

/** Whether what a lease holds came to production after it was taken: then what stands in test is good. */
export async function wasDelivered(run: Pick<Run, 'root' | 'git' | 'store'>, { change, component, at }: Lease): Promise<Delivery> {
  const own = run.store.kind === 'delivery' && run.store.change === change;
  const other = own ? undefined : (await pastOf(run)).changes.find((one) => one.change === change);
  const promoted = (own ? run.store.latest('promote', component, 'production') : latestOf(other?.records ?? [], 'promote', component, 'production'))?.record;
  const says = promoted?.verdict === 'pass' && Date.parse(promoted.finishedAt) >= Date.parse(at);
  if (other?.doubt === undefined) return { delivered: says };
  return says || other.unreadable.some((file) => file.startsWith(`promote/${component}.`)) ? { delivered: false, why: `the evidence of ${change} says that it came to production, and is not believed: ${other.doubt}` } : { delivered: false };
}

/** Whether what the last rehearsal of this change applied was taken back since: its record does not stand any more. */
export async function wasTakenBack(run: Run, component: Component): Promise<boolean> {
  const record = run.store.latest('rehearse', component.name, 'test')?.record;
  if (record?.verdict !== 'pass') return false;
  const { standing, change, at } = (await (await leaseLog(run, component)).latest(component.name))?.lease ?? {};
  return (standing === 'removed' || standing === 'put-back') && change === run.change.request.id && Date.parse(at ?? '') >= Date.parse(record.finishedAt);
}

/** Whether a component was removed from test on purpose after `since`, an instant in ISO 8601. */
export async function wasRemoved(run: Run, component: Component, since: string): Promise<boolean> {
  if (component.environment !== 'test') return false;
  const last = await (await leaseLog(run, component)).latest(component.name);
  if (last === undefined || (await last.doubt()) !== undefined) return false;
  const { standing, existed, at } = last.lease;
  // Held since: the apply after the removal did not come to its end.
  return (standing === 'removed' || (standing === 'held' && !existed)) && Date.parse(at) >= Date.parse(since);
}

/** What was delivered last, as synth found it; null where it could not be made anew. */
async function goodBefore(run: Run, component: Component, log: LeaseLog, stack: KeptStack): Promise<KeptStack | null> {
  const before = beforeIn(run.store.latest('synth')?.record.facts ?? {}).find((one) => one.component === component.name);
  if (before?.state === 'same') return stack;
  if (before?.state !== 'made' || !stillStands(run.root, before)) return null;
  const { directory, source, dependsOn, digest, commit } = before;
  const old: Component = { ...component, directory: join(run.root, directory), source, dependsOn, digest };
  return await keepStack(log, sourceAt(run, commit).root, old);
}

async function keepStack(log: LeaseLog, root: string, component: Component): Promise<KeptStack> {
  const { directory, source, digest, dependsOn } = component;
  const inside = source ?? '.';
  // HCL modules read files beside their own.
  const folder = inside === '.' ? directory : directory.slice(0, -(inside.length + 1));
  const sha256 = await log.keep(packStack(folder, committedLock(root, component)));
  return { sha256, digest, inside, dependsOn };
}
