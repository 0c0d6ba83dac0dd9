import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../src/digest.ts';
import { missingFrom } from '../../src/evidence/completeness.ts';
import { NO_POLICY } from '../../src/evidence/policy.ts';
import { STEPS, type StepRecord } from '../../src/evidence/record.ts';
import { aChangeRecord } from '../helpers/a-record.ts';

/** Every step passed, nobody approved the request; the record of step approval says what is given. */
function whatIsMissing(facts: StepRecord['facts'], later: StepRecord['facts'] = facts): string[] {
  const passes = STEPS.map((step) => aChangeRecord({ step, ...(step === 'approval' ? { facts } : {}) }));
  const records = [...passes, aChangeRecord({ step: 'approval', finishedAt: '2026-03-01T11:00:00.000Z', inputs: { request: sha256('later') }, facts: later })];
  return missingFrom({ records: records.map((record, index) => ({ file: `${index}`, record })), approvals: [], signatures: [], chain: { request: sha256('later'), seal: sha256('seal'), target: 'sandbox', problems: [] } }, NO_POLICY).map(({ why }) => why);
}

const NO_REQUEST_APPROVAL = 'there is no approval of the request that step approval accepted';

describe('a bundle without an approval of its request', () => {
  it.each<[string, StepRecord['facts'], boolean]>([
    ['of a standard change is complete with its template', { risk: 'standard', template: 'rotate' }, true],
    ['of a standard change is not without one', { risk: 'standard', template: null }, false],
    ['of a normal change is not, whatever template it names', { risk: 'normal', template: 'rotate' }, false],
    ['that does not say what it is of is not', {}, false],
  ])('%s', (_name, facts, complete) => {
    expect(whatIsMissing(facts).includes(NO_REQUEST_APPROVAL)).toBe(!complete);
  });

  it('goes by what the step said last', () => {
    expect(whatIsMissing({ risk: 'standard', template: 'rotate' }, { risk: 'normal', template: null })).toContain(NO_REQUEST_APPROVAL);
  });

  it('always lacks that of the promotion', () => {
    expect(whatIsMissing({ risk: 'standard', template: 'rotate' })).toEqual(['there is no approval of the promotion that step plan sealed']);
  });
});

describe('approvals that were given on GitHub', () => {
  const given = (login: string, kind: 'review' | 'environment' = 'review'): object => ({ host: 'github', kind, url: 'https://github.com/octo/shop/pull/7', id: 80, commit: 'a'.repeat(40), login });
  const ann = { approver: 'ann@example.com', at: '2026-03-01T09:00:00.000Z', given: given('ann') };
  const gates = (facts: object, inputs: StepRecord['inputs'] = { request: sha256('request') }): StepRecord[] => {
    const passes = STEPS.map((step) => aChangeRecord({ step, inputs: step === 'promote' ? { seal: sha256('seal') } : inputs, ...(step === 'approval' || step === 'promote' ? { facts: facts as StepRecord['facts'] } : {}) }));
    return passes;
  };
  const missing = (records: StepRecord[], approvals = NO_POLICY.approvals): string[] =>
    missingFrom({ records: records.map((record, index) => ({ file: `${index}`, record })), approvals: [], signatures: [], chain: { request: sha256('request'), seal: sha256('seal'), target: 'sandbox', problems: [] } }, { ...NO_POLICY, approvals }).map(({ why }) => why);

  it('are those of the request and of the seal that the gates note', () => {
    expect(missing(gates({ approvals: [ann] }))).toEqual([]);
  });

  it('are by people, each of whom counts once', () => {
    const two = { ...NO_POLICY.approvals, request: 2 };
    const bob = { ...ann, approver: 'bob@example.com', given: given('bob') };
    expect(missing(gates({ approvals: [ann, { ...ann, approver: 'Ann@Example.com' }] }), two)).toEqual([expect.stringContaining('2 people have to approve the request that step approval accepted, and 1 did')]);
    expect(missing(gates({ approvals: [ann, bob] }), two)).toEqual([]);
  });

  it.each<[string, object]>([
    ['by somebody who is noted as excluded by name', { approvals: [ann], excluded: [{ identity: 'Ann@example.com', because: 'asked for it' }] }],
    ['by somebody who is noted as excluded by login', { approvals: [ann], excluded: [{ identity: '@Ann', because: 'started the run' }] }],
    ['that do not say where', { approvals: [{ ...ann, given: undefined }] }],
    ['that say another place', { approvals: [{ ...ann, given: { ...given('ann'), host: 'elsewhere' } }] }],
    ['that are none', { approvals: 'ann' }],
  ])('%s are none', (_name, facts) => {
    const plain = JSON.parse(JSON.stringify(facts)) as object;
    expect(missing(gates(plain))).toEqual([NO_REQUEST_APPROVAL, 'there is no approval of the promotion that step plan sealed']);
  });

  it('of another request than the chain leads to are none', () => {
    expect(missing(gates({ approvals: [ann] }, { request: sha256('another') }))).toEqual([NO_REQUEST_APPROVAL]);
  });
});
