import { describe, expect, it } from '@jest/globals';
import { Halt } from '../src/errors.ts';
import { assertOwnFoldersUntracked } from '../src/own-folders.ts';
import { aRepository } from './helpers/a-repository.ts';

describe('the folders that only Cutover writes', () => {
  it.each([
    ['.cutover/data/production/base/lock.hcl'],
    ['.cutover/running/x.json'],
    ['.cutover'],
    ['.Cutover/data/x'],
    ['cutover-evidence/CR-0001/scan/change.1.json'],
    ['cutover-evidence/ü/x'],
  ])('hold nothing that git tracks: %s is a HALT', (file) => {
    const repository = aRepository({ 'cutover.yaml': '', [file]: 'x' });
    expect(() => assertOwnFoldersUntracked(repository.path)).toThrow(Halt);
    expect(() => assertOwnFoldersUntracked(repository.path)).toThrow(/only Cutover writes[\s\S]*git rm -r --cached/);
    repository.remove();
  });

  it('may be there untracked, and may have namesakes elsewhere', () => {
    const repository = aRepository({ 'cutover.yaml': '', 'docs/.cutover/x': '', 'cutover-evidence.md': '', '.cutoverrc': '' });
    repository.write({ '.cutover/data/x': '', 'cutover-evidence/CR-0001/x': '' });
    expect(() => assertOwnFoldersUntracked(repository.path)).not.toThrow();
    repository.remove();
  });
});
