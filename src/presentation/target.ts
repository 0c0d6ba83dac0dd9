import type { Target } from '../documents/architecture.ts';

/** A requirement's target in words: `latency of at most 5 s`. */
export function describeTarget(target: Target): string {
  switch (target.kind) {
    case 'availability':
      return `available at least ${target.atLeastPercent} % of each month`;
    case 'rto':
      return `back within ${seconds(target.atMostSeconds)} (RTO)`;
    case 'rpo':
      return `losing at most ${seconds(target.atMostSeconds)} of data (RPO)`;
    case 'latency':
      return `latency of at most ${latency(target)}`;
    case 'throughput':
      return `at least ${target.atLeastPerSecond} a second`;
  }
}

function latency({ p50, p95, p99, atMostSeconds }: Extract<Target, { kind: 'latency' }>): string {
  const bounds = Object.entries({ p50, p95, p99 }).flatMap(([name, amount]) => (amount === undefined ? [] : [`${seconds(amount)} (${name})`]));
  return [...bounds, ...(atMostSeconds === undefined ? [] : [seconds(atMostSeconds)])].join(', ');
}

function seconds(amount: number): string {
  if (amount >= 7200 && amount % 3600 === 0) return `${amount / 3600} h`;
  return amount >= 120 && amount % 60 === 0 ? `${amount / 60} min` : `${amount} s`;
}
