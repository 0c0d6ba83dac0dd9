import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readTrust } from '../../src/read-trust.ts';
import { signAdded } from '../../src/evidence/sign-run.ts';
import type { Trust } from '../../src/evidence/trust.ts';
import type { BundleVerification } from '../../src/evidence/verify.ts';
import { userSigner } from '../../src/user-signer.ts';
import { aDeliveredBundle, close } from '../helpers/a-bundle.ts';
import { aKey, type TestKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { verify } from '../helpers/verify.ts';

let ann: TestKey;
let eve: TestKey;
let trust: Trust;

beforeAll(async () => {
  const folder = temporaryFolder();
  [ann, eve] = [aKey(folder, 'ann'), aKey(folder, 'eve')];
  const file = join(folder, 'approvers');
  writeFileSync(file, `ann@example.com namespaces="cutover-*" ${ann.publicKey}\n`);
  trust = await readTrust([file]);
});

/** A whole bundle, made and signed by one person: every digest in it is right. */
async function madeBy(key: TestKey, approvedWith: TestKey): Promise<string> {
  const signer = userSigner('.', key.file);
  if (signer === undefined) throw new Error('no signer');
  const store = aDeliveredBundle(temporaryFolder(), approvedWith, { signer });
  close(store);
  await signAdded(store, signer, new Date('2026-03-01T11:00:01.000Z'));
  return store.folder;
}

describe('row 26: the whole bundle is remade and signed with another key', () => {
  it('is trusted when it is by a key of the verifier\'s', async () => {
    expect(await verify(await madeBy(ann, ann), { trust })).toMatchObject({ ok: true, assurance: 'trusted' });
  });

  it.each<[string, () => Promise<string>, string[]]>([
    ['approvals and evidence', () => madeBy(eve, eve), ['signatures/1', 'approvals', 'approvals/request.1.json', 'approvals', 'approvals/promotion.1.json']],
    ['evidence, around approvals that are real', () => madeBy(eve, ann), ['signatures/1']],
    ['approvals, under evidence that is real', () => madeBy(ann, eve), ['approvals', 'approvals/request.1.json', 'approvals', 'approvals/promotion.1.json']],
  ])('fails with trust, and without it says integrity only and no more: %s', async (_name, make, files) => {
    const folder = await make();
    const trusted = await verify(folder, { trust });
    expect(trusted).toMatchObject({ ok: false, assurance: 'integrity only' });
    expect(trusted.problems.map(({ file }) => file.replace(/-[0-9a-f]{64}.*/, ''))).toEqual(files);
    expect(trusted.problems.map(({ why }) => why).join()).toMatch(/which is not among those you trust/);
    const untrusted: BundleVerification = await verify(folder);
    expect(untrusted).toMatchObject({ ok: true, assurance: 'integrity only' });
    expect(untrusted.signers).toEqual([expect.stringMatching(/^the key SHA256:/)]);
    expect(untrusted.story.at(-1)).toContain('whose keys they are was not checked');
  });
});
