import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { signAdded } from '../src/evidence/sign-run.ts';
import type { EvidenceSigner } from '../src/evidence/signer.ts';
import { EvidenceStore } from '../src/evidence/store.ts';
import { RemoteEvidence } from '../src/evidence/remote-store.ts';
import { baseFacts } from '../src/git.ts';
import { folderObjects } from '../src/leases/folder-objects.ts';
import { userSigner } from '../src/user-signer.ts';
import { assertVouchedFor } from '../src/vouched-for.ts';
import { twoModulesConfig } from './helpers/a-project.ts';
import { aRecord } from './helpers/a-record.ts';
import { aRepository, type Repository } from './helpers/a-repository.ts';
import { aKey, type TestKey } from './helpers/ssh-keys.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const keys = temporaryFolder();
const [runner, mallory] = [aKey(keys, 'runner'), aKey(keys, 'mallory')];
const NOW = new Date('2026-03-01T11:00:01.000Z');

let project: Repository;
let bucket: string;
beforeEach(() => {
  bucket = temporaryFolder();
  project = aRepository({ 'cutover.yaml': twoModulesConfig('/states', 'evidence: { trust: [signers] }\n'), signers: `runner@example.com namespaces="cutover-evidence" ${runner.publicKey}\n` });
});
afterEach(() => project.remove());

const remote = (): RemoteEvidence => new RemoteEvidence(folderObjects(bucket), { bucket: 'shop-state', prefix: '' });
const store = (folder = project.path): EvidenceStore => new EvidenceStore(folder, 'CR-0001');

function signerOf({ file }: TestKey): EvidenceSigner {
  const signer = userSigner(keys, file);
  if (signer === undefined) throw new Error('no signer');
  return signer;
}

/** What an earlier run, on another machine, put where evidence is kept; signed with the key, if one is given. */
async function earlier(key?: TestKey): Promise<string> {
  const elsewhere = temporaryFolder();
  const there = store(elsewhere);
  const file = there.append(aRecord({ step: 'rehearse', environment: 'test' }));
  if (key !== undefined) await signAdded(there, signerOf(key), NOW);
  await remote().push(elsewhere, 'CR-0001');
  return file;
}

async function pulled(): Promise<string | undefined> {
  return await assertVouchedFor({ git: baseFacts(project.path), store: store() }, await remote().pull(project.path, 'CR-0001'));
}

describe('evidence of this change that was kept elsewhere', () => {
  it('is relied on when an earlier run signed it, whom the base names', async () => {
    await earlier(runner);
    expect(await pulled()).toBeUndefined();
    expect(store().latest('rehearse', 'storage')?.record.verdict).toBe('pass');
  });

  it.each<[string, TestKey | undefined]>([
    ['nobody signed it', undefined],
    ['somebody signed it whom the base does not name', mallory],
  ])('is a HALT, and does not stay, when %s', async (_why, key) => {
    const file = await earlier(key);
    await expect(pulled()).rejects.toThrow(new RegExp(`CR-0001/${file}: this evidence came from where it is kept, and nobody who is trusted has signed it`));
    expect(existsSync(join(store().folder, file))).toBe(false);
    expect(store().latest('rehearse', 'storage')).toBeUndefined();
    // Nor at the next try.
    await expect(pulled()).rejects.toThrow(/nobody who is trusted has signed it/);
  });

  it('is a HALT when it is other bytes than were signed', async () => {
    const file = await earlier(runner);
    const record = JSON.stringify(aRecord());
    writeFileSync(join(bucket, 'CR-0001', file), record);
    await expect(pulled()).rejects.toThrow(/nobody who is trusted has signed it/);
  });

  it('needs nobody\'s signature where this run made it itself', async () => {
    store().append(aRecord({ step: 'rehearse', environment: 'test' }));
    await remote().push(project.path, 'CR-0001');
    expect(await pulled()).toBeUndefined();
  });

  it('is told where the base names nobody', async () => {
    project.commit({ 'cutover.yaml': twoModulesConfig('/states') });
    const file = await earlier();
    expect(await pulled()).toBe(`1 file of earlier runs came from the evidence store (${file}); nobody can tell who made them, for evidence.trust on refs/heads/main names nobody who signs evidence`);
  });
});
