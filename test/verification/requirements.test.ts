import { describe, expect, it } from '@jest/globals';
import { checkSchema, type CheckResult } from '../../src/verification/check.ts';
import { outputsOfComponents } from '../../src/verification/output-environment.ts';
import { decideRequirement, requirementsVerdict } from '../../src/verification/requirements.ts';
import { decideRoles, rolesVerdict } from '../../src/verification/roles.ts';

const aResult = (overrides: Partial<CheckResult> = {}): CheckResult => ({ name: 'round trip', outcome: 'pass', seconds: 1.5, detail: 'seen', safeInProduction: false, ...overrides });
const check = checkSchema.parse({ name: 'round trip', command: ['true'] });
const aRequirement = (maxSeconds?: number): Parameters<typeof decideRequirement>[0] => ({
  id: 'R1', statement: 'an order is stored', components: ['storage'], check, ...(maxSeconds === undefined ? {} : { maxSeconds }),
});

describe('a requirement', () => {
  it.each([
    ['passes with its check', undefined, {}, 'pass', ['1.500 s']],
    ['passes within its bound, and says both numbers', 2, {}, 'pass', ['1.500 s', 'allows 2 s']],
    ['passes exactly at its bound', 1.5, {}, 'pass', []],
    ['fails over its bound, and says both numbers', 1, {}, 'fail', ['1.500 s', 'allows 1 s']],
    ['fails with its check, however fast', 2, { outcome: 'fail' as const, detail: 'exit code 1' }, 'fail', ['exit code 1']],
    ['stays undecided when it was not exercised', 2, { outcome: 'not-exercised' as const, seconds: 0, detail: 'not exercised here (emulator): alarms' }, 'undecided', ['alarms']],
  ])('%s', (_title, maxSeconds, result, decision, words) => {
    const decided = decideRequirement(aRequirement(maxSeconds), aResult(result));
    expect(decided).toMatchObject({ id: 'R1', decision, maxSeconds: maxSeconds ?? null });
    for (const word of words) expect(decided.says).toContain(word);
  });

  it.each([
    ['a missed one fails the whole', [aResult(), aResult({ outcome: 'fail' })], 'fail', 'R1: fail'],
    ['one that was not exercised is named', [aResult({ outcome: 'not-exercised' })], 'pass', 'R1: undecided'],
    ['none at all is said', [], 'pass', 'no requirement is declared'],
  ])('%s', (_title, results, verdict, reason) => {
    const decided = requirementsVerdict(results.map((result) => decideRequirement(aRequirement(), result)));
    expect(decided.verdict).toBe(verdict);
    expect(decided.reasons.join()).toContain(reason);
  });

  it('over one component sees that component’s output names, over two prefixed ones', () => {
    const outputs = { storage: { name: { value: 'a', sensitive: false } }, queue: { name: { value: 'b', sensitive: true } }, other: { x: { value: 1, sensitive: false } } };
    expect(Object.keys(outputsOfComponents(['storage'], outputs))).toEqual(['name']);
    expect(outputsOfComponents(['storage', 'queue'], outputs)).toEqual({ 'storage.name': { value: 'a', sensitive: false }, 'queue.name': { value: 'b', sensitive: true } });
  });
});

describe('the four roles', () => {
  const roles = {
    'frontend-developer': { person: 'Mira', needs: [{ need: 'a bucket to upload to', component: 'storage', check }] },
    architect: { person: 'Ada', needs: [{ need: 'a', component: 'network', check }, { need: 'b', component: 'storage', check }] },
  };

  it('are all reported; one without declared needs is no pass', async () => {
    const asked: string[] = [];
    const results = await decideRoles(roles, (_check, component) => {
      asked.push(component);
      return Promise.resolve(aResult());
    });
    expect(results.map(({ role, decision }) => [role, decision])).toEqual([
      ['frontend-developer', 'pass'], ['backend-developer', 'nothing declared'], ['product-owner', 'nothing declared'], ['architect', 'pass'],
    ]);
    expect(asked).toEqual(['storage', 'network', 'storage']);
    expect(rolesVerdict(results)).toEqual({ verdict: 'pass', reasons: ['backend-developer: nothing declared, so nothing was verified', 'product-owner: nothing declared, so nothing was verified'] });
  });

  it.each([
    ['an unmet need fails the role', 'fail', 'fail', 'fail'],
    ['a need that was not exercised leaves it undecided', 'not-exercised', 'undecided', 'pass'],
  ] as const)('%s', async (_title, outcome, decision, verdict) => {
    const results = await decideRoles(roles, (_check, component) => Promise.resolve(aResult({ outcome: component === 'storage' ? outcome : 'pass' })));
    expect(results.at(-1)).toMatchObject({ role: 'architect', decision });
    expect(rolesVerdict(results).verdict).toBe(verdict);
    expect(rolesVerdict(results).reasons).toContainEqual(expect.stringContaining(`architect: b: ${outcome}`));
  });
});
