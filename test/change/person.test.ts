import { describe, expect, it } from '@jest/globals';
import { namesOf } from '../../src/change/person.ts';
import { anApprover } from '../helpers/an-approval-question.ts';

const line = (principals: string, key: string) => anApprover('x', { principals: principals.split(','), key });

describe('the names of one person', () => {
  it.each([
    ['ann', [line('bob', '1')], ['ann']],
    [' Ann ', [line('ann', '1')], ['ann']],
    ['ann', [line('Ann,annie', '1'), line('bob', '2')], ['ann', 'annie']],
    ['annie', [line('ann,annie', '1')], ['ann', 'annie']],
    ['ann', [line('ann', '1'), line('annie', '1')], ['ann', 'annie']],
    ['ann', [line('a.smith', '3'), line('annie', '2'), line('ann', '1'), line('annie', '1'), line('a.smith', '2')], ['a.smith', 'ann', 'annie']],
    ['a.smith', [line('ann', '1'), line('annie', '1'), line('annie', '2'), line('a.smith', '2')], ['a.smith', 'ann', 'annie']],
    ['ann', [line('ann', '1'), anApprover('x', { principals: ['bob'], key: '1', keyType: 'ssh-rsa' })], ['ann']],
  ])('%s', (name, approvers, names) => {
    expect(namesOf(name, approvers)).toEqual(names);
  });
});
