import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Halt } from '../../src/errors.ts';
import { lastGood } from '../../src/evidence/last-good.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aRecord } from '../helpers/a-record.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function aProjectWith(records: Partial<StepRecord>[]): string {
  const project = temporaryFolder();
  for (const overrides of records) {
    const record = aRecord({ step: 'promote', environment: 'production', facts: { lineage: 'l' }, ...overrides });
    new EvidenceStore(project, record.change).append(record);
  }
  return project;
}

const on = (day: number): Partial<StepRecord> => ({ finishedAt: `2026-03-0${day}T10:00:00.000Z` });

describe('the last good deploy of a component', () => {
  it('is the newest pass over all changes, by the clock and not by the name of the change', () => {
    const project = aProjectWith([{ change: 'CR-0009', ...on(1) }, { change: 'CR-0002', ...on(3) }, { change: 'CR-0003', ...on(2) }]);
    expect(lastGood(project, 'storage', 'production', 'sandbox')).toMatchObject({ change: 'CR-0002', file: 'promote/storage.1.json', since: [] });
  });

  it('says what was tried since', () => {
    const project = aProjectWith([on(1), { ...on(2), verdict: 'fail' }, { ...on(3), verdict: 'indeterminate', change: 'CR-0002' }]);
    expect(lastGood(project, 'storage', 'production', 'sandbox')).toMatchObject({ attempt: 1, since: ['fail', 'indeterminate'] });
  });

  it.each<[string, Partial<StepRecord>]>([
    ['of another component', { component: 'network' }],
    ['in another world', { target: 'cloud' }],
    ['in another environment', { environment: 'test' }],
    ['by another step', { step: 'rehearse' }],
    ['that failed', { verdict: 'fail' }],
    ['that noted no state', { facts: {} }],
  ])('is none when there is only one %s', (_name, overrides) => {
    expect(lastGood(aProjectWith([overrides]), 'storage', 'production', 'sandbox')).toBeUndefined();
  });

  it('in test is a rehearsal', () => {
    const project = aProjectWith([{ step: 'rehearse', environment: 'test' }]);
    expect(lastGood(project, 'storage', 'test', 'sandbox')).toMatchObject({ file: 'rehearse/storage.1.json' });
  });

  it('is none without evidence, and other files beside the bundles are no bundles', () => {
    const project = temporaryFolder();
    expect(lastGood(project, 'storage', 'test', 'sandbox')).toBeUndefined();
    mkdirSync(join(project, 'cutover-evidence'));
    writeFileSync(join(project, 'cutover-evidence', '.gitkeep'), '');
    writeFileSync(join(project, 'cutover-evidence', 'README'), '');
    expect(lastGood(project, 'storage', 'test', 'sandbox')).toBeUndefined();
  });

  it('halts at a record of any change that cannot be relied on, and at a bundle that is a link', () => {
    const project = aProjectWith([on(1), { ...on(2), change: 'CR-0002' }]);
    writeFileSync(join(project, 'cutover-evidence/CR-0001/promote/storage.1.json'), '{}\n');
    expect(() => lastGood(project, 'storage', 'production', 'sandbox')).toThrow(Halt);
    const linked = aProjectWith([on(1)]);
    symlinkSync(join(linked, 'cutover-evidence/CR-0001'), join(linked, 'cutover-evidence/CR-0002'));
    expect(() => lastGood(linked, 'storage', 'production', 'sandbox')).toThrow(/symbolic link/);
  });
});
