import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { signApproval } from '../../src/change/sources/ssh-signature.ts';
import { walk } from '../../src/evidence/folder.ts';
import { verificationPolicySchema } from '../../src/evidence/policy.ts';
import { signAdded } from '../../src/evidence/sign-run.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { userSigner } from '../../src/user-signer.ts';
import { aDeliveredBundle, close } from '../helpers/a-bundle.ts';
import { aChangeRecord } from '../helpers/a-record.ts';
import { anApproval } from '../helpers/an-approval.ts';
import { aKey, type TestKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { verify } from '../helpers/verify.ts';

let key: TestKey;
let delivered: EvidenceStore;

beforeAll(async () => {
  key = aKey(temporaryFolder(), 'ann');
  delivered = aDeliveredBundle(temporaryFolder(), key, { signer: userSigner('.', key.file) as NonNullable<ReturnType<typeof userSigner>> });
  await closeAndSign(delivered);
});

async function closeAndSign(store: EvidenceStore): Promise<void> {
  close(store);
  const signer = store.signer();
  if (signer !== undefined) await signAdded(store, signer, new Date('2026-03-01T11:00:01.000Z'));
}

/** One of each kind of file: a record, a document, an approval, the manifest and the signature over it. */
async function aSmallBundle(signed: boolean): Promise<string> {
  const store = new EvidenceStore(temporaryFolder(), 'CR-0001', 'delivery', () => (signed ? userSigner('.', key.file) : undefined));
  store.addApproval(signApproval(anApproval(), key));
  store.append(aChangeRecord({ step: 'synth' }));
  store.addDocument('synth', 'note.md', '# A note\n');
  await closeAndSign(store);
  return store.folder;
}

/** It is so small because nothing else is asked of it. */
const SMALL = verificationPolicySchema.parse({ version: 1, steps: ['synth'], approvals: { request: 0, promotion: 0 } });

describe('row 18: evidence deleted, replayed or added', () => {
  it.each([['signed', true, /./], ['that nobody signed, whose manifest vouches for itself', false, /^manifest/]] as const)('a bundle with any one byte changed does not verify: each byte of a small one, %s', async (_name, signed, which) => {
    const folder = await aSmallBundle(signed);
    expect((await verify(folder, { policy: SMALL })).problems).toEqual([]);
    const unnoticed: string[] = [];
    let tried = 0;
    const files = walk(folder).map(({ path }) => path).filter((path) => which.test(path));
    for (const path of files) {
      const file = join(folder, path);
      const original = readFileSync(file);
      for (const offset of original.keys()) {
        const changed = Buffer.from(original);
        changed[offset] = (changed[offset] ?? 0) ^ (offset % 2 === 0 ? 0x01 : 0x20);
        writeFileSync(file, changed);
        tried += 1;
        if ((await verify(folder, { policy: SMALL })).ok) unnoticed.push(`${path}:${offset}`);
      }
      writeFileSync(file, original);
    }
    expect(unnoticed).toEqual([]);
    expect(tried).toBe(files.reduce((sum, path) => sum + readFileSync(join(folder, path)).length, 0));
    expect((await verify(folder, { policy: SMALL })).ok).toBe(true);
  });

  it('a bundle without any one of its files does not verify', async () => {
    for (const { path } of walk(delivered.folder)) {
      const aside = join(delivered.folder, '..', 'aside');
      renameSync(join(delivered.folder, path), aside);
      expect([path, (await verify(delivered.folder)).ok]).toEqual([path, false]);
      renameSync(aside, join(delivered.folder, path));
    }
    expect((await verify(delivered.folder)).ok).toBe(true);
  });

  it('a file of another bundle in the place of one does not verify, though it is valid where it comes from', async () => {
    const other = aDeliveredBundle(temporaryFolder(), key, { components: ['network', 'storage'] });
    close(other);
    expect((await verify(other.folder)).ok).toBe(true);
    for (const { path } of walk(delivered.folder).filter(({ path }) => !path.startsWith('signatures/') && readOrUndefined(other.folder, path) !== undefined)) {
      const file = join(delivered.folder, path);
      const original = readFileSync(file);
      const foreign = readFileSync(join(other.folder, path));
      if (foreign.equals(original)) continue;
      writeFileSync(file, foreign);
      expect([path, (await verify(delivered.folder)).ok]).toEqual([path, false]);
      writeFileSync(file, original);
    }
  });

  it.each(['scan/change.2.json', 'handover/more.md', 'notes.txt', 'more/a.json'])('a bundle with one file more does not verify: %s', async (path) => {
    const folder = join(temporaryFolder(), 'bundle');
    cpSync(delivered.folder, folder, { recursive: true });
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(folder, 'scan/change.1.json'), join(folder, path));
    expect((await verify(folder)).problems).toContainEqual({ file: path, why: expect.stringMatching(/added after|belongs to a bundle/) });
    rmSync(join(folder, path));
  });
});

function readOrUndefined(folder: string, path: string): Buffer | undefined {
  try {
    return readFileSync(join(folder, path));
  } catch {
    return undefined;
  }
}
