import { describe, expect, it } from '@jest/globals';
import { namesBehind, namesOf, sameLogin } from '../../src/change/person.ts';
import { anApprover } from '../helpers/an-approval-question.ts';

const line = (principals: string, key: string) => anApprover('x', { principals: principals.split(','), key });

const reviewer = (name: string, github: string) => anApprover('x', { principals: [name], keyType: undefined, key: undefined, github });

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
    ['ann', [anApprover('x', { principals: ['ann'], github: 'Annie' })], ['@annie', 'ann']],
    ['@ANNIE', [anApprover('x', { principals: ['ann'], github: 'annie' })], ['@annie', 'ann']],
    ['ann', [anApprover('x', { principals: ['ann'], key: '1', github: 'annie' }), anApprover('x', { principals: ['a.smith'], key: '2', github: 'Annie' })], ['@annie', 'a.smith', 'ann']],
    ['ann', [reviewer('ann', 'annie'), reviewer('bob', 'bob')], ['@annie', 'ann']],
    ['ann', [reviewer('ann', 'annie'), reviewer('ann', 'a-smith'), reviewer('a.smith', 'A-Smith')], ['@a-smith', '@annie', 'a.smith', 'ann']],
  ])('%s', (name, approvers, names) => {
    expect(namesOf(name, approvers)).toEqual(names);
  });
});

describe('two lines with one login', () => {
  it.each([
    ['annie', 'Annie', true],
    ['annie', 'bob', false],
    [undefined, 'annie', false],
    ['annie', undefined, false],
    [undefined, undefined, false],
  ])('%s and %s: %s', (one, other, same) => {
    expect(sameLogin(anApprover('x', { github: one }), anApprover('y', { github: other }))).toBe(same);
  });
});

describe('the names that an identity goes by itself', () => {
  it.each([
    ['Ann@Example.com', ['ann@example.com']],
    ['@Ann', ['@ann']],
    ['1234+Ann@users.noreply.github.com', ['1234+ann@users.noreply.github.com', '@ann']],
    ['ann@users.noreply.github.example.com', ['ann@users.noreply.github.example.com', '@ann']],
    ['12+dependabot[bot]@users.noreply.github.com', ['12+dependabot[bot]@users.noreply.github.com']],
    ['ann@users.reply.github.com', ['ann@users.reply.github.com']],
    ['me+ann@users.noreply.github.com', ['me+ann@users.noreply.github.com']],
  ])('%s: %j', (identity, names) => {
    expect(namesBehind(identity)).toEqual(names);
  });
});
