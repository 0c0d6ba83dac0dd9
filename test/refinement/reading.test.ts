import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../src/json.ts';
import { hiddenPaths, readAll, readOne } from '../../src/refinement/reading.ts';
import { SENSITIVE, UNKNOWN } from '../../src/terraform/plan.ts';

describe('reading an attribute', () => {
  it.each([
    ['a', { a: 1 }, { state: 'known', path: 'a', value: 1 }],
    ['a', { a: false }, { state: 'known', path: 'a', value: false }],
    ['a', { a: [] }, { state: 'known', path: 'a', value: [] }],
    ['a', { a: null }, { state: 'absent', path: 'a' }],
    ['a', { a: '' }, { state: 'absent', path: 'a' }],
    ['a', {}, { state: 'absent', path: 'a' }],
    ['a', { a: UNKNOWN }, { state: 'unknown', path: 'a' }],
    ['a', { a: SENSITIVE }, { state: 'sensitive', path: 'a' }],
    ['a', { a: [1, UNKNOWN] }, { state: 'unknown', path: 'a' }],
    ['a', { a: { b: UNKNOWN, c: SENSITIVE } }, { state: 'sensitive', path: 'a' }],
    ['a.b', { a: UNKNOWN }, { state: 'unknown', path: 'a' }],
    ['a.b', { a: { b: 2, c: UNKNOWN } }, { state: 'known', path: 'a.b', value: 2 }],
    ['a.b', { a: 'text' }, { state: 'absent', path: 'a.b' }],
    ['a[0].b', { a: [{ b: 3 }] }, { state: 'known', path: 'a[0].b', value: 3 }],
    ['a[0].b', { a: { b: 3 } }, { state: 'known', path: 'a[0].b', value: 3 }],
    ['a[0].b', { a: [] }, { state: 'absent', path: 'a[0].b' }],
    ['a[0].b', { a: null }, { state: 'absent', path: 'a[0].b' }],
    ['a[0].b', { a: [UNKNOWN] }, { state: 'unknown', path: 'a[0]' }],
  ] as [string, JsonObject, unknown][])('%s of %j', (path, values, reading) => {
    expect(readOne(values, path)).toEqual(reading);
  });

  it.each([
    ['a[*].b', { a: [{ b: 1 }, { b: UNKNOWN }, {}] }, ['a[0].b known', 'a[1].b unknown', 'a[2].b absent']],
    ['a[*].b', { a: [] }, []],
    ['a[*].b', { a: null }, []],
    ['a[*].b', {}, []],
    ['a[*].b', { a: UNKNOWN }, ['a unknown']],
    ['a[*].b[*].c', { a: [{ b: [{ c: 1 }, { c: 2 }] }] }, ['a[0].b[0].c known', 'a[0].b[1].c known']],
  ] as [string, JsonObject, string[]][])('%s of %j, each element', (path, values, readings) => {
    expect(readAll(values, path).map(({ path: where, state }) => `${where} ${state}`)).toEqual(readings);
  });

  it('finds what is hidden, wherever it stands', () => {
    const values = { a: UNKNOWN, b: [SENSITIVE, { c: UNKNOWN }], d: 1 };
    expect(hiddenPaths(values, 'unknown')).toEqual(['a', 'b[1].c']);
    expect(hiddenPaths(values, 'sensitive')).toEqual(['b[0]']);
    expect(hiddenPaths(null, 'unknown')).toEqual([]);
  });
});
