import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { signApproval } from '../../src/change/sources/ssh-signature.ts';
import { sha256 } from '../../src/digest.ts';
import { fileText } from '../../src/evidence/in-toto.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aDeliveredBundle, close } from '../helpers/a-bundle.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';
import { anApproval } from '../helpers/an-approval.ts';
import { aKey, type TestKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { verify } from '../helpers/verify.ts';

let key: TestKey;
let template: string;

beforeAll(() => {
  key = aKey(temporaryFolder(), 'ann');
  const project = temporaryFolder();
  close(aDeliveredBundle(project, key));
  template = project;
});

/** A copy of the delivered bundle; closed, unless `open` changes it first and closes it itself. */
function aBundle(): EvidenceStore {
  const project = temporaryFolder();
  cpSync(join(template, 'cutover-evidence'), join(project, 'cutover-evidence'), { recursive: true });
  return new EvidenceStore(project, 'CR-0001');
}

/** The same, before it was closed. */
function anOpenBundle(): EvidenceStore {
  const store = aBundle();
  rmSync(join(store.folder, 'manifest.1.json'));
  return store;
}

describe('a delivered bundle', () => {
  it('verifies, says integrity only, and tells its story', async () => {
    const result = await verify(aBundle().folder);
    expect(result).toMatchObject({ ok: true, problems: [], assurance: 'integrity only', statements: 16 });
    expect(result.story.join('\n')).toMatch(/ann@example\.com approved the request[^]*scanned: the whole change[^]*approved the promotion to production \(sandbox\)[^]*changed production: storage \(production, sandbox\): pass, 2 to create, 1 to update[^]*was closed: pass/);
    expect(result.story.at(-1)).toContain('whose keys they are was not checked');
  });

  it('verifies under another folder name and after it was closed twice', async () => {
    const store = aBundle();
    store.append(aRecord({ step: 'refine' }));
    expect(close(store)).toBe('manifest.2.json');
    const moved = join(temporaryFolder(), 'downloaded');
    renameSync(store.folder, moved);
    expect(await verify(moved)).toMatchObject({ ok: true, statements: 18 });
  });

  it('makes foreign text safe to print', async () => {
    const store = aBundle();
    store.append(aRecord({ step: 'refine', reasons: ['\u001b[2Jgone\n::set-output name=x::y'] }));
    close(store);
    const told = (await verify(store.folder)).story;
    expect(told.join('|')).toContain('gone');
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(told.filter((line) => /[\u0000-\u001f]/.test(line))).toEqual([]);
  });
});

describe('evidence that was changed, taken away or added', () => {
  it.each<[string, (store: EvidenceStore) => void, string, RegExp]>([
    ['a record added', (store) => void store.append(aRecord()), 'scan/storage.1.json', /added after/],
    ['a document added', (store) => void store.addDocument('handover', 'more.md', 'x'), 'handover/more.md', /added after/],
    ['a hidden file added', (store) => writeFileSync(join(store.folder, '.x'), ''), '.x', /no such file belongs/],
    ['a file in a folder of its own', (store) => (mkdirSync(join(store.folder, 'extra')), writeFileSync(join(store.folder, 'extra/a.json'), '{}')), 'extra/a.json', /no such file belongs/],
    ['a document replaced', (store) => writeFileSync(join(store.folder, 'handover/runbook.md'), 'other'), 'handover/runbook.md', /changed after/],
    ['a record swapped for another valid one', (store) => cpSync(join(store.folder, 'validate/change.1.json'), join(store.folder, 'integrate/change.1.json')), 'integrate/change.1.json', /record of validate/],
    ['a link to a listed file', (store) => (renameSync(join(store.folder, 'handover/runbook.md'), join(store.folder, '../runbook.md')), symlinkSync('../../runbook.md', join(store.folder, 'handover/runbook.md'))), 'handover/runbook.md', /symbolic link/],
    ['a link to a folder', (store) => symlinkSync('/', join(store.folder, 'root')), 'root', /symbolic link/],
    ['its manifest under another number', (store) => renameSync(join(store.folder, 'manifest.1.json'), join(store.folder, 'manifest.2.json')), 'manifest.1.json', /attempt is missing/],
    ['a manifest that lists a file twice', (store) => edit(store, 'manifest.1.json', '"subject": [\n', `"subject": [\n    {\n      "digest": {\n        "sha256": "${sha256('x')}"\n      },\n      "name": "approval/change.1.json"\n    },\n`), 'manifest.1.json', /own digest/],
    ['no manifest', (store) => rmSync(join(store.folder, 'manifest.1.json')), '.', /no closing manifest/],
  ])('does not verify with %s', async (_name, spoil, file, why) => {
    const store = aBundle();
    spoil(store);
    const result = await verify(store.folder);
    expect(result.ok).toBe(false);
    expect(result.problems).toContainEqual({ file, why: expect.stringMatching(why) });
  });

  it.each<[string, (store: EvidenceStore) => void, string, RegExp]>([
    ['an attempt was deleted', (store) => (store.append(aRecord({ step: 'refine', verdict: 'fail' })), store.append(aRecord({ step: 'refine' })), rmSync(join(store.folder, 'refine/storage.2.json'))), 'refine/storage.2.json', /attempt is missing/],
    ['an earlier manifest lists a file that is gone', (store) => (store.addDocument('plan', 'notes.md', 'x'), close(store), rmSync(join(store.folder, 'plan/notes.md'))), 'manifest.1.json', /no longer has plan\/notes\.md/],
    ['a record of another change was put in', (store) => writeFileSync(join(store.folder, 'synth/change.2.json'), readFileSync(join(aForeignBundle(), 'synth/change.1.json'))), 'synth/change.2.json', /belongs to change CR-0002/],
    ['an approval got the name of another kind', (store) => renameSync(join(store.folder, 'approvals/request.1.json'), join(store.folder, 'approvals/acknowledgement.1.json')), 'approvals/acknowledgement.1.json', /another kind/],
    ['an approval was edited', (store) => edit(store, 'approvals/request.1.json', 'ann@', 'bob@'), 'approvals/request.1.json', /signature is not one over this approval/],
  ])('does not verify when the manifest was remade after %s', async (_name, spoil, file, why) => {
    const store = anOpenBundle();
    spoil(store);
    close(store);
    expect((await verify(store.folder)).problems).toContainEqual({ file, why: expect.stringMatching(why) });
  });
});

describe('a bundle that lacks what a delivered change leaves', () => {
  it.each(['an empty folder', 'no folder', 'a file'])('does not verify when it is %s', async (what) => {
    const folder = join(temporaryFolder(), 'bundle');
    if (what === 'an empty folder') mkdirSync(folder);
    if (what === 'a file') writeFileSync(folder, '');
    expect(await verify(folder)).toMatchObject({ ok: false, statements: 0 });
  });

  it('does not verify when the only statement of a step is a failure, or its last word is', async () => {
    const store = anOpenBundle();
    rmSync(join(store.folder, 'synth'), { recursive: true });
    store.append(aChangeRecord({ step: 'synth', verdict: 'fail' }));
    store.append(aChangeRecord({ step: 'handover', verdict: 'fail', finishedAt: '2026-03-01T12:00:00.000Z' }));
    close(store);
    const { problems } = await verify(store.folder);
    expect(problems).toEqual([
      { file: 'synth', why: expect.stringContaining('step synth passed') },
      { file: 'synth', why: 'the last word of step synth is fail' },
      { file: 'handover', why: 'the last word of step handover is fail' },
    ]);
  });

  it('does not count a rehearsal in the sandbox for a promotion in the cloud', async () => {
    const project = temporaryFolder();
    const store = aDeliveredBundle(project, key, { edit: (record) => (['promote', 'handover'].includes(record.step) ? { ...record, target: 'cloud' } : record) });
    close(store);
    const files = (await verify(store.folder)).problems.map(({ file }) => file);
    expect(files).toEqual(expect.arrayContaining(['approval', 'scan', 'rehearse', 'plan', 'promote/change.1.json', 'approvals']));
  });

  it.each(['request', 'promotion'] as const)('does not verify without an approval of the %s', async (kind) => {
    const store = anOpenBundle();
    rmSync(join(store.folder, `approvals/${kind}.1.json`));
    close(store);
    expect((await verify(store.folder)).problems).toEqual([{ file: 'approvals', why: expect.stringContaining(`approval of the ${kind}`) }]);
  });

  it.each([
    ['another text of the request', 'request', anApproval({ digest: sha256('another request') })],
    ['another seal', 'promotion', anApproval({ kind: 'promotion', target: 'sandbox', digest: sha256('another seal') })],
    ['the cloud, when the sandbox was changed', 'promotion', anApproval({ kind: 'promotion', target: 'cloud', digest: sha256('seal') })],
  ] as const)('does not verify with an approval of %s in its place', async (_name, kind, approval) => {
    const store = anOpenBundle();
    rmSync(join(store.folder, `approvals/${kind}.1.json`));
    store.addApproval(signApproval(approval, key));
    close(store);
    expect((await verify(store.folder)).problems).toEqual([{ file: 'approvals', why: expect.stringContaining(`approval of the ${kind}`) }]);
  });

  it('does not count an approval by somebody who had a hand in the change, as the gate noted it', async () => {
    const store = aDeliveredBundle(temporaryFolder(), key, {
      edit: (record) => (record.step === 'approval' ? { ...record, facts: { excluded: [{ identity: 'Ann@example.com', because: 'asked for the change' }] } } : record),
    });
    close(store);
    expect((await verify(store.folder)).problems).toEqual([
      { file: 'approvals', why: expect.stringContaining('approval of the request') },
      { file: 'approvals/request.1.json', why: 'it does not count: its approver asked for the change' },
    ]);
  });
});

describe('a hostile bundle', () => {
  it.each([
    ['deeply nested JSON', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['an object with __proto__', fileText(JSON.parse('{"__proto__": {"ok": true}}'))],
    ['invalid UTF-8', Buffer.from([0xff, 0xfe])],
    ['nothing', ''],
  ])('with %s is a problem and no exception', async (_name, content) => {
    const store = aBundle();
    writeFileSync(join(store.folder, 'scan/change.1.json'), content);
    writeFileSync(join(store.folder, 'manifest.1.json'), content);
    expect((await verify(store.folder)).problems.map(({ file }) => file)).toEqual(expect.arrayContaining(['scan/change.1.json', 'manifest.1.json']));
  });
});

function aForeignBundle(): string {
  return aDeliveredBundle(temporaryFolder(), key, { change: 'CR-0002' }).folder;
}

function edit(store: EvidenceStore, path: string, from: string, to: string): void {
  const file = join(store.folder, path);
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${path} holds no ${from}`);
  writeFileSync(file, text.replace(from, to));
}
