import type { Load, Measured } from './check.ts';

/** A percentile is told from the slowest only when at least one sample lies above it. */
export const PERCENTILES = [
  { name: 'p50', share: 0.5, least: 2 },
  { name: 'p95', share: 0.95, least: 20 },
  { name: 'p99', share: 0.99, least: 100 },
] as const;
export type Percentile = (typeof PERCENTILES)[number]['name'];

/** What was seen while it was measured. Times in seconds. */
export interface Samples {
  /** One for each answer, or run, that was as it should be. */
  times: number[];
  errors: number;
  /** What went wrong first, without what is secret. */
  firstError: string | undefined;
  /** From the first request to the last answer. */
  seconds: number;
}

/** Percentiles by the nearest rank: each is a time that was really taken. */
export function measuredOf({ times, errors, seconds }: Samples, { warmUp, atOnce }: Load): Measured {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number, least: number): number | null => (sorted.length < least ? null : rounded(sorted[Math.ceil(share * sorted.length - 1e-9) - 1]));
  const [p50 = null, p95 = null, p99 = null] = PERCENTILES.map(({ share, least }) => at(share, least));
  return { n: times.length, errors, warmUp, atOnce, seconds: rounded(seconds) ?? 0, perSecond: times.length === 0 || seconds <= 0 ? null : rounded(times.length / seconds), p50, p95, p99, slowest: rounded(sorted.at(-1)) };
}

/** To the microsecond. */
function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * 1e6) / 1e6;
}
