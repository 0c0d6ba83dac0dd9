import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readTrust } from '../../src/read-trust.ts';
import { canonicalJson } from '../../src/digest.ts';
import { whoSigned } from '../../src/evidence/check-signature.ts';
import { readSignedStatement } from '../../src/evidence/envelope.ts';
import { instanceFor, keylessSigner, type SigstoreChoice } from '../../src/evidence/keyless.ts';
import { verificationPolicySchema, type VerificationPolicy } from '../../src/evidence/policy.ts';
import type { EvidenceStore } from '../../src/evidence/store.ts';
import { signAdded } from '../../src/evidence/sign-run.ts';
import type { EvidenceSigner } from '../../src/evidence/signer.ts';
import { trustFileSchema, type Trust } from '../../src/evidence/trust.ts';
import { aSigstore, JOB, tokenOf, type TestSigstore } from '../helpers/a-sigstore.ts';
import { aDeliveredBundle, close } from '../helpers/a-bundle.ts';
import { aKey, type TestKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { verify } from '../helpers/verify.ts';

let sigstore: TestSigstore;
let other: TestSigstore;
let ann: TestKey;

beforeAll(async () => {
  [sigstore, other] = [await aSigstore(), await aSigstore()];
  ann = aKey(temporaryFolder(), 'ann');
});

afterAll(async () => {
  await Promise.all([sigstore.close(), other.close()]);
});

function job(claims: object = {}, from: TestSigstore = sigstore): EvidenceSigner {
  return keylessSigner(from.instance, { getToken: () => Promise.resolve(tokenOf({ ...JOB, ...claims })) });
}

const DELIVER = 'https://github.com/acme/cutover/.github/workflows/change-deliver.yml@refs/tags/v1';

/** Ann for the approvals, the job for the evidence. */
function trustIn(identity: object = {}, from: TestSigstore = sigstore): Trust {
  const { identities } = trustFileSchema.parse({ version: 1, identities: [{ repository: 'https://github.com/acme/infra', workflow: DELIVER, ...identity }], sigstore: 'trusted_root.json' });
  const key = { text: ann.publicKey, names: ['ann@example.com'], person: 'ann', mayUse: () => true, notValidAt: () => undefined };
  return { keys: [key], identities, roots: [from.root] };
}

async function aSignedBundle(signer: EvidenceSigner = job()): Promise<EvidenceStore> {
  const store = aDeliveredBundle(temporaryFolder(), ann, { signer });
  close(store);
  await signAdded(store, signer, new Date('2026-03-01T11:00:01.000Z'));
  return store;
}

function signatureOf(store: EvidenceStore): string {
  return join(store.folder, 'signatures', readdirSync(join(store.folder, 'signatures'))[0] ?? '');
}

describe('a bundle that a job signed without a key', () => {
  it('is believed for what its certificate says: workflow, commit, environment', async () => {
    const result = await verify((await aSignedBundle()).folder, { trust: trustIn({ environment: 'production', ref: 'refs/heads/main', commit: 'a'.repeat(40), runner: 'github-hosted' }) });
    expect(result).toMatchObject({ ok: true, problems: [], assurance: 'trusted' });
    expect(result.signers).toEqual([`${DELIVER} for https://github.com/acme/infra at ${'a'.repeat(40)}, environment production`]);
    expect(sigstore.requests).toEqual(['/api/v2/signingCert', '/api/v1/log/entries', '/api/v1/timestamp']);
  });

  it('is trusted by a trust file beside the roots of several instances, one a line', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'roots.jsonl'), `${JSON.stringify(other.root)}\n${JSON.stringify(sigstore.root)}\n`);
    const identities = [{ repository: ['https://github.com/acme/infra', 'https://github.com/acme/other'], workflow: DELIVER, environment: 'production' }];
    writeFileSync(join(folder, 'trust.yaml'), JSON.stringify({ version: 1, keys: [`ann@example.com ${ann.publicKey}`], identities, sigstore: 'roots.jsonl' }));
    expect(await verify((await aSignedBundle()).folder, { trust: await readTrust([join(folder, 'trust.yaml')]) })).toMatchObject({ ok: true, assurance: 'trusted' });
  });

  it.each<[string, object, RegExp]>([
    ['repository', { repository: 'https://github.com/eve/infra' }, /its repository is https:\/\/github\.com\/acme\/infra, not https:\/\/github\.com\/eve\/infra/],
    ['workflow', { workflow: `${DELIVER}.2` }, /its workflow is/],
    ['branch', { ref: 'refs/heads/other' }, /its ref is refs\/heads\/main, not refs\/heads\/other/],
    ['commit', { commit: 'c'.repeat(40) }, /its commit is a{40}, not c{40}/],
    ['environment', { environment: ['test', 'staging'] }, /its environment is production, not test or staging/],
    ['runner', { runner: 'self-hosted' }, /its runner is github-hosted, not self-hosted/],
    ['issuer', { issuer: 'https://gitlab.com' }, /its issuer is https:\/\/token\.actions\.githubusercontent\.com, not https:\/\/gitlab\.com/],
  ])('is refused when the verifier trusts another %s', async (_name, identity, why) => {
    const { problems } = await verify((await aSignedBundle()).folder, { trust: trustIn(identity) });
    expect(problems).toContainEqual({ file: expect.stringMatching(/^signatures\/1-/), why: expect.stringMatching(why) });
  });

  it('is refused where the certificate says no environment and one is asked for', async () => {
    const store = await aSignedBundle(job({ environment: undefined }));
    expect((await verify(store.folder, { trust: trustIn() })).ok).toBe(true);
    const { problems } = await verify(store.folder, { trust: trustIn({ environment: 'production' }) });
    expect(problems[0]?.why).toContain('its environment is not in the certificate, not production');
  });

  it('is refused when another instance issued the certificate, whatever it says', async () => {
    const store = await aSignedBundle(job({}, other));
    const { problems } = await verify(store.folder, { trust: trustIn() });
    expect(problems).toContainEqual({ file: expect.stringMatching(/^signatures\/1-/), why: expect.stringMatching(/does not hold \(timestamp could not be verified\)/) });
  });

  it('is refused without roots to check it with, and without trust it is integrity only', async () => {
    const store = await aSignedBundle();
    const { problems } = await verify(store.folder, { trust: { ...trustIn(), roots: [] } });
    expect(problems[0]?.why).toContain('you named no Sigstore instance');
    const untrusted = await verify(store.folder);
    expect(untrusted).toMatchObject({ ok: true, assurance: 'integrity only', signers: ['a certificate that was not checked'] });
    expect(JSON.stringify(untrusted)).not.toContain('acme/infra');
  });

  it.each<[string, object]>([['the log', { rekor: undefined }], ['the times', { timestamps: undefined }]])('is refused without what the trusted instance has: %s', async (_name, without) => {
    const signer = keylessSigner({ ...sigstore.instance, ...without }, { getToken: () => Promise.resolve(tokenOf(JOB)) });
    const store = await aSignedBundle(signer);
    const result = await verify(store.folder, { trust: trustIn() });
    // A log that promised the entry also says when, so times alone may be missing.
    expect([result.ok, result.problems.map(({ why }) => why).join()]).toEqual('rekor' in without ? [false, expect.stringContaining('expected 1 tlog entries, got 0')] : [true, '']);
  });
});

