import { z } from 'zod';
import { componentNameSchema } from '../components/component-name.ts';
import { isInside } from '../documents/inside.ts';
import { Halt } from '../errors.ts';
import { changeIdSchema } from '../evidence/record.ts';
import { holderSchema, type Holder } from './holder.ts';

/** A stack that is kept beside the leases. */
const keptStackSchema = z.strictObject({
  /** Of the kept bytes, and of the component as synth made it. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  digest: z.string(),
  /** The stack's folder in what is kept; `.` for CDKTF, where nothing else is. */
  inside: z.string().refine((path) => path === '.' || isInside(path), 'a path inside what is kept'),
  dependsOn: z.array(componentNameSchema),
});
export type KeptStack = z.infer<typeof keptStackSchema>;

/**
 * `held`: a change rehearses it. `reaping`: it is being taken back. The rest is nobody's: `delivered`: the change that held it came to
 * production with it; `put-back`: to the stack that was last good; `removed`: nothing of it is there.
 */
const STANDINGS = ['held', 'reaping', 'delivered', 'put-back', 'removed'] as const;

export const leaseSchema = z.strictObject({
  schema: z.literal(1),
  /** There is no lease of production: nothing there is ever taken back by a clock. */
  environment: z.literal('test'),
  component: componentNameSchema,
  standing: z.enum(STANDINGS),
  /** Who holds it, or held it last. */
  change: changeIdSchema,
  who: z.string(),
  branch: z.string().nullable(),
  /** The run that rehearses it, or did: of the engine's lock, too, if that run left one. */
  run: holderSchema,
  /** The run that takes it back, or did. */
  reaper: holderSchema.nullable(),
  at: z.iso.datetime(),
  /** When it may be taken back. */
  until: z.iso.datetime(),
  /** Where the state lies, `s3://bucket/key` or a path. */
  state: z.string(),
  /** Whether anything of it was there before the change. */
  existed: z.boolean(),
  /** Addresses that the change was to create, for a run that was killed before its state said so. */
  creates: z.array(z.string()),
  /** What is there, or what was about to be applied; null once it is removed. */
  stack: keptStackSchema.nullable(),
  /** What it is put back to; null where no good delivery is known. */
  good: keptStackSchema.nullable(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** Who asks for a component, and for how long. */
export interface Claimant {
  component: string;
  change: string;
  who: string;
  branch: string | null;
  run: Holder;
  now: Date;
  hours: number;
  state: string;
  /** Whether the plan that is about to be applied found anything of the component. */
  existed: boolean;
  creates: string[];
  stack: KeptStack;
  /** What was last good, for a component that no lease tells of yet for certain; null where it is not known. */
  good: KeptStack | null;
}

/** Whether the holder's change has come to production with a component. `why`: only evidence that is not believed says so. */
export interface Delivery {
  delivered: boolean;
  why?: string;
}

/**
 * The lease that the claimant gets, after what is known of the component. `vouched`: whether anybody who is believed vouches for the last
 * lease; of another one nothing is taken over but that it is held. Throws Halt while another change holds it, or while it is being
 * taken back. Pure.
 */
export function claim(last: Lease | undefined, asks: Claimant, { delivered, why }: Delivery, vouched = true): Lease {
  const { component, change, who, branch, run, now, hours, state, creates, stack } = asks;
  if (last !== undefined && (last.standing === 'reaping' || (last.standing === 'held' && last.change !== change && !delivered))) throw new Halt(heldBy(last, now, why));
  const mine = { schema: 1, environment: 'test', component, standing: 'held', change, who, branch, run, at: now.toISOString(), until: new Date(now.getTime() + hours * 3_600_000).toISOString(), reaper: null, state, creates, stack } as const;
  if (last === undefined || !vouched) return { ...mine, existed: asks.existed, good: asks.existed ? asks.good : null };
  if (last.standing === 'held' && !delivered) return { ...mine, existed: last.existed, good: last.good };
  const good = last.standing === 'removed' ? null : last.stack;
  return { ...mine, existed: last.standing !== 'removed', good };
}

function heldBy({ component, standing, change, who, branch, until, run, reaper }: Lease, now: Date, why: string | undefined): ConstructorParameters<typeof Halt>[0] {
  const over = Date.parse(until) <= now.getTime();
  if (standing === 'reaping') {
    return { problem: `${component} (test) is being taken back from ${change}`, found: `by ${describe(reaper ?? run)}`, next: 'wait until that has ended; if it was cut off, cutover reap goes on with it' };
  }
  return {
    problem: `${component} (test) is held by the rehearsal of ${change}${over ? ', which is past its time' : ''}`,
    found: `${who}${branch === null ? '' : `, branch ${branch}`}, ${describe(run)}, until ${until}${why === undefined ? '' : `; ${why}`}`,
    next: over ? 'cutover reap takes it back; then run this again' : `wait until ${change} is delivered or its time is over, or ask ${who} to give it back: cutover reap --change ${change}`,
  };
}

export function describe(run: Holder): string {
  return run.kind === 'github' ? `run ${run.run} (attempt ${run.attempt}) of ${run.repository}` : `process ${run.pid} on ${run.machine}`;
}

/** Whether two leases say the same but for their times, with more than half of the time left: then nothing needs to be written. */
export function stillGood(last: Lease | undefined, next: Lease): boolean {
  if (last === undefined) return false;
  const same = JSON.stringify({ ...last, at: '', until: '' }) === JSON.stringify({ ...next, at: '', until: '' });
  return same && 2 * (Date.parse(last.until) - Date.parse(next.at)) > Date.parse(next.until) - Date.parse(next.at);
}
