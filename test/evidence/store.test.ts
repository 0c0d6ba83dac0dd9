import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { sha256 } from '../../src/digest.ts';
import { Halt, UserError } from '../../src/errors.ts';
import { readManifest } from '../../src/evidence/manifest.ts';
import { fileText } from '../../src/evidence/in-toto.ts';
import { statementOf } from '../../src/evidence/statement.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { signApproval } from '../../src/change/sources/ssh-signature.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';
import { anApproval } from '../helpers/an-approval.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { refused } from '../helpers/refused.ts';

function aStore(change = 'CR-0001'): EvidenceStore {
  return new EvidenceStore(temporaryFolder(), change);
}

function complaintOf(work: () => unknown): Halt['complaint'] {
  return refused(Halt, work).complaint;
}

describe('the evidence store', () => {
  it('numbers attempts per step and component, and never writes over one', () => {
    const store = aStore();
    expect([
      store.append(aRecord()),
      store.append(aRecord({ verdict: 'fail' })),
      store.append(aRecord({ component: 'network' })),
      store.append(aChangeRecord({ step: 'approval' })),
      store.append(aRecord({ step: 'rehearse' })),
    ]).toEqual(['scan/storage.1.json', 'scan/storage.2.json', 'scan/network.1.json', 'approval/change.1.json', 'rehearse/storage.1.json']);
    expect(store.all().map(({ file }) => file)).toEqual(['approval/change.1.json', 'scan/network.1.json', 'scan/storage.1.json', 'scan/storage.2.json', 'rehearse/storage.1.json']);
  });

  it('counts attempts as numbers, so that the tenth comes after the ninth', () => {
    const store = aStore();
    for (let attempt = 1; attempt <= 11; attempt += 1) store.append(aRecord({ facts: { attempt } }));
    expect(store.latest('scan', 'storage')).toMatchObject({ attempt: 11, file: 'scan/storage.11.json', record: { facts: { attempt: 11 } } });
  });

  it('finds the last record by step, component and environment, with the digest of its file', () => {
    const store = aStore();
    const file = store.append(aRecord({ step: 'rehearse', environment: 'test', facts: { n: 1 } }));
    store.append(aRecord({ step: 'rehearse', environment: 'production', facts: { n: 2 } }));
    store.append(aChangeRecord({ step: 'rehearse', facts: { n: 3 } }));
    expect(store.latest('rehearse', 'storage', 'test')).toMatchObject({ record: { facts: { n: 1 } }, sha256: sha256(readFileSync(join(store.folder, file))) });
    expect(store.latest('rehearse', 'storage')?.record.facts).toEqual({ n: 2 });
    expect(store.latest('rehearse')?.record.facts).toEqual({ n: 3 });
    expect(store.latest('rehearse', 'network')).toBeUndefined();
    expect(store.latest('scan', 'storage')).toBeUndefined();
  });

  it('tells a component that is called change from the whole change', () => {
    const store = aStore();
    store.append(aChangeRecord({ facts: { about: 'all' } }));
    store.append(aRecord({ component: 'change', facts: { about: 'one' } }));
    expect(store.latest('scan')?.record.facts).toEqual({ about: 'all' });
    expect(store.latest('scan', 'change')?.record.facts).toEqual({ about: 'one' });
  });

  it('gives every one of several processes that write at once a name of its own', async () => {
    const project = temporaryFolder();
    const script = `
      import { EvidenceStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/evidence/store.ts'))};
      import { aRecord } from ${JSON.stringify(join(import.meta.dirname, '../helpers/a-record.ts'))};
      const store = new EvidenceStore(process.argv[1], 'CR-0001');
      for (let i = 0; i < 10; i += 1) store.append(aRecord());`;
    await Promise.all([1, 2, 3].map(() => promisify(execFile)(process.execPath, ['--input-type=module-typescript', '--disable-warning=ExperimentalWarning', '-e', script, project])));
    const store = new EvidenceStore(project, 'CR-0001');
    expect(store.all().map(({ attempt }) => attempt)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(readdirSync(store.folder)).toEqual(['scan']);
  });

  it('does not see what was being written when the power went', () => {
    const store = aStore();
    store.append(aRecord());
    writeFileSync(join(store.folder, '.writing-0011'), '{"half":');
    expect(store.all()).toHaveLength(1);
    const manifest = readManifest(JSON.parse(readFileSync(join(store.folder, store.close({ at: '2026-03-01T12:00:00.000Z', verdict: 'pass', facts: {} })), 'utf8')));
    expect(manifest.subject.map(({ name }) => name)).toEqual(['scan/storage.1.json']);
    expect(existsSync(join(store.folder, '.writing-0011'))).toBe(false);
  });

  it.each([
    ['an unknown step', { step: 'deploy' as never }],
    ['a time that is none', { finishedAt: 'later' }],
    ['another change', { change: 'CR-0002' }],
    ['a component that climbs', { component: '../storage' }],
    ['a component that is hidden', { component: '.storage' }],
    ['a component with a separator of another system', { component: 'a\\b' }],
  ])('refuses a record with %s and writes nothing', (_name, overrides) => {
    const store = aStore();
    expect(() => store.append(aRecord(overrides))).toThrow();
    expect(existsSync(store.folder)).toBe(false);
  });

  it.each(['', '.', '..', '../CR-0001', 'CR/0001', '/tmp/x', '.hidden', 'a\0b', 'a..b', 'CR-0001\n', '$(touch x)', 'a'.repeat(65)])('refuses %j as the id of a change', (change) => {
    expect(() => aStore(change)).toThrow(Halt);
  });
});

describe('reading the store', () => {
  it.each<[string, (path: string) => void, RegExp]>([
    ['is not JSON', (path) => writeFileSync(path, 'PASSED'), /not JSON/],
    ['is empty', (path) => writeFileSync(path, ''), /not JSON/],
    ['was formatted by another tool', (path) => writeFileSync(path, JSON.stringify(JSON.parse(readFileSync(path, 'utf8')))), /bytes are not what Cutover writes/],
    ['says PASSED over a failed record', (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('"verdict": "pass"', '"verdict": "fail"')), /does not agree/],
    ['belongs to another change', (path) => writeFileSync(path, fileText(statementOf(aRecord({ change: 'CR-0002' })))), /belongs to change CR-0002/],
    ['is of another step', (path) => writeFileSync(path, fileText(statementOf(aRecord({ step: 'rehearse' })))), /record of step rehearse/],
    ['is about another component', (path) => writeFileSync(path, fileText(statementOf(aRecord({ component: 'network' })))), /about network/],
  ])('halts with the name of a record that %s', (_name, spoil, problem) => {
    const store = aStore();
    const file = store.append(aRecord());
    spoil(join(store.folder, file));
    for (const read of [() => store.all(), () => store.latest('scan', 'storage'), () => store.about('scan', 'storage')]) {
      expect(complaintOf(read)).toMatchObject({ file: 'cutover-evidence/CR-0001/scan/storage.1.json', problem: expect.stringMatching(problem) });
    }
  });

  it('takes what a file means from its bytes as they are now, and works it out once', () => {
    const store = aStore();
    const [first, second] = [1, 2].map(() => store.append(aChangeRecord({ step: 'plan' })));
    const before = store.ofStep('plan');
    expect(store.ofStep('plan').map((stored, index) => stored === before[index])).toEqual([true, true]);
    const [path, other] = [join(store.folder, first ?? ''), join(store.folder, second ?? '')];
    const text = readFileSync(path, 'utf8');
    const edited = text.replaceAll('2026-03-01T10:00:05.000Z', '2026-03-01T10:00:06.000Z');
    writeFileSync(path, edited);
    expect(edited).not.toBe(text);
    expect(store.ofStep('plan')[0]?.record.finishedAt).toBe('2026-03-01T10:00:06.000Z');
    writeFileSync(path, text);
    expect(store.ofStep('plan')[0]).toBe(before[0]);
    writeFileSync(path, '{}');
    expect(() => store.ofStep('plan')).toThrow(Halt);
    // The bytes of one record under the name of another are that one's record.
    writeFileSync(path, text);
    writeFileSync(other, text);
    expect(store.ofStep('plan').map(({ file, attempt }) => [file, attempt])).toEqual([[first, 1], [second, 2]]);
  });

  it('halts at a link in the place of a record, a step or the bundle', () => {
    const store = aStore();
    const file = join(store.folder, store.append(aRecord()));
    const elsewhere = join(temporaryFolder(), 'elsewhere');
    renameSync(file, elsewhere);
    symlinkSync(elsewhere, file);
    expect(complaintOf(() => store.all()).problem).toContain('symbolic link');
    unlinkSync(file);
    renameSync(join(store.folder, 'scan'), elsewhere + '-scan');
    symlinkSync(elsewhere + '-scan', join(store.folder, 'scan'));
    expect(complaintOf(() => store.latest('scan', 'storage')).problem).toContain('symbolic link');
    expect(complaintOf(() => store.append(aRecord())).problem).toContain('symbolic link');
    expect(readdirSync(elsewhere + '-scan')).toEqual([]);

    const project = temporaryFolder();
    symlinkSync(elsewhere + '-scan', join(project, 'cutover-evidence'));
    expect(complaintOf(() => new EvidenceStore(project, 'CR-0001')).problem).toContain('symbolic link');
  });
});

describe('approvals in the store', () => {
  const key = aKey(temporaryFolder(), 'ann');

  it('are kept as they were signed, and not twice', () => {
    const store = aStore();
    const signed = signApproval(anApproval(), key);
    expect(store.addApproval(signed)).toBe('approvals/request.1.json');
    expect(store.addApproval(signed)).toBe('approvals/request.1.json');
    expect(store.addApproval(signApproval(anApproval({ kind: 'promotion', target: 'sandbox' }), key))).toBe('approvals/promotion.1.json');
    expect(store.approvals()).toEqual([expect.objectContaining({ signature: expect.stringContaining('BEGIN SSH SIGNATURE') }), signed]);
  });

  it('of another change are not taken', () => {
    expect(() => aStore().addApproval(signApproval(anApproval({ change: 'CR-0002' }), key))).toThrow(/CR-0002/);
  });

  it.each([
    ['a promotion under the name of a request', 'request.1.json', fileText(signApproval(anApproval({ kind: 'promotion' }), key)), /another kind/],
    ['an approval of another change', 'request.1.json', fileText(signApproval(anApproval({ change: 'CR-0002' }), key)), /CR-0002/],
    ['a file of another name', 'notes.txt', 'yes', /not JSON/],
    ['a record in the place of an approval', 'request.1.json', fileText(statementOf(aRecord())), /cannot be relied on/],
  ])('halt at %s', (_name, name, text, problem) => {
    const store = aStore();
    mkdirSync(join(store.folder, 'approvals'), { recursive: true });
    writeFileSync(join(store.folder, 'approvals', name), text);
    expect(complaintOf(() => store.approvals())).toMatchObject({ file: `cutover-evidence/CR-0001/approvals/${name}`, problem: expect.stringMatching(problem) });
  });
});

describe('documents in the store', () => {
  it('keep their name; other bytes under the same name become another file', () => {
    const store = aStore();
    expect(store.addDocument('handover', 'runbook.md', 'one')).toEqual({ path: 'handover/runbook.md', sha256: sha256('one') });
    expect(store.addDocument('handover', 'runbook.md', 'two').path).toBe('handover/runbook-2.md');
    expect(store.addDocument('handover', 'runbook.md', 'one').path).toBe('handover/runbook.md');
    expect(store.addDocument('handover', 'as-built/storage.md', 'x').path).toBe('handover/as-built/storage.md');
    expect(readFileSync(join(store.folder, 'handover/runbook.md'), 'utf8')).toBe('one');
  });

  it('are no records', () => {
    const store = aStore();
    store.append(aRecord({ step: 'handover' }));
    store.addDocument('handover', 'monitoring.json', '{}');
    expect(store.all()).toHaveLength(1);
    expect(() => store.addDocument('handover', 'storage.2.json', '{}')).toThrow(/named like a record/);
  });

  it.each(['../runbook.md', '/runbook.md', 'a/../../runbook.md', '.runbook.md', 'a//b', '', 'a\0b', 'run book.md', 'a/b/c/d/e'])('are refused under the name %j', (name) => {
    const store = aStore();
    expect(() => store.addDocument('handover', name, 'x')).toThrow(UserError);
    expect(existsSync(store.folder)).toBe(false);
  });
});
