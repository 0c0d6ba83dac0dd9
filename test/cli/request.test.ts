import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newRequest } from '../../src/cli/run-request.ts';
import type { RequestFlags } from '../../src/cli/request.ts';
import { twoModulesConfig } from '../helpers/a-project.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';
import { minimalDocuments } from '../helpers/documents.ts';
import { aSilentUi } from '../helpers/in-this-process.ts';

let project: Repository;
beforeEach(() => {
  project = aRepository({ 'cutover.yaml': twoModulesConfig('/states'), ...minimalDocuments({ components: { base: [], app: ['base'] } }) });
});
afterEach(() => project.remove());

function draft(flags: Partial<RequestFlags>): string[] {
  const { ui, said } = aSilentUi();
  newRequest({ root: () => project.path, ui }, { title: 'Another value', components: 'base', requester: 'rita@example.com', ...flags });
  return said;
}

describe('the draft of a request by the command line', () => {
  it.each(['base', 'app, base', 'all'])('covers %s', (components) => {
    expect(draft({ components })).toEqual(['written: changes/CR-0001.md', expect.any(String)]);
  });

  it.each([
    ['apps', 'apps', 'app, base', 'write app, if that is what is meant'],
    ['base,storage', 'storage', 'base, app', 'correct the name, or add it to the architecture'],
  ])('for %s is refused with the components that there are, the nearest first', (components, found, allowed, next) => {
    expect(() => draft({ components })).toThrow(`--components: the architecture has no such component\n  found:   ${found}\n  allowed: ${allowed}\n  next:    ${next}`);
    expect(existsSync(join(project.path, 'changes'))).toBe(false);
  });

  it('is refused where nothing says what components there are', () => {
    rmSync(join(project.path, 'docs'), { recursive: true });
    expect(() => draft({})).toThrow('--components: there is no docs/infrastructure-architecture.md, which says what components there are');
    expect(draft({ components: 'all' })).toHaveLength(2);
  });
});
