import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StepFailure, UserError } from '../../src/errors.ts';
import { objectStore, storeOn, type ObjectStore } from '../../src/evidence/object-store.ts';
import { remoteEvidence } from '../../src/evidence/remote-store.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import { aRecord } from '../helpers/a-record.ts';
import { aSandbox, sdkSettings, type RunningSandbox } from '../helpers/a-sandbox.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let sandbox: RunningSandbox;
let bucket: string;
let store: ObjectStore;

beforeAll(async () => {
  sandbox = await aSandbox();
  bucket = sandbox.state.environments.production.stateBucket;
  store = await objectStore(bucket, sandbox.access.production.env);
});
afterAll(() => sandbox.remove());

describe('the bucket of the evidence', () => {
  it('takes an object once: of writers at the same time one is heard, and what lies there stays', async () => {
    const written = await Promise.all(Array.from({ length: 8 }, (_, index) => store.writeOnce('once/a.json', Buffer.from(`writer ${index}`))));
    expect(written.filter(Boolean)).toHaveLength(1);
    const first = await store.read('once/a.json');
    expect(first.toString()).toBe(`writer ${written.indexOf(true)}`);
    expect(await store.writeOnce('once/a.json', Buffer.from('later'))).toBe(false);
    expect(await store.read('once/a.json')).toEqual(first);
  });

  it('lists every object, over more than one page', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, index) => store.writeOnce(`list/${index}.json`, Buffer.alloc(index))));
    const client = new S3Client(sdkSettings(sandbox.access.production));
    // Three a page, as S3 has a thousand.
    client.middlewareStack.add((next) => (args) => next({ ...args, input: 'Prefix' in args.input ? { ...args.input, MaxKeys: 3 } : args.input }), { step: 'initialize' });
    const listed = await storeOn(bucket, client).list('list/');
    expect(listed.map(({ size }) => size).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index));
  });

  it('says which permission is missing, that a bucket is not there, and that nothing answers', async () => {
    const foreign = await objectStore(bucket, sandbox.access.test.env);
    await expect(foreign.writeOnce('once/b.json', Buffer.from('x'))).rejects.toThrow(/may not use the bucket[\s\S]*s3:PutObject/);
    await expect(foreign.list('')).rejects.toThrow(UserError);
    const absent = await objectStore('there-is-no-such-bucket', sandbox.access.production.env);
    await expect(absent.list('')).rejects.toThrow(/is not there/);
    const silent = storeOn(bucket, new S3Client({ ...sdkSettings(sandbox.access.production), endpoint: 'http://127.0.0.1:9' }));
    await expect(silent.list('')).rejects.toThrow(StepFailure);
    await expect(objectStore(bucket, {})).rejects.toThrow(/AWS_REGION/);
  });

  it('carries records from one machine to another', async () => {
    const [here, there] = [temporaryFolder(), temporaryFolder()];
    new EvidenceStore(here, 'CR-0001').append(aRecord());
    const location = { bucket, prefix: 'evidence' };
    await (await remoteEvidence(location, sandbox.access.production.env)).push(here, 'CR-0001');
    expect(await (await remoteEvidence(location, sandbox.access.production.env)).pull(there, 'CR-0001')).toEqual(['scan/storage.1.json']);
    expect(new EvidenceStore(there, 'CR-0001').latest('scan', 'storage')?.record).toEqual(aRecord());
  });
});
