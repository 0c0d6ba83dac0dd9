import { describe, expect, it } from '@jest/globals';
import { nearestName } from '../../src/documents/nearest-name.ts';

const FIELDS = ['version', 'name', 'checks', 'checklist', 'environments', 'requirements', 'roles'];

describe('the nearest known name', () => {
  it.each<[string, string | undefined]>([
    ['chekcs', 'checks'],
    ['Checks', 'checks'],
    ['check', 'checks'],
    ['requirement', 'requirements'],
    ['enviroments', 'environments'],
    ['naem', 'name'],
    ['rolse', 'roles'],
    ['checklists', 'checklist'],
    ['colour', undefined],
    ['', undefined],
    ['x'.repeat(1_000_000), undefined],
  ])('of %.20j is %s', (written, expected) => {
    expect(nearestName(written, FIELDS)).toBe(expected);
  });

  it('is none among none', () => {
    expect(nearestName('a', [])).toBeUndefined();
  });
});
