import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { lastGood, type Asked, type LastGood } from '../../src/evidence/last-good.ts';
import type { EnvironmentName, StepRecord } from '../../src/evidence/record.ts';
import { finished, pastIn } from '../helpers/a-past.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const COMMIT = 'c'.repeat(40);

function aProjectWith(records: Partial<StepRecord>[]): string {
  const project = temporaryFolder();
  finished(project, COMMIT, ...records.map((record) => ({ facts: { lineage: 'l' }, ...record })));
  return project;
}

async function good(project: string, environment: EnvironmentName = 'production', asked: Asked = {}): Promise<LastGood | undefined> {
  return lastGood(await pastIn(project), 'storage', environment, 'sandbox', asked);
}

const on = (day: number): Partial<StepRecord> => ({ finishedAt: `2026-03-0${day}T10:00:00.000Z` });

describe('the last good deploy of a component', () => {
  it('is the newest pass over all changes, by the clock and not by the name of the change', async () => {
    const project = aProjectWith([{ change: 'CR-0009', ...on(1) }, { change: 'CR-0002', ...on(3) }, { change: 'CR-0003', ...on(2) }]);
    expect(await good(project)).toMatchObject({ change: 'CR-0002', file: 'promote/storage.1.json', since: [] });
  });

  it('says what was tried since', async () => {
    const project = aProjectWith([on(1), { ...on(2), verdict: 'fail' }, { ...on(3), verdict: 'indeterminate', change: 'CR-0002' }]);
    expect(await good(project)).toMatchObject({ attempt: 1, since: [{ verdict: 'fail' }, { verdict: 'indeterminate', change: 'CR-0002' }] });
  });

  it.each<[string, Partial<StepRecord>]>([
    ['of another component', { component: 'network' }],
    ['in another world', { target: 'cloud' }],
    ['in another environment', { environment: 'test' }],
    ['by another step', { step: 'rehearse' }],
    ['that failed', { verdict: 'fail' }],
    ['that noted no state', { facts: { lineage: null } }],
  ])('is none when there is only one %s', async (_name, overrides) => {
    expect(await good(aProjectWith([overrides]))).toBeUndefined();
  });

  it('in test is a rehearsal', async () => {
    const project = aProjectWith([{ step: 'rehearse', environment: 'test' }, { component: 'network' }]);
    expect(await good(project, 'test')).toMatchObject({ file: 'rehearse/storage.1.json' });
  });

  it('is none without evidence, and other files beside the bundles are no bundles', async () => {
    const project = temporaryFolder();
    expect(await good(project, 'test')).toBeUndefined();
    mkdirSync(join(project, 'cutover-evidence'));
    writeFileSync(join(project, 'cutover-evidence', '.gitkeep'), '');
    writeFileSync(join(project, 'cutover-evidence', 'README'), '');
    expect(await good(project, 'test')).toBeUndefined();
  });

  it('passes over a bundle that is not believed, and names it among what came since', async () => {
    const project = aProjectWith([on(1), { ...on(2), change: 'CR-0002' }]);
    rmSync(join(project, 'cutover-evidence/CR-0002/manifest.1.json'));
    expect(await good(project)).toMatchObject({ change: 'CR-0001', since: [{ change: 'CR-0002', verdict: 'pass', doubt: expect.stringContaining('no closing manifest') }] });
    expect(await good(project, 'production', { doubted: true })).toMatchObject({ change: 'CR-0002', since: [] });
  });

  it('counts a record that cannot be read as none, and halts at it where evidence can only stop a change', async () => {
    const project = aProjectWith([on(1), { ...on(2), change: 'CR-0002' }]);
    writeFileSync(join(project, 'cutover-evidence/CR-0002/promote/storage.1.json'), '{}\n');
    expect(await good(project)).toMatchObject({ change: 'CR-0001' });
    await expect(good(project, 'production', { doubted: true })).rejects.toThrow(/CR-0002\/promote\/storage\.1\.json: this evidence cannot be relied on/);
    expect(await good(project, 'test', { doubted: true })).toBeUndefined();
  });

  it('halts at a bundle that is a link', async () => {
    const linked = aProjectWith([on(1)]);
    symlinkSync(join(linked, 'cutover-evidence/CR-0001'), join(linked, 'cutover-evidence/CR-0002'));
    await expect(good(linked)).rejects.toThrow(/symbolic link/);
  });
});
