import { standIn } from './change/request-of-branch.ts';
import type { DriftOptions } from './drift.ts';
import { Halt, Indeterminate, StepFailure, UserError } from './errors.ts';
import { changesWithEvidence } from './evidence/last-good.ts';
import { EvidenceStore } from './evidence/store.ts';
import { CONFIG_FILE } from './find-project.ts';
import { inOrderOfTaking, wayBack, whetherDue } from './leases/due.ts';
import { endedHere, type Holder, type Whether } from './leases/holder.ts';
import { describe, type Lease } from './leases/lease.ts';
import type { LeaseLog, Logged, Unreadable } from './leases/lease-log.ts';
import { leasePlace, samePlace, type LeasePlace } from './leases/place.ts';
import type { LeaseReport, LeaseShown } from './presentation/lease-report.ts';
import { openRun, type RunSurroundings } from './project.ts';
import { makeStacks, type StacksOf } from './stacks.ts';
import type { Run } from './step.ts';
import { holderOf, wasDelivered } from './steps/lease.ts';
import { objectsAt, openLog, placeFor } from './steps/lease-place.ts';
import { takeBack } from './steps/take-back.ts';

/** How long a reaper has before another may go on with what it began. */
const REAPER_HOURS = 1;

export interface ReapAsk {
  /** Leases of this change, before their time. */
  change?: string | undefined;
  /** What stands there is right, whatever it was: components, whose leases end without anything being done. */
  asItIs?: string[] | undefined;
  dryRun: boolean;
  /** The evidence of every change is here, so that what is not in it was not delivered. */
  evidenceIsWhole: boolean;
  /** Where the stacks come from, if they are needed. */
  stacksOf?: StacksOf;
  /** Asks somebody else about a run that this machine knows nothing of. */
  ended?: ((run: Holder) => Promise<Whether>) | undefined;
}

/** A run that belongs to no change. */
export function openReap(options: DriftOptions, surroundings: RunSurroundings): Run {
  const nobodys = standIn('REAP', 'changes/REAP.md');
  const run = openRun({ ...options, change: nobodys.file, mode: 'incremental', check: nobodys }, surroundings);
  // Whatever goes wrong here, production is out of reach.
  return { ...run, store: new EvidenceStore(run.root, nobodys.request.id, 'check', surroundings.signer), access: (environment) => (environment === 'test' ? run.access('test') : Promise.reject(new Error('reap reaches nothing but the test environment'))) };
}

interface Found extends Pick<Logged, 'lease' | 'number'> {
  /** Why nobody who is believed vouches for the lease. */
  doubt: string | undefined;
  place: LeasePlace;
  log: LeaseLog;
}

/** Takes back what rehearsals hold past their time, and says of every lease that somebody holds how it stands. */
export async function reap(run: Run, ask: ReapAsk): Promise<LeaseReport> {
  const whether = async (holder: Holder): Promise<Whether> => {
    const here = endedHere(holder);
    return here === 'unknown' && ask.ended !== undefined ? await ask.ended(holder) : here;
  };
  const { found, unreadable } = await held(run, ask.stacksOf ?? makeStacks);
  const shown = new Map<string, LeaseShown>();
  const due: Found[] = [];
  for (const one of found) {
    const result = await orFailed(one.lease, () => settle(run, ask, whether, one));
    if (result === 'due') due.push(one);
    else shown.set(one.lease.component, result);
  }
  await takeAll(run, ask, whether, due, found, shown);
  return { schema: 1, project: run.config.name, environment: 'test', target: run.target, dryRun: ask.dryRun, at: run.now().toISOString(), leases: [...shown.values()].sort((a, b) => (a.component < b.component ? -1 : 1)), unreadable };
}

/** What goes wrong with one lease keeps nobody from the others; what was cut off, and what is no user's matter, ends it all. */
async function orFailed<T>(lease: Lease, work: () => Promise<T>): Promise<T | LeaseShown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Indeterminate || !(error instanceof Halt || error instanceof StepFailure || error instanceof UserError)) throw error;
    return show(lease, 'failed', [error.message]);
  }
}

type AsksWhether = (holder: Holder) => Promise<Whether>;

/** Ends a lease whose stack is good, and says how one stands that stays; the rest is due. */
async function settle(run: Run, ask: ReapAsk, whether: AsksWhether, one: Found): Promise<LeaseShown | 'due'> {
  const { lease } = one;
  const { delivered, why } = await wasDelivered(run, lease);
  const state = whetherDue(lease, {
    now: run.now(),
    run: await whether(lease.standing === 'reaping' && lease.reaper !== null ? lease.reaper : lease.run),
    delivered,
    doubted: why !== undefined,
    known: ask.evidenceIsWhole || changesWithEvidence(run.root).includes(lease.change) || (lease.run.kind === 'process' && lease.run.folder === run.root && endedHere(lease.run) !== 'unknown'),
    asked: ask.change === lease.change,
  });
  const asItIs = ask.asItIs?.includes(lease.component) === true && state !== 'running';
  if (asItIs || state === 'over') {
    // Of a stack that nobody vouches for nothing is taken over: the next lease would vouch for it.
    const kept = one.doubt === undefined ? lease : { ...lease, existed: true, stack: null, good: null };
    if (!ask.dryRun) await add(one, { ...kept, standing: 'delivered', reaper: holderOf(run), at: run.now().toISOString() });
    return show(lease, asItIs ? 'as it is' : 'delivered', [asItIs ? `taken for good as it stands, by ${run.git.user}` : `${lease.change} came to production with it`]);
  }
  if (state !== 'due') return show(lease, state, state === 'unknown' ? [`${why ?? `the evidence of ${lease.change} is not here, so nobody can say that it was not delivered`}; bring it, or say so: cutover reap --change ${lease.change}`] : []);
  // Whoever can write a lease could have this run their stack, or take away what is good.
  if (one.doubt !== undefined) return show(lease, 'failed', [`nobody who is believed vouches for this lease, so nothing that it names is run: ${one.doubt}`, `take it back where it was rehearsed (${describe(lease.run)}), or name who signs leases: evidence.trust in ${CONFIG_FILE} on ${run.git.base.ref}; if what stands there is right: cutover reap --as-it-is ${lease.component}`]);
  return 'due';
}