describe('an instance without a log, as GitHub\'s own', () => {
  const withoutLog = (): object => ({ ...sigstore.root, tlogs: [] });

  it('is believed for its timestamps, and not without them', async () => {
    const getToken = (): Promise<string> => Promise.resolve(tokenOf(JOB));
    const { fulcio, timestamps } = sigstore.instance;
    const trust = { ...trustIn(), roots: [withoutLog()] };
    expect(await verify((await aSignedBundle(keylessSigner({ fulcio, timestamps }, { getToken }))).folder, { trust })).toMatchObject({ ok: true, assurance: 'trusted' });
    const { problems } = await verify((await aSignedBundle(keylessSigner({ fulcio }, { getToken }))).folder, { trust });
    expect(problems).toEqual([{ file: expect.stringMatching(/^signatures\/1-/), why: 'its signature does not hold (expected 1 timestamps, got 0)' }]);
  });

  it('is not believed for a certificate that was kept out of the log of certificates', async () => {
    const unlogged = await aSigstore({ logged: false });
    const { problems } = await verify((await aSignedBundle(job({}, unlogged))).folder, { trust: trustIn({}, unlogged) });
    await unlogged.close();
    expect(problems).toEqual([{ file: expect.stringMatching(/^signatures\/1-/), why: 'its signature does not hold (expected 1 SCTs, got 0)' }]);
  });
});

