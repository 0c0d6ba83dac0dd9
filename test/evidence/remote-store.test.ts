import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Halt } from '../../src/errors.ts';
import { lastGood } from '../../src/evidence/last-good.ts';
import type { ObjectStore } from '../../src/evidence/object-store.ts';
import { RemoteEvidence } from '../../src/evidence/remote-store.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aDeliveredBundle, close } from '../helpers/a-bundle.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';
import { pastIn } from '../helpers/a-past.ts';
import { aKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { verify } from '../helpers/verify.ts';

const at = { bucket: 'shop-state', prefix: 'evidence' };

/** A bucket in memory: what was asked of it, in order, is kept. */
function aBucket(objects = new Map<string, Buffer>()): ObjectStore & { objects: Map<string, Buffer>; asked: string[] } {
  const asked: string[] = [];
  return {
    objects,
    asked,
    list: (prefix) => Promise.resolve([...objects].filter(([key]) => key.startsWith(prefix)).map(([key, bytes]) => ({ key, size: bytes.length }))),
    read: (key) => {
      asked.push(`read ${key}`);
      const bytes = objects.get(key);
      return bytes === undefined ? Promise.reject(new Error(`no ${key}`)) : Promise.resolve(bytes);
    },
    writeOnce: (key, bytes) => {
      asked.push(`write ${key}`);
      if (objects.has(key)) return Promise.resolve(false);
      objects.set(key, bytes);
      return Promise.resolve(true);
    },
  };
}

/** Another process, without memory of what was compared. */
const remote = (bucket: ObjectStore): RemoteEvidence => new RemoteEvidence(bucket, at);

async function haltOf(work: () => Promise<unknown>): Promise<Halt['complaint']> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Halt) return error.complaint;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the evidence beside the state', () => {
  it('takes a closed bundle to another machine, where it verifies', async () => {
    const [here, there, bucket] = [temporaryFolder(), temporaryFolder(), aBucket()];
    const store = aDeliveredBundle(here, aKey(here, 'ann'));
    close(store);
    const pushed = await remote(bucket).push(here, 'CR-0001');
    expect(pushed).toContain('manifest.1.json');
    expect([...bucket.objects.keys()].every((key) => key.startsWith('evidence/CR-0001/'))).toBe(true);
    expect(await remote(bucket).pull(there, 'CR-0001')).toEqual(pushed);
    expect(await verify(join(there, 'cutover-evidence', 'CR-0001'))).toMatchObject({ ok: true, problems: [] });
  });

  it('writes the closing manifest last, and manifests in their order', async () => {
    const [here, bucket] = [temporaryFolder(), aBucket()];
    const store = new EvidenceStore(here, 'CR-0001');
    for (let number = 1; number <= 11; number += 1) {
      store.append(aRecord({ facts: { number } }));
      close(store);
    }
    await remote(bucket).push(here, 'CR-0001');
    const written = bucket.asked.map((line) => line.replace('write evidence/CR-0001/', ''));
    expect(written.slice(-11)).toEqual(Array.from({ length: 11 }, (_, index) => `manifest.${index + 1}.json`));
    expect(written.slice(0, 11).every((file) => file.startsWith('scan/'))).toBe(true);
  });

  it('leaves no manifest behind when it is cut off before', async () => {
    const [here, bucket] = [temporaryFolder(), aBucket()];
    const store = new EvidenceStore(here, 'CR-0001');
    store.append(aRecord());
    store.append(aChangeRecord({ step: 'approval' }));
    close(store);
    const failing: ObjectStore = { ...bucket, writeOnce: (key, bytes) => (key.includes('scan') ? Promise.reject(new Error('cut off')) : bucket.writeOnce(key, bytes)) };
    await expect(remote(failing).push(here, 'CR-0001')).rejects.toThrow('cut off');
    expect([...bucket.objects.keys()].filter((key) => key.includes('manifest'))).toEqual([]);
    expect(await remote(bucket).push(here, 'CR-0001')).toEqual(expect.arrayContaining(['manifest.1.json', 'scan/storage.1.json']));
  });

  it('HALTs on a record that differs, in both directions, and replaces neither', async () => {
    const [here, there, bucket] = [temporaryFolder(), temporaryFolder(), aBucket()];
    new EvidenceStore(here, 'CR-0001').append(aRecord({ facts: { from: 'here' } }));
    const file = join(there, 'cutover-evidence', 'CR-0001', new EvidenceStore(there, 'CR-0001').append(aRecord({ facts: { from: 'there' } })));
    await remote(bucket).push(here, 'CR-0001');
    const [before, kept] = [readFileSync(file), new Map(bucket.objects)];
    const differs = { file: 's3://shop-state/evidence/CR-0001/scan/storage.1.json', problem: expect.stringContaining('neither is replaced') };
    expect(await haltOf(() => remote(bucket).push(there, 'CR-0001'))).toMatchObject(differs);
    expect(await haltOf(() => remote(bucket).pull(there, 'CR-0001'))).toMatchObject(differs);
    expect(readFileSync(file)).toEqual(before);
    expect(bucket.objects).toEqual(kept);
  });

  it('takes its own write for its own when only the answer was lost', async () => {
    const [here, bucket] = [temporaryFolder(), aBucket()];
    new EvidenceStore(here, 'CR-0001').append(aRecord());
    // The client of S3 sends the request again; the second one finds what the first has written.
    const lost: ObjectStore = {
      ...bucket,
      writeOnce: async (key, bytes) => {
        await bucket.writeOnce(key, bytes);
        return await bucket.writeOnce(key, bytes);
      },
    };
    expect(await remote(lost).push(here, 'CR-0001')).toEqual([]);
    expect(bucket.objects.size).toBe(1);
  });

  it('sees what was taken away after the bundle was closed', async () => {
    const [here, bucket] = [temporaryFolder(), aBucket()];
    const store = new EvidenceStore(here, 'CR-0001');
    store.append(aRecord());
    store.append(aRecord({ verdict: 'fail' }));
    close(store);
    await remote(bucket).push(here, 'CR-0001');
    bucket.objects.delete('evidence/CR-0001/scan/storage.2.json');
    expect(await haltOf(() => remote(bucket).pull(temporaryFolder(), 'CR-0001'))).toMatchObject({ problem: expect.stringContaining('not whole'), found: 'missing: scan/storage.2.json' });
  });

  it.each([
    ['a name that climbs', 'evidence/CR-0001/../../etc/passwd'],
    ['a hidden name', 'evidence/CR-0001/.writing-1'],
    ['a folder too deep', 'evidence/CR-0001/a/b/c/d/e.json'],
  ])('refuses an object with %s, and writes nothing', async (_what, key) => {
    const there = temporaryFolder();
    const bucket = aBucket(new Map([[key, Buffer.from('{}')], ['evidence/CR-0001/scan/storage.1.json', Buffer.from('{}')]]));
    await expect(remote(bucket).pull(there, 'CR-0001')).rejects.toThrow(/cannot be a file name in the evidence/);
    expect(() => readFileSync(join(there, 'cutover-evidence', 'CR-0001', 'scan', 'storage.1.json'))).toThrow();
  });

  it('reads what it has compared once only, and another process reads it again', async () => {
    const [here, bucket] = [temporaryFolder(), aBucket()];
    new EvidenceStore(here, 'CR-0001').append(aRecord());
    await remote(bucket).push(here, 'CR-0001');
    bucket.asked.length = 0;
    const one = remote(bucket);
    await one.pull(here, 'CR-0001');
    await one.push(here, 'CR-0001');
    await one.pull(here, 'CR-0001');
    expect(bucket.asked).toEqual(['read evidence/CR-0001/scan/storage.1.json']);
  });

  it('brings of other changes what shows how the world is, once, and nothing of its own change', async () => {
    const [here, there, bucket] = [temporaryFolder(), temporaryFolder(), aBucket()];
    const key = aKey(here, 'ann');
    for (const change of ['CR-0001', 'CR-0002', 'CR-0003']) {
      close(aDeliveredBundle(here, key, { change }));
      await remote(bucket).push(here, change);
    }
    expect(await remote(bucket).bringOthers(there, 'CR-0003')).toEqual(['CR-0001', 'CR-0002']);
    expect(readdirSync(join(there, 'cutover-evidence'))).toEqual(['CR-0001', 'CR-0002']);
    expect(readdirSync(join(there, 'cutover-evidence', 'CR-0001'))).toEqual(['approval', 'approvals', 'manifest.1.json', 'promote', 'rehearse']);
    expect((await pastIn(there)).changes.map(({ doubt }) => doubt)).toEqual([undefined, undefined]);
    expect(lastGood(await pastIn(there), 'storage', 'production', 'sandbox')?.change).toMatch(/^CR-000[12]$/);
    bucket.asked.length = 0;
    expect(await remote(bucket).bringOthers(there, 'CR-0003')).toEqual(['CR-0001', 'CR-0002']);
    expect(bucket.asked).toEqual([]);
  });

  it('brings back a file that was deleted here, and does not take the deletion there', async () => {
    const [here, bucket] = [temporaryFolder(), aBucket()];
    const file = new EvidenceStore(here, 'CR-0001').append(aRecord());
    await remote(bucket).push(here, 'CR-0001');
    rmSync(join(here, 'cutover-evidence'), { recursive: true });
    expect(await remote(bucket).push(here, 'CR-0001')).toEqual([]);
    expect(await remote(bucket).pull(here, 'CR-0001')).toEqual([file]);
    writeFileSync(join(here, 'cutover-evidence', 'CR-0001', file), '{}');
    expect(await haltOf(() => remote(bucket).push(here, 'CR-0001'))).toMatchObject({ problem: expect.stringContaining('neither is replaced') });
  });
});