/** One may hold up another (a resource in use): as long as any is taken back, the others are tried again. */
async function takeAll(run: Run, ask: ReapAsk, whether: AsksWhether, due: Found[], found: Found[], shown: Map<string, LeaseShown>): Promise<void> {
  const open = new Map(inOrderOfTaking(due.map(({ lease }) => lease)).map(({ component }) => [component, due.find(({ lease }) => lease.component === component)]));
  for (let taken = true; taken;) {
    taken = false;
    for (const [component, one] of open) {
      if (one === undefined) continue;
      const result = await orFailed(one.lease, () => takeOne(run, ask, whether, one, found));
      shown.set(component, result);
      if (result.state === 'failed' || result.state === 'needed') continue;
      open.delete(component);
      found.splice(found.indexOf(one), 1);
      taken = !ask.dryRun;
    }
  }
}

async function takeOne(run: Run, ask: ReapAsk, whether: AsksWhether, one: Found, found: Found[]): Promise<LeaseShown> {
  const { lease, log, place } = one;
  const way = wayBack(lease);
  const needing = found.filter(({ lease: other }) => other.component !== lease.component && other.stack?.dependsOn.includes(lease.component) === true).map(({ lease: other }) => `${other.component} (${other.change})`);
  if (way === 'removed' && needing.length > 0 && !ask.dryRun) return show(lease, 'needed', [`it is removed after what needs it: ${needing.join(', ')}`]);
  if (ask.dryRun) return show(lease, way === undefined ? 'unknown' : way === 'removed' ? 'would be removed' : 'would be put back', way === undefined ? ['what it was before is not known'] : []);
  const ended = { run: await whether(lease.run), reaper: lease.reaper === null ? ('ended' as const) : await whether(lease.reaper) };
  const now = run.now();
  const mine: Lease = { ...lease, standing: 'reaping', reaper: holderOf(run), until: new Date(now.getTime() + REAPER_HOURS * 3_600_000).toISOString() };
  await add(one, mine);
  const reaping: Found = { ...one, number: one.number + 1, lease: mine };
  try {
    const objects = await objectsAt(place, (await run.access('test')).env);
    const { standing, notes } = await run.ui.task(`take back ${lease.component} (${lease.change})`, (progress) => takeBack(run, { log, objects, lease, ended, progress }));
    const stack = standing === 'removed' ? null : lease.good;
    await add(reaping, { ...mine, standing, at: run.now().toISOString(), stack, good: stack });
    return show(lease, standing === 'removed' ? 'removed' : 'put back', notes);
  } catch (error) {
    // Past its time it stays, so the next reaper tries it again.
    await add(reaping, { ...lease, standing: 'held', until: lease.until < now.toISOString() ? lease.until : now.toISOString() });
    one.number += 2;
    if (error instanceof Indeterminate || !(error instanceof Halt || error instanceof StepFailure || error instanceof UserError)) throw error;
    return show(lease, 'failed', [error.message]);
  }
}

async function add({ log, lease, number }: Found, next: Lease): Promise<void> {
  if (await log.add({ number }, next)) return;
  throw new Halt({ problem: `the lease of ${lease.component} (test) was changed by another run at the same moment`, next: 'run this again: it shows who holds it' });
}

function show({ component, change, who, branch, until }: Lease, state: LeaseShown['state'], notes: string[]): LeaseShown {
  return { component, change, who, branch, until, state, notes };
}

/** Every lease that is held, or half taken back, and those that cannot be read. */
async function held(run: Run, stacksOf: StacksOf): Promise<{ found: Found[]; unreadable: Unreadable[] }> {
  const access = await run.access('test');
  const [found, broken]: [Found[], Unreadable[]] = [[], []];
  for (const place of await placesOf(run, stacksOf)) {
    const log = await openLog(run, place, access);
    const { leases, unreadable } = await log.all();
    broken.push(...unreadable);
    for (const { lease, number, doubt } of leases) {
      if (lease.standing === 'held' || lease.standing === 'reaping') found.push({ lease, number, doubt: await doubt(), place, log });
    }
  }
  return { found, unreadable: broken };
}

/** Where states of test lie: what the settings say, else what the stacks say. A sandbox has its own bucket, and files are the project's. */
async function placesOf(run: Run, stacksOf: StacksOf): Promise<LeasePlace[]> {
  const access = await run.access('test');
  const { backend } = run.config.environments.test;
  const [own, given] = [leasePlace(backend), leasePlace(access.backend)];
  const settings = [...(given !== undefined && own?.kind === 's3' ? [] : [own]), given].filter((place) => place !== undefined);
  if (settings.length > 0) return settings;
  const components = await stacksOf(run, 'test');
  const places = await Promise.all(components.map((component) => placeFor(run, component, access)));
  return places.filter((place, index) => places.findIndex((other) => samePlace(place, other)) === index);
}
