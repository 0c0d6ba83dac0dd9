import { afterEach, describe, expect, it } from '@jest/globals';
import { findRequest } from '../../src/change/find-request.ts';
import { Halt } from '../../src/errors.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { gitFacts } from '../../src/git.ts';
import { assertCommitted, uncommitted } from '../../src/steps/committed.ts';
import { excludedFrom } from '../../src/steps/decide.ts';
import type { Run } from '../../src/step.ts';
import { aChangeRequest } from '../helpers/a-change-request.ts';
import { aChangeRecord } from '../helpers/a-record.ts';
import { aRepository, type Repository } from '../helpers/a-repository.ts';

let repository: Repository;
afterEach(() => repository.remove());

/** A request of rita's on a branch that olga runs. */
function aDesk(): Pick<Run, 'root' | 'git' | 'store' | 'change'> {
  repository = aRepository({ 'stacks/main.tf': 'locals {}\n' });
  repository.git('checkout', '--quiet', '-b', 'change');
  repository.commit({ 'changes/CR-0001.md': aChangeRequest() }, { author: 'rita@example.com' });
  return desk();
}
const desk = (file = 'CR-0001'): Pick<Run, 'root' | 'git' | 'store' | 'change'> => ({
  root: repository.path, git: gitFacts(repository.path), store: new EvidenceStore(repository.path, 'CR-0001'), change: findRequest(repository.path, file),
});
const names = (excluded: { identity: string }[]): string[] => [...new Set(excluded.map(({ identity }) => identity))];

describe('whose approval does not count', () => {
  it.each<StepRecord['step']>(['approval', 'plan'])('is whoever ran the change before (a record of %s), whoever runs it now', (step) => {
    const { store } = aDesk();
    expect(names(excludedFrom(desk()))).not.toContain('ann@example.com');
    store.append(aChangeRecord({ step, facts: { startedBy: 'ann@example.com' } }));
    expect(excludedFrom(desk())).toContainEqual({ identity: 'ann@example.com', because: 'ran this change before' });
  });

  it('is everyone whom a trailer names, also several in one and with words behind them', () => {
    aDesk();
    repository.git('commit', '--quiet', '--allow-empty', '-m', 'x\n\nCo-authored-by: Ann <ann@example.com>, Bob <bob@example.com>\nCo-authored-by: Cid <cid@example.com> (pairing)');
    expect(names(excludedFrom(desk()))).toEqual(expect.arrayContaining(['ann@example.com', 'bob@example.com', 'cid@example.com']));
  });

  it('is whoever wrote the request under another name of its file', () => {
    repository = aRepository({});
    repository.commit({ 'changes/idea.md': aChangeRequest() }, { author: 'ann@example.com', committer: 'ann@example.com' });
    repository.git('checkout', '--quiet', '-b', 'change');
    repository.git('mv', 'changes/idea.md', 'changes/CR-0001.md');
    repository.commit();
    expect(excludedFrom(desk())).toContainEqual({ identity: 'ann@example.com', because: 'wrote the change request' });
  });
});

describe('what has to be committed before it is sealed', () => {
  it('is everything, and the request itself counts apart', () => {
    const given = aDesk();
    expect(uncommitted(given)).toEqual([]);
    repository.write({ 'new.tf': '', 'changes/CR-0001.md': aChangeRequest({ status: 'implemented' }) });
    expect(uncommitted(given)).toEqual(['new.tf']);
  });

  it.each(['--skip-worktree', '--assume-unchanged'])('is also what git was told to overlook (%s)', (flag) => {
    const given = aDesk();
    repository.git('update-index', flag, 'stacks/main.tf');
    repository.write({ 'stacks/main.tf': 'locals { sneaked = 1 }\n' });
    expect(repository.git('status', '--porcelain')).toBe('');
    expect(() => assertCommitted(given as Run)).toThrow(Halt);
    expect(() => assertCommitted(given as Run)).toThrow(/stacks\/main\.tf \(git was told to overlook/);
  });
});
