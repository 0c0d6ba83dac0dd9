import { describe, expect, it } from '@jest/globals';
import { actionsBeyond } from '../../src/change/template.ts';
import { aPolicy } from '../helpers/an-approval-question.ts';

describe('what a template lets plans do', () => {
  const template = (actions?: string[]) => {
    const found = aPolicy({ templates: { rotate: { description: 'x', components: ['a'], ...(actions === undefined ? {} : { actions }) } } }).templates['rotate'];
    if (found === undefined) throw new Error('no template');
    return found;
  };
  const all = ['create', 'read', 'update', 'replace', 'delete', 'forget'].map((action) => ({ action }));

  it.each<[string[] | undefined, string[]]>([
    [undefined, ['create', 'read', 'replace', 'delete', 'forget']],
    [['update', 'replace'], ['create', 'read', 'delete', 'forget']],
    [['create', 'update', 'replace', 'delete'], ['read', 'forget']],
  ])('with %j leaves beyond it %j', (actions, beyond) => {
    expect(actionsBeyond(template(actions), all).map(({ action }) => action)).toEqual(beyond);
  });
});
