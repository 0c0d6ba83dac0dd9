import type { Whether } from './holder.ts';
import type { Lease } from './lease.ts';

/** What is known about a lease that somebody holds. */
export interface LeaseFacts {
  now: Date;
  /** Whether the run that holds it has ended; of one that is being taken back, whether the run that does so has. */
  run: Whether;
  /** The holder's change came to production with it: evidence that is believed says so. */
  delivered: boolean;
  /** Evidence that is not believed says so. */
  doubted: boolean;
  /** Whether the evidence of that change would be at hand, if there were any: without it nobody can say that it was not delivered. */
  known: boolean;
  /** Somebody asks for the leases of this change to be taken back now. */
  asked: boolean;
}

/** `due`: to be taken back. `over`: what it holds is good now. `unknown`: past its time, and perhaps delivered. The rest stays. */
export type Due = 'due' | 'over' | 'unknown' | 'running' | 'in time';

/** Whether a lease that is held, or half taken back, is to be taken back. Pure. */
export function whetherDue(lease: Pick<Lease, 'standing' | 'until'>, { now, run, delivered, doubted, known, asked }: LeaseFacts): Due {
  const past = Date.parse(lease.until) <= now.getTime();
  if (lease.standing === 'reaping') return run === 'ended' || (past && run === 'unknown') ? 'due' : 'running';
  if (delivered) return 'over';
  if (run === 'running') return 'running';
  if (asked) return 'due';
  if (!past) return 'in time';
  return known && !doubted ? 'due' : 'unknown';
}

/** What taking it back comes to; undefined where nobody knows what was there before. Pure. */
export function wayBack({ good, existed }: Pick<Lease, 'good' | 'existed'>): 'put back' | 'removed' | undefined {
  if (good !== null) return 'put back';
  return existed ? undefined : 'removed';
}

/**
 * The order in which leases are taken back: first what is put back, what others need before them; then what is removed, the other way
 * round. `needs`: component → what it needs. Pure.
 */
export function inOrderOfTaking(leases: Lease[]): Lease[] {
  const needs = new Map(leases.map(({ component, stack }) => [component, stack?.dependsOn ?? []]));
  const depth = (component: string, seen: string[] = []): number => (seen.includes(component) ? 0 : Math.max(0, ...(needs.get(component) ?? []).map((other) => 1 + depth(other, [...seen, component]))));
  const removed = (lease: Lease): boolean => wayBack(lease) === 'removed';
  return [...leases].sort((a, b) => Number(removed(a)) - Number(removed(b)) || (removed(a) ? -1 : 1) * (depth(a.component) - depth(b.component)));
}
