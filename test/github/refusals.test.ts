import { describe, expect, it } from '@jest/globals';
import { permissionsIn } from '../../src/github/refusals.ts';

describe('the permissions that GitHub says it wants', () => {
  it.each([
    ['pull_requests=read', 'permissions: pull-requests: read'],
    ['pull_requests=write,contents=read', 'permissions: pull-requests: write, contents: read'],
    ['issues=write; pull_requests=write', 'permissions: issues: write, or pull-requests: write'],
    ['', undefined],
    [undefined, undefined],
    ['::error::', undefined],
  ])('%j is %j', (header, text) => {
    expect(permissionsIn(header)).toBe(text);
  });
});
