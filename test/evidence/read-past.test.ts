import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { PastChange } from '../../src/evidence/past.ts';
import type { Judge } from '../../src/evidence/read-past.ts';
import { signAdded } from '../../src/evidence/sign-run.ts';
import type { EvidenceSigner } from '../../src/evidence/signer.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import type { Trust } from '../../src/evidence/trust.ts';
import { readTrust } from '../../src/read-trust.ts';
import { userSigner } from '../../src/user-signer.ts';
import { aDeliveredBundle, close } from '../helpers/a-bundle.ts';
import { pastIn } from '../helpers/a-past.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';
import { aKey, type TestKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const NOW = new Date('2026-03-01T11:00:01.000Z');
let ann: TestKey;
let runner: TestKey;
let mallory: TestKey;
/** The same delivery, signed by nobody, by the runner whom the base names, and by somebody else. */
const bundles = { nobody: '', runner: '', mallory: '' };

beforeAll(async () => {
  const folder = temporaryFolder();
  [ann, runner, mallory] = [aKey(folder, 'ann'), aKey(folder, 'runner'), aKey(folder, 'mallory')];
  bundles.nobody = await aBundle();
  bundles.runner = await aBundle(signerOf(runner));
  bundles.mallory = await aBundle(signerOf(mallory));
});

function signerOf(key: TestKey): EvidenceSigner {
  const signer = userSigner(temporaryFolder(), key.file);
  if (signer === undefined) throw new Error('no signer');
  return signer;
}

async function aBundle(signer?: EvidenceSigner): Promise<string> {
  const project = temporaryFolder();
  const store = aDeliveredBundle(project, ann, signer === undefined ? {} : { signer });
  close(store);
  if (signer !== undefined) await signAdded(store, signer, NOW);
  return project;
}

/** A copy, whose files a test may change. */
function copyOf(project: string): { project: string; file: (path: string) => string } {
  const copy = temporaryFolder();
  cpSync(join(project, 'cutover-evidence'), join(copy, 'cutover-evidence'), { recursive: true });
  return { project: copy, file: (path) => join(copy, 'cutover-evidence', 'CR-0001', path) };
}

async function trusted(): Promise<Trust> {
  const file = join(temporaryFolder(), 'approvers');
  writeFileSync(file, `ann@example.com namespaces="cutover-*" ${ann.publicKey}\nrunner@example.com namespaces="cutover-evidence" ${runner.publicKey}\n`);
  return await readTrust([file]);
}

async function judged(project: string, judge: Partial<Judge> = {}): Promise<PastChange> {
  const { changes } = await pastIn(project, judge);
  if (changes[0] === undefined) throw new Error('no bundle');
  return changes[0];
}

const edit = (file: string, from: string, to: string): void => writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));

describe('the bundle of another change', () => {
  it('is believed when it is whole, and says so much of it as integrity alone shows', async () => {
    const past = await pastIn(bundles.nobody);
    expect([past.assurance, past.changes.map(({ change, doubt, closed }) => [change, doubt, closed])]).toEqual(['integrity only', [['CR-0001', undefined, true]]]);
  });

  it('is believed, where the base names who signs evidence, when they signed it', async () => {
    const past = await pastIn(bundles.runner, { trust: await trusted() });
    expect([past.assurance, past.changes[0]?.doubt, past.changes[0]?.vouched.has('promote/storage.1.json')]).toEqual(['trusted', undefined, true]);
  });

  it.each<['nobody' | 'mallory', RegExp]>([
    ['nobody', /nobody has signed it/],
    ['mallory', /not among those you trust/],
  ])('is not believed there when %s signed it', async (by, why) => {
    expect(await judged(bundles[by], { trust: await trusted() })).toMatchObject({ doubt: expect.stringMatching(why), vouched: new Set() });
  });

  it('is read without the folders that nobody asks, as they are brought from elsewhere', async () => {
    const { project, file } = copyOf(bundles.runner);
    for (const folder of ['synth', 'prepare', 'scan', 'refine', 'validate', 'integrate', 'checklist', 'plan', 'handover']) rmSync(file(folder), { recursive: true });
    expect((await judged(project, { trust: await trusted() })).doubt).toBeUndefined();
  });

  it.each<[string, (file: (path: string) => string, project: string) => void, RegExp]>([
    ['it was never closed', (file) => rmSync(file('manifest.1.json')), /no closing manifest/],
    ['a record was forged', (file) => edit(file('promote/storage.1.json'), 'production-lineage', 'another-lineage'), /promote\/storage\.1\.json: it /],
    ['a document was edited', (file) => edit(file('plan/production-plan.md'), 'Production', 'Else'), /plan\/production-plan\.md: it was changed after the bundle was closed/],
    ['a record was taken away', (file) => rmSync(file('rehearse/storage.1.json')), /rehearse\/storage\.1\.json: it is missing/],
    ['all of what it promoted was taken away', (file) => rmSync(file('promote'), { recursive: true }), /promote\/.*: it is missing/],
    ['the approvals were taken away', (file) => rmSync(file('approvals'), { recursive: true }), /approvals\/.*: it is missing/],
    ['a record was added', (_file, project) => void new EvidenceStore(project, 'CR-0001').append(aRecord({ step: 'promote', environment: 'production' })), /promote\/storage\.2\.json: it was added after/],
    ['a part of a folder is missing', (file) => rmSync(file('plan/seal.json')), /plan\/seal\.json: it is missing/],
  ])('is not believed when %s', async (_what, change, why) => {
    const { project, file } = copyOf(bundles.nobody);
    change(file, project);
    expect((await judged(project)).doubt).toMatch(why);
  });

  it('is not believed under another name, though whole', async () => {
    const { project, file } = copyOf(bundles.nobody);
    cpSync(file('.'), join(project, 'cutover-evidence', 'CR-0009'), { recursive: true });
    const { changes } = await pastIn(project);
    expect(changes.map(({ change, doubt, records }) => [change, doubt, records.length > 0])).toEqual([['CR-0001', undefined, true], ['CR-0009', expect.stringContaining('it closes the bundle of CR-0001'), false]]);
  });

  it('is not believed when the commit that it delivered is not in the base, or when it names none', async () => {
    expect((await judged(bundles.nobody, { isInBase: () => false })).doubt).toMatch(/commit c{12}, which it delivered, is not in the history of the base as this clone has it/);
    const project = temporaryFolder();
    const store = new EvidenceStore(project, 'CR-0001');
    store.append(aRecord({ step: 'promote', environment: 'production' }));
    close(store);
    expect((await judged(project)).doubt).toBe('it names no commit that was delivered');
  });

  it('is asked for the commit that the change was begun at, where promotions of then did not note theirs', async () => {
    const project = temporaryFolder();
    const store = new EvidenceStore(project, 'CR-0001');
    store.append(aChangeRecord({ step: 'approval', facts: { head: 'a'.repeat(40) } }));
    store.append(aRecord({ step: 'promote', environment: 'production' }));
    close(store);
    expect((await judged(project, { isInBase: (commit) => commit === 'a'.repeat(40) })).doubt).toBeUndefined();
    expect((await judged(project, { isInBase: (commit) => commit !== 'a'.repeat(40) })).doubt).toMatch(/commit a{12}/);
  });

  it('is believed again once it was closed again', async () => {
    const { project } = copyOf(bundles.nobody);
    const store = new EvidenceStore(project, 'CR-0001');
    store.append(aRecord({ step: 'promote', environment: 'production', verdict: 'fail' }));
    expect((await judged(project)).doubt).toMatch(/added after/);
    close(store);
    expect((await judged(project)).doubt).toBeUndefined();
  });
});
