import { describe, expect, it } from '@jest/globals';
import { standing } from '../../src/steps/check-standing.ts';

const waiting = [{ what: 'a status that is true', whom: ['rita@example.com'], next: 'set the status' }];
const overview = { id: 'CR-0001', file: 'changes/CR-0001.md', fileStatus: 'implemented' as const, waiting };
const problem = 'the file says implemented, and the evidence shows submitted';

describe('how the request of a check stands', () => {
  it('holds: nothing but what it waits for is said', () => {
    expect(standing(overview, { hasEvidence: false, touchesFiles: true })).toEqual({ step: undefined, untrue: [], waiting });
  });

  it.each([
    ['the evidence contradicts it', { hasEvidence: true, touchesFiles: false }],
    ['nothing shows it, and the change touches a component', { hasEvidence: false, touchesFiles: true }],
  ])('is a HALT where %s', (_name, seen) => {
    expect(standing({ ...overview, problem }, seen)).toEqual({ step: { step: 'approval', verdict: 'halt', place: { file: 'changes/CR-0001.md' }, reasons: [`changes/CR-0001.md: status: ${problem}`] }, untrue: waiting, waiting: [] });
  });

  it('cannot be told for a change that brings the status alone, where no evidence lies, and that is said', () => {
    const { step, untrue, waiting: next } = standing({ ...overview, problem }, { hasEvidence: false, touchesFiles: false });
    expect(step).toMatchObject({ verdict: 'not reached', reasons: ['none of the evidence of CR-0001 lies here, so nothing shows whether it is implemented'] });
    expect(untrue).toEqual([]);
    expect(next).toEqual([{ what: expect.stringContaining('none of the evidence'), whom: [], next: 'cutover status CR-0001' }]);
  });
});
