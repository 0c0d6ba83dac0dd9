import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { EvidenceSigner } from '../../src/evidence/signer.ts';
import type { Trust } from '../../src/evidence/trust.ts';
import { folderObjects } from '../../src/leases/folder-objects.ts';
import { claim, type Lease } from '../../src/leases/lease.ts';
import { LeaseLog } from '../../src/leases/lease-log.ts';
import type { Vouchers } from '../../src/leases/vouching.ts';
import { readTrust } from '../../src/read-trust.ts';
import { userSigner } from '../../src/user-signer.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const stack = { sha256: 'a'.repeat(64), digest: 'd', inside: '.', dependsOn: [] };
const run = { kind: 'process', machine: 'olga@laptop', pid: 7, identity: '1', folder: '/work' } as const;
const lease = (more: Partial<Lease> = {}): Lease => ({ ...claim(undefined, { component: 'base', change: 'CR-0001', who: 'olga@example.com', branch: null, run, now: new Date('2026-03-02T10:00:00.000Z'), hours: 8, state: 's3://b/k', existed: false, creates: [], stack, good: null }, { delivered: false }), ...more });

const folder = temporaryFolder();
const keys = { runner: aKey(folder, 'runner'), mallory: aKey(folder, 'mallory') };
let trust: Trust;
let bucket: string;

beforeAll(async () => {
  const file = join(folder, 'signers');
  writeFileSync(file, `runner@example.com namespaces="cutover-evidence" ${keys.runner.publicKey}\n`);
  trust = await readTrust([file]);
});

function signer(who: keyof typeof keys): EvidenceSigner {
  const found = userSigner(folder, keys[who].file);
  if (found === undefined) throw new Error('no signer');
  return found;
}

/** The log as another machine has it. */
function onAnotherMachine({ by, project = 'shop', ...more }: Partial<Vouchers> & { by?: keyof typeof keys; project?: string } = {}): LeaseLog {
  return new LeaseLog(folderObjects(bucket), project, { signer: by === undefined ? undefined : signer(by), trust: () => Promise.resolve(trust), notes: temporaryFolder(), ...more });
}

const doubt = async (log: LeaseLog = onAnotherMachine()): Promise<string | undefined> => await (await log.latest('base'))?.doubt();

describe('an entry of the log', () => {
  beforeAll(() => void (bucket = temporaryFolder()));

  it('is vouched for by whoever signed it, whom the base names', async () => {
    await onAnotherMachine({ by: 'runner' }).add(undefined, lease());
    expect(await doubt()).toBeUndefined();
  });

  it.each<[string, 'mallory' | undefined, RegExp]>([
    ['nobody signed it', undefined, /^nobody has signed it$/],
    ['somebody signed it whom the base does not name', 'mallory', /not among those you trust/],
  ])('is doubted when %s', async (_why, by, why) => {
    bucket = temporaryFolder();
    await onAnotherMachine(by === undefined ? {} : { by }).add(undefined, lease());
    expect(await doubt()).toMatch(why);
  });

  it('is vouched for where it was written, by nobody else than that machine', async () => {
    bucket = temporaryFolder();
    const notes = temporaryFolder();
    const nobody = (): Promise<undefined> => Promise.resolve(undefined);
    await onAnotherMachine({ trust: nobody, notes }).add(undefined, lease());
    expect(await doubt(onAnotherMachine({ trust: nobody, notes }))).toBeUndefined();
    expect(await doubt(onAnotherMachine({ trust: nobody }))).toMatch(/it was not written here, and evidence\.trust on the base names nobody/);
  });

  it('is doubted once it was edited, brought back under another number, or under another project', async () => {
    bucket = temporaryFolder();
    const log = onAnotherMachine({ by: 'runner' });
    await log.add(undefined, lease());
    const first = JSON.stringify(lease());
    const at = (path: string): string => join(bucket, 'cutover-leases', path);
    await log.add({ number: 1 }, lease({ standing: 'removed', stack: null }));
    expect(await doubt()).toBeUndefined();
    writeFileSync(at('shop/test/base/2.json'), JSON.stringify(lease({ standing: 'removed', stack: null, existed: true })));
    expect(await doubt()).toBe('nobody has signed it');
    writeFileSync(at('shop/test/base/3.json'), first);
    expect(await doubt()).toBe('nobody has signed it');
    await onAnotherMachine({ project: 'other' }).add(undefined, lease());
    expect(await doubt(onAnotherMachine({ project: 'other' }))).toBe('nobody has signed it');
  });

  it('is not kept from being vouched for by what others put beside its signature', async () => {
    bucket = temporaryFolder();
    await onAnotherMachine({ by: 'mallory' }).add(undefined, lease());
    await onAnotherMachine({ by: 'runner' }).add(undefined, lease());
    expect(await doubt()).toBeUndefined();
  });
});

describe('a lease after one that nobody vouches for', () => {
  it('takes nothing of it over: neither its stack, nor that nothing was there', () => {
    const evil = { ...stack, sha256: 'e'.repeat(64) };
    const asks = { component: 'base', change: 'CR-0002', who: 'olga@example.com', branch: null, run, now: new Date('2026-03-02T10:00:00.000Z'), hours: 8, state: 's3://b/k', existed: true, creates: [], stack, good: null };
    for (const last of [lease({ standing: 'put-back', stack: evil, good: evil }), lease({ change: 'CR-0002', existed: false, good: evil }), lease({ standing: 'removed', stack: null })]) {
      expect(claim(last, asks, { delivered: false }, false)).toMatchObject({ existed: true, good: null, stack });
    }
    expect(() => claim(lease({ stack: evil }), asks, { delivered: false }, false)).toThrow(/held by the rehearsal of CR-0001/);
  });
});
