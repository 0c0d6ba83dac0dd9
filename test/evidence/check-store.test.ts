import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { recordOf, statementOf } from '../../src/evidence/statement.ts';
import { lastGood } from '../../src/evidence/last-good.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';
import { pastIn } from '../helpers/a-past.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { verify } from '../helpers/verify.ts';

const aCheckStore = (root: string): EvidenceStore => new EvidenceStore(root, 'CR-0001', 'check');
const unapproved = (overrides = {}) => aRecord({ unapproved: true, ...overrides });

describe('records of a check', () => {
  it('lie in a place of their own, outside of the evidence', () => {
    const root = temporaryFolder();
    const store = aCheckStore(root);
    expect(store.append(unapproved())).toBe('scan/storage.1.json');
    expect(store.folder).toBe(join(root, '.cutover', 'check', 'CR-0001'));
    expect(store.latest('scan', 'storage')?.record.unapproved).toBe(true);
    expect(new EvidenceStore(root, 'CR-0001').all()).toEqual([]);
  });

  it('are never taken in by a delivery, and those of a delivery never by a check', () => {
    const root = temporaryFolder();
    expect(() => new EvidenceStore(root, 'CR-0001').append(unapproved())).toThrow('a check made it, before anyone had approved');
    expect(() => aCheckStore(root).append(aRecord())).toThrow('a delivery made it, and this is the place of checks');
  });

  it.each([['one step', 'scan'], ['all of it', '.']])('are refused by a delivery and by verify when they are copied over: %s', async (_name, part) => {
    const root = temporaryFolder();
    const store = aCheckStore(root);
    store.append(aChangeRecord({ unapproved: true, step: 'synth' }));
    store.append(unapproved());
    const delivery = new EvidenceStore(root, 'CR-0001');
    mkdirSync(dirname(join(delivery.folder, part)), { recursive: true });
    cpSync(join(store.folder, part), join(delivery.folder, part), { recursive: true });
    expect(() => delivery.latest('scan', 'storage')).toThrow('this evidence cannot be relied on: a check made it, before anyone had approved');
    expect(() => delivery.all()).toThrow('a check made it');
    delivery.close({ at: '2026-03-01T10:00:00.000Z', verdict: 'pass', facts: {} });
    expect((await verify(delivery.folder)).problems).toContainEqual({ file: 'scan/storage.1.json', why: 'a check made it, before anyone had approved' });
  });

  it('say so in the statement too, for readers that know nothing of Cutover', () => {
    const plan = statementOf(aChangeRecord({ unapproved: true, step: 'plan' }));
    expect(plan.predicate).toMatchObject({ verifiedLevels: ['CUTOVER_UNAPPROVED_PLAN'], policy: { uri: 'urn:cutover:policy:unapproved_plan:v1' } });
    expect(statementOf(unapproved()).predicate).toMatchObject({ passedTests: ['unapproved_scan/storage'] });
  });

  it('cannot shed the mark in one of its two places', () => {
    const statement = statementOf(unapproved());
    const { unapproved: _mark, ...shed } = unapproved();
    expect(() => recordOf({ ...statement, predicate: { ...statement.predicate, cutover_record: shed } })).toThrow('does not agree with the record inside it');
  });

  it('are no last good deploy', async () => {
    const root = temporaryFolder();
    aCheckStore(root).append(unapproved({ step: 'rehearse', environment: 'test', facts: { lineage: 'a' } }));
    expect(lastGood(await pastIn(root), 'storage', 'test', 'sandbox', { doubted: true })).toBeUndefined();
  });
});
