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