describe('a policy about signers', () => {
  const policy = (signers: object): VerificationPolicy => verificationPolicySchema.parse({ version: 1, signers });

  it('holds the records of a step to what the certificate of their own job says', async () => {
    const build = job({ environment: undefined });
    const store = aDeliveredBundle(temporaryFolder(), ann, { signer: job() });
    const all = [...store.unsigned];
    const promoted = all.filter(([path]) => /^(promote|handover)\//.test(path));
    for (const [path] of promoted) store.unsigned.delete(path);
    await signAdded(store, build, new Date('2026-03-01T10:30:00.000Z'));
    for (const [path, digest] of promoted) store.unsigned.set(path, digest);
    close(store);
    await signAdded(store, job(), new Date('2026-03-01T11:00:01.000Z'));
    expect(await verify(store.folder, { trust: trustIn(), policy: policy({ promote: { environment: 'production' } }) })).toMatchObject({ ok: true });
    expect((await verify(store.folder, { trust: trustIn(), policy: policy({ scan: { environment: 'production' } }) })).problems).toEqual([{ file: 'scan/change.1.json', why: 'its environment is not in the certificate, not production' }]);
    expect((await verify(store.folder, { trust: trustIn(), policy: policy({ promote: { name: 'ann@example.com' } }) })).problems[0]?.why).toMatch(/it is signed by .*, not by ann@example\.com/);
  });
});

describe('any byte of the signature of a job', () => {
  it('changed is noticed by the name of its file; whoever names it anew is refused too, or says the same as before', async () => {
    const store = await aSignedBundle();
    const [original, trust] = [readFileSync(signatureOf(store)), trustIn()];
    const before = canonicalJson(await heldIn(original, trust));
    const others: string[] = [];
    for (let offset = 0; offset < original.length; offset += 31) {
      const changed = Buffer.from(original);
      changed[offset] = (changed[offset] ?? 0) ^ 1;
      // Some bytes of a timestamp and of an inclusion proof are not signed by anybody; what is signed cannot be another.
      const held = await heldIn(changed, trust).catch(() => undefined);
      if (held !== undefined && canonicalJson(held) !== before) others.push(`${offset}: ${original.subarray(offset - 30, offset + 10).toString()}`);
    }
    expect(others).toEqual([]);
    writeFileSync(signatureOf(store), original.toString().replace('"rootHash": "', '"rootHash": "A'));
    expect((await verify(store.folder, { trust })).problems).toContainEqual({ file: expect.stringMatching(/^signatures\/1-/), why: 'it is not what its name says: it was changed' });
  });
});

async function heldIn(bytes: Buffer, trust: Trust): Promise<object> {
  const signed = await readSignedStatement(bytes);
  return { statement: signed.statement, by: await whoSigned(signed, new Date('2026-03-01T11:00:01.000Z'), trust) };
}

describe('the instance that signs', () => {
  it.each<[SigstoreChoice, string | undefined, string, string | undefined]>([
    ['auto', 'public', 'https://github.com', 'https://fulcio.sigstore.dev'],
    ['auto', 'private', 'https://github.com', undefined],
    ['auto', 'internal', 'https://github.com', undefined],
    ['auto', undefined, 'https://github.com', undefined],
    ['auto', 'public', 'https://github.example.com', undefined],
    ['none', 'public', 'https://github.com', undefined],
    ['public-good', 'private', 'https://github.com', 'https://fulcio.sigstore.dev'],
    ['github', 'private', 'https://github.com', 'https://fulcio.githubapp.com'],
    ['github', 'private', 'https://acme.ghe.com', 'https://fulcio.acme.ghe.com'],
  ])('is chosen by %s for a repository that is %s on %s: %s', (choice, visibility, server, fulcio) => {
    expect(instanceFor(choice, { visibility, server })?.fulcio).toBe(fulcio);
  });
});
