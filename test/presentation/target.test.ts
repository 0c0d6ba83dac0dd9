import { expect, it } from '@jest/globals';
import { architectureSchema, type Target } from '../../src/documents/architecture.ts';
import { describeTarget } from '../../src/presentation/target.ts';

const targetOf = (target: object): Target | undefined => architectureSchema.parse({ document: 'architecture', version: 1, owner: 'ann', components: { a: { purpose: 'x', criticality: 'low', dataClass: 'none' } }, requirements: [{ id: 'R1', statement: 'x', components: ['a'], target }] }).requirements[0]?.target;

it.each<[object, string]>([
  [{ kind: 'latency', atMostSeconds: 5 }, 'latency of at most 5 s'],
  [{ kind: 'latency', p95: 0.3 }, 'latency of at most 0.3 s (p95)'],
  [{ kind: 'latency', atMostSeconds: 2, p99: 1, p50: 0.1 }, 'latency of at most 0.1 s (p50), 1 s (p99), 2 s'],
  [{ kind: 'throughput', atLeastPerSecond: 200 }, 'at least 200 a second'],
])('%j reads “%s”', (target, text) => {
  expect(describeTarget(targetOf(target) as Target)).toBe(text);
});

it('a latency without a bound is none', () => {
  expect(() => targetOf({ kind: 'latency' })).toThrow('at least one of p50, p95, p99 and atMostSeconds');
});
