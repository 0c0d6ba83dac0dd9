import type { Target } from '../documents/architecture.ts';
import type { CheckResult, Measured } from './check.ts';
import { PERCENTILES, type Percentile } from './measured.ts';

/** A bound on times. `slowest`: on the check's own time or, where it was measured under load, on every run. */
interface Bound {
  what: Percentile | 'slowest';
  atMost: number;
}

/** The targets that a time is measured against: what a check does is answering, or recovering. */
function boundsOf(target: Target | undefined): Bound[] {
  if (target?.kind !== 'latency' && target?.kind !== 'rto') return [];
  const percentiles = target.kind === 'latency' ? PERCENTILES.flatMap(({ name }) => (target[name] === undefined ? [] : [{ what: name, atMost: target[name] }])) : [];
  return [...percentiles, ...(target.atMostSeconds === undefined ? [] : [{ what: 'slowest' as const, atMost: target.atMostSeconds }])];
}

/** The last of the bounds, which is on the rarest of times, and the worst time that any check had there. */
export function secondsOf(checks: CheckResult[], target: Target | undefined): { seconds: number | null; maxSeconds: number | null } {
  const bound = boundsOf(target).at(-1);
  const times = checks.map(({ seconds, measured }) => (bound === undefined || measured === undefined ? seconds : (measured[bound.what] ?? seconds)));
  return { seconds: times.length === 0 ? null : Math.max(...times), maxSeconds: bound?.atMost ?? null };
}

export interface Compared {
  kept: boolean;
  /** What was measured and what is allowed; follows `the check … passed`. */
  says: string;
}

/** Holds a check that passed to the target of its requirement. What could not be told from it does not keep the target. */
export function compared({ seconds, measured }: CheckResult, target: Target | undefined): Compared {
  const bounds = boundsOf(target);
  if (measured !== undefined) return underLoad(measured, bounds, target?.kind === 'throughput' ? target.atLeastPerSecond : undefined);
  const took = `in ${seconds.toFixed(3)} s`;
  const unshown = [...bounds.flatMap(({ what }) => (what === 'slowest' ? [] : [what])), ...(target?.kind === 'throughput' ? ['throughput'] : [])];
  if (unshown.length > 0) return { kept: false, says: `${took}, which shows no ${unshown.join(', no ')}: give it load in cutover.yaml, so that it is measured` };
  const bound = bounds.at(-1);
  return bound === undefined ? { kept: true, says: took } : { kept: seconds <= bound.atMost, says: `${took}; the requirement allows ${bound.atMost} s` };
}

function underLoad(measured: Measured, bounds: Bound[], atLeastPerSecond: number | undefined): Compared {
  const { n, errors, atOnce, perSecond } = measured;
  const parts = bounds.map(({ what, atMost }) => onTime(measured, what, atMost));
  if (atLeastPerSecond !== undefined) parts.push({ kept: perSecond !== null && perSecond >= atLeastPerSecond, says: `${perSecond === null ? 'no rate' : `${shortNumber(perSecond)} a second`} (at least ${atLeastPerSecond})` });
  const runs = `${n} runs, ${atOnce} at once, ${errors} with an error`;
  return { kept: n > 0 && errors === 0 && parts.every(({ kept }) => kept), says: `under load: ${[...parts.map(({ says }) => says), runs].join('; ')}` };
}

function onTime(measured: Measured, what: Bound['what'], atMost: number): Compared {
  const value = measured[what];
  if (value !== null) return { kept: value <= atMost, says: `${what} ${duration(value)} (at most ${duration(atMost)})` };
  const least = PERCENTILES.find(({ name }) => name === what)?.least ?? 1;
  return { kept: false, says: `${what} is not known (at most ${duration(atMost)}): it takes ${least} runs or more, and there are ${measured.n}` };
}

/** `0.0123 s` → `12.3 ms`. */
export function duration(seconds: number): string {
  return seconds < 1 ? `${shortNumber(seconds * 1000)} ms` : `${shortNumber(seconds)} s`;
}

export function shortNumber(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value * 10) / 10 : Number(value.toPrecision(3)));
}
