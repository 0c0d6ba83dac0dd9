import { describe, expect, it } from '@jest/globals';
import type { Candidate, Counted } from '../../src/change/counting.ts';
import { assertGroupsExist, missingFrom } from '../../src/change/quorum.ts';
import { Halt } from '../../src/errors.ts';
import { anApprover, aPolicy } from '../helpers/an-approval-question.ts';
import { anApproval } from '../helpers/an-approval.ts';
import { refused } from '../helpers/refused.ts';

const by = (person: string, ...groups: string[]): Counted => ({ approval: anApproval(), given: undefined, person, groups });
const candidate = (name: string, ...groups: string[]): Candidate => ({ names: [name], groups });

describe('a quorum', () => {
  it.each<[string, number, string[], Counted[], string[] | undefined]>([
    ['of one by one', 1, [], [by('ann')], undefined],
    ['of one by more', 1, [], [by('ann'), by('bob')], undefined],
    ['of one by nobody', 1, [], [], ['nobody has approved it']],
    ['of two by nobody', 2, [], [], ['nobody has approved it, and 2 people must']],
    ['of two by one', 2, [], [by('ann')], ['1 of 2 people have approved it']],
    ['of two by one person twice', 2, [], [by('ann'), by('ann')], ['1 of 2 people have approved it']],
    ['of two by two', 2, [], [by('ann'), by('bob')], undefined],
    ['of a group by another', 1, ['security'], [by('ann', 'network')], ['nobody of the group security has approved it']],
    ['of a group by one of it', 1, ['security'], [by('ann', 'security')], undefined],
    ['of two groups by one of both', 1, ['security', 'network'], [by('ann', 'security', 'network')], undefined],
    ['of two groups by one of each', 1, ['security', 'network'], [by('ann', 'security'), by('bob', 'network')], undefined],
    ['of two groups by one of one', 1, ['security', 'network'], [by('ann', 'security')], ['nobody of the group network has approved it']],
    ['of two people and a group by one of it', 2, ['security'], [by('ann', 'security')], ['1 of 2 people have approved it']],
    ['of two people and a group by nobody', 2, ['security'], [], ['nobody has approved it, and 2 people must', 'nobody of the group security has approved it']],
  ])('%s', (_name, required, groups, counting, reasons) => {
    expect(missingFrom({ required, groups }, counting, [], 'it')?.reasons).toEqual(reasons);
  });

  it('names those who can help: anybody while people are missing, then only members of the group that is', () => {
    const candidates = [candidate('zoe', 'security'), candidate('bob')];
    expect(missingFrom({ required: 2, groups: ['security'] }, [by('ann')], candidates, 'it')?.whoMay).toEqual(['bob', 'zoe']);
    expect(missingFrom({ required: 1, groups: ['security'] }, [by('ann')], candidates, 'it')?.whoMay).toEqual(['zoe']);
  });
});

describe('a group of the policy that no approver is in', () => {
  const files = { policyFile: 'cutover.yaml on main', approversFile: 'approvers on main' };
  const approvers = [anApprover('ann', { groups: ['security', 'network'] }), anApprover('bob', { groups: ['security'] })];

  it.each<[object, string]>([
    [{ request: { normal: { groups: ['security', 'securty'] } } }, 'approval.request.normal.groups'],
    [{ request: { emergency: { groups: ['securty'] } } }, 'approval.request.emergency.groups'],
    [{ promotion: { standard: { groups: ['securty'] } } }, 'approval.promotion.standard.groups'],
  ])('is an error that names it: %j', (policy, field) => {
    const complaint = thrown(() => assertGroupsExist(aPolicy(policy), approvers, files));
    expect(complaint).toMatchObject({ file: 'cutover.yaml on main', field, problem: 'no line of approvers on main is of this group', found: 'securty', allowed: 'network, security', next: expect.stringContaining('groups=…') });
  });

  it('is one where there are no groups at all', () => {
    expect(thrown(() => assertGroupsExist(aPolicy({ request: { normal: { groups: ['security'] } } }), [anApprover('ann')], files))).toMatchObject({ allowed: 'approvers on main names no group' });
  });

  it('is none of those that have members', () => {
    expect(() => assertGroupsExist(aPolicy({ request: { normal: { groups: ['security'] } }, promotion: { emergency: { groups: ['network'] } } }), approvers, files)).not.toThrow();
  });
});

function thrown(work: () => void): Halt['complaint'] {
  return refused(Halt, work).complaint;
}
