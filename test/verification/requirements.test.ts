import { describe, expect, it } from '@jest/globals';
import { claimSchema, type Claim } from '../../src/claims/claim.ts';
import type { Target } from '../../src/documents/architecture.ts';
import type { CheckResult, Measured } from '../../src/verification/check.ts';
import { outputsOfComponents } from '../../src/verification/output-environment.ts';
import { decideRequirement, requirementsVerdict, type Requirement, type RequirementResult, type Shown } from '../../src/verification/requirements.ts';

const aResult = (overrides: Partial<CheckResult> = {}): CheckResult => ({ name: 'round trip', outcome: 'pass', seconds: 1.5, detail: 'seen', safeInProduction: false, ...overrides });
const aRequirement = (overrides: Partial<Requirement> = {}): Requirement => ({
  id: 'R1', owner: 'platform', statement: 'an order is stored', section: [], source: { file: 'docs/architecture.md', line: 7 }, level: 'must', requirement: { components: ['storage'] }, ...overrides,
});
const withTarget = (target: Target | undefined): Requirement => aRequirement({ requirement: { components: ['storage'], ...(target === undefined ? {} : { target }) } });
const aClaim = (decision: Claim['decision'], by: Claim['by'], reason = 'as the rule says'): Claim =>
  claimSchema.parse({ id: 'R1', owner: 'platform', statement: 'an order is stored', section: [], source: { file: 'docs/architecture.md', line: 7 }, decision, by, reason, evidence: [{ record: 'synth/change', says: 'seen' }] });

