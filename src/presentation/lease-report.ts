import type { Verdict } from '../evidence/record.ts';

/** How one lease of the test environment stands after `cutover reap`. */
export interface LeaseShown {
  component: string;
  change: string;
  who: string;
  branch: string | null;
  /** ISO 8601. */
  until: string;
  state: 'in time' | 'running' | 'delivered' | 'as it is' | 'removed' | 'put back' | 'would be removed' | 'would be put back' | 'needed' | 'unknown' | 'failed';
  notes: string[];
}

export interface LeaseReport {
  schema: 1;
  project: string;
  environment: 'test';
  target: 'sandbox' | 'cloud';
  dryRun: boolean;
  /** ISO 8601. */
  at: string;
  leases: LeaseShown[];
  /** Entries that cannot be read: nobody knows what they hold. */
  unreadable: { component: string; why: string }[];
}

/** `fail`: something could not be taken back. `halt`: nobody knows whether it may be. */
export function leaseVerdict({ leases, unreadable }: LeaseReport): Verdict {
  if (unreadable.length > 0 || leases.some(({ state }) => state === 'failed' || state === 'needed')) return 'fail';
  return leases.some(({ state }) => state === 'unknown') ? 'halt' : 'pass';
}

export function leaseLine({ component, change, who, branch, until, state }: LeaseShown): string {
  return `${component}: ${state} (${change}, ${who}${branch === null ? '' : `, branch ${branch}`}, until ${until})`;
}