describe('a requirement', () => {
  const latency = (atMostSeconds: number): Target => ({ kind: 'latency', atMostSeconds });

  it.each<[string, Target | undefined, Partial<CheckResult>, RequirementResult['decision'], string[]]>([
    ['passes with its check', undefined, {}, 'pass', ['1.500 s']],
    ['passes within its target, and says both numbers', latency(2), {}, 'pass', ['1.500 s', 'allows 2 s']],
    ['passes exactly at its target', latency(1.5), {}, 'pass', []],
    ['fails over its target, and says both numbers', latency(1), {}, 'fail', ['1.500 s', 'allows 1 s']],
    ['fails when the recovery that its check makes takes too long', { kind: 'rto', atMostSeconds: 1 }, {}, 'fail', ['allows 1 s']],
    ['is not held to a target that the time of a check does not show', { kind: 'rpo', atMostSeconds: 0 }, {}, 'pass', ['1.500 s']],
    ['fails with its check, however fast', latency(2), { outcome: 'fail', detail: 'exit code 1' }, 'fail', ['exit code 1']],
    ['stays undecided when it was not exercised', latency(2), { outcome: 'not-exercised', seconds: 0, detail: 'not exercised here (emulator): alarms' }, 'undecided', ['alarms']],
  ])('%s', (_title, target, result, decision, words) => {
    const decided = decideRequirement(withTarget(target), { checks: [aResult(result)] });
    expect(decided).toMatchObject({ id: 'R1', decision, by: 'check', maxSeconds: target !== undefined && 'atMostSeconds' in target && target.kind !== 'rpo' ? target.atMostSeconds : null });
    for (const word of words) expect(decided.says).toContain(word);
  });

  const measured = (overrides: Partial<Measured> = {}): Measured => ({ n: 1000, errors: 0, warmUp: 10, atOnce: 5, seconds: 10, perSecond: 100, p50: 0.05, p95: 0.2, p99: 0.4, slowest: 0.9, ...overrides });
  const bounds = (more: object): Target => ({ kind: 'latency', ...more });
  const rate = (atLeastPerSecond: number): Target => ({ kind: 'throughput', atLeastPerSecond });

  it.each<[string, Target | undefined, Partial<Measured> | undefined, RequirementResult['decision'], string[], [number, number | null]]>([
    ['passes within each of its percentiles, and says all numbers', bounds({ p50: 0.1, p95: 0.2, p99: 0.5 }), {}, 'pass', ['p50 50 ms (at most 100 ms)', 'p95 200 ms (at most 200 ms)', 'p99 400 ms (at most 500 ms)', '1000 runs, 5 at once, 0 with an error'], [0.4, 0.5]],
    ['fails over one of its percentiles', bounds({ p50: 0.1, p95: 0.19 }), {}, 'fail', ['p95 200 ms (at most 190 ms)'], [0.2, 0.19]],
    ['fails when one run took too long', bounds({ p50: 0.1, atMostSeconds: 0.8 }), {}, 'fail', ['slowest 900 ms (at most 800 ms)'], [0.9, 0.8]],
    ['fails when there were too few runs to tell', bounds({ p99: 1 }), { n: 99, p99: null }, 'fail', ['p99 is not known (at most 1 s): it takes 100 runs or more, and there are 99'], [1.5, 1]],
    ['fails when nothing was measured at all', bounds({ p50: 1 }), { n: 0, p50: null }, 'fail', ['p50 is not known'], [1.5, 1]],
    ['fails on an error, however fast', bounds({ p50: 1 }), { errors: 1 }, 'fail', ['1 with an error'], [0.05, 1]],
    ['passes at its throughput', rate(100), {}, 'pass', ['100 a second (at least 100)'], [1.5, null]],
    ['fails below its throughput', rate(101), {}, 'fail', ['100 a second (at least 101)'], [1.5, null]],
    ['fails without a rate', rate(1), { perSecond: null }, 'fail', ['no rate (at least 1)'], [1.5, null]],
    ['fails when its throughput was not measured', rate(1), undefined, 'fail', ['in 1.500 s, which shows no throughput: give it load in cutover.yaml'], [1.5, null]],
    ['fails when its percentiles were not measured', bounds({ p50: 9, p95: 9, atMostSeconds: 9 }), undefined, 'fail', ['shows no p50, no p95: give it load'], [1.5, 9]],
    ['holds every run to the time of a recovery', { kind: 'rto', atMostSeconds: 0.5 }, {}, 'fail', ['slowest 900 ms (at most 500 ms)'], [0.9, 0.5]],
    ['without a target passes when all runs were as they should be', undefined, {}, 'pass', ['under load: 1000 runs'], [1.5, null]],
    ['without a target fails on errors', undefined, { errors: 2 }, 'fail', ['2 with an error'], [1.5, null]],
  ])('measured under load %s', (_title, target, figures, decision, words, [seconds, maxSeconds]) => {
    const decided = decideRequirement(withTarget(target), { checks: [aResult(figures === undefined ? {} : { measured: measured(figures) })] });
    expect(decided).toMatchObject({ decision, by: 'check', seconds, maxSeconds });
    for (const word of words) expect(decided.says).toContain(word);
  });

  it('whose measurement failed is missed, whatever was measured until then', () => {
    expect(decideRequirement(withTarget(bounds({ p50: 1 })), { checks: [aResult({ outcome: 'fail', detail: 'under load: the status is 500', measured: measured() })] })).toMatchObject({ decision: 'fail', says: 'the check round trip failed: under load: the status is 500' });
  });

  it.each<[string, Shown, Partial<RequirementResult>]>([
    ['passes by its rule', { claim: aClaim('pass', 'rule') }, { decision: 'pass', by: 'rule', seconds: null, says: 'as the rule says' }],
    ['fails by its rule', { claim: aClaim('fail', 'rule') }, { decision: 'fail', by: 'rule' }],
    ['passes by an attestation', { claim: aClaim('pass', 'attestation') }, { decision: 'pass', by: 'attestation' }],
    ['fails by its rule, though its check passes', { checks: [aResult()], claim: aClaim('fail', 'rule') }, { decision: 'fail', by: 'rule' }],
    ['fails by its check, though its rule passes', { checks: [aResult({ outcome: 'fail' })], claim: aClaim('pass', 'rule') }, { decision: 'fail', by: 'check' }],
    ['fails by its check, though a person attests it', { checks: [aResult({ outcome: 'fail' })], claim: aClaim('pass', 'attestation') }, { decision: 'fail', by: 'check' }],
    ['passes by its rule where its check was not exercised', { checks: [aResult({ outcome: 'not-exercised' })], claim: aClaim('pass', 'rule') }, { decision: 'pass', by: 'rule' }],
    ['fails by the base’s check, though the change’s passes', { checks: [aResult(), aResult({ name: 'base', outcome: 'fail', seconds: 3 })] }, { decision: 'fail', by: 'check', seconds: 3, says: 'the check base failed: seen' }],
    ['fails by the change’s check, though the base’s passes', { checks: [aResult({ outcome: 'fail' }), aResult({ name: 'base' })] }, { decision: 'fail', by: 'check' }],
    ['is undecided when one of two checks was not exercised', { checks: [aResult(), aResult({ name: 'base', outcome: 'not-exercised' })] }, { decision: 'undecided', by: 'check' }],
    ['passes by both checks', { checks: [aResult(), aResult({ name: 'base' })] }, { decision: 'pass', by: 'check', says: 'the check round trip passed in 1.500 s; the check base passed in 1.500 s' }],
    ['passes by its check where its rule cannot tell', { checks: [aResult()], claim: aClaim('undecided', null) }, { decision: 'pass', by: 'check' }],
    ['is undecided when its rule has nothing to judge', { claim: aClaim('not-applicable', 'applicability') }, { decision: 'undecided', by: null }],
    ['is undecided when its attestation has expired', { claim: aClaim('undecided', null, 'the attestation of Ann expired') }, { decision: 'undecided', by: null, says: 'the attestation of Ann expired' }],
    ['is undecided when nothing decides it', {}, { decision: 'undecided', by: null, seconds: null }],
  ])('%s', (_title, shown, expected) => {
    expect(decideRequirement(aRequirement(), shown)).toMatchObject(expected);
  });

  it.each<[string, [Partial<Requirement>, Shown][], string, string]>([
    ['a missed one fails the whole', [[{}, { checks: [aResult()] }], [{}, { checks: [aResult({ outcome: 'fail' })] }]], 'fail', 'R1 (docs/architecture.md:7): fail'],
    ['one that nothing decides fails the whole, and says what would decide it', [[{}, {}]], 'fail', 'undecided: nothing decides it: give a check for it in cutover.yaml (requirements.R1)'],
    ['one that was not exercised is named', [[{}, { checks: [aResult({ outcome: 'not-exercised' })] }]], 'pass', 'R1 (docs/architecture.md:7): undecided'],
    ['one that should be met is named when it is missed', [[{ level: 'should' }, { checks: [aResult({ outcome: 'fail' })] }]], 'pass', 'R1 (docs/architecture.md:7): fail'],
    ['one that should be met is named when nothing decides it', [[{ level: 'should' }, {}]], 'pass', 'undecided'],
    ['none at all is said', [], 'pass', 'the architecture has no requirement'],
  ])('%s', (_title, requirements, verdict, reason) => {
    const decided = requirementsVerdict(requirements.map(([overrides, shown]) => decideRequirement(aRequirement(overrides), shown)));
    expect(decided.verdict).toBe(verdict);
    expect(decided.reasons.join()).toContain(reason);
  });

  it('over one component sees that component’s output names, over two prefixed ones', () => {
    const outputs = { storage: { name: { value: 'a', sensitive: false } }, queue: { name: { value: 'b', sensitive: true } }, other: { x: { value: 1, sensitive: false } } };
    expect(Object.keys(outputsOfComponents(['storage'], outputs))).toEqual(['name']);
    expect(outputsOfComponents(['storage', 'queue'], outputs)).toEqual({ 'storage.name': { value: 'a', sensitive: false }, 'queue.name': { value: 'b', sensitive: true } });
  });
});
