import { generateKeyPairSync, sign } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readTrust } from '../../src/read-trust.ts';
import { canonicalJson, sha256 } from '../../src/digest.ts';
import { PAYLOAD_TYPE } from '../../src/evidence/envelope.ts';
import { fileText } from '../../src/evidence/in-toto.ts';
import { readRunStatement, runStatementOf } from '../../src/evidence/run-statement.ts';
import { signRest } from '../../src/evidence/sign-rest.ts';
import { signAdded, signFiles } from '../../src/evidence/sign-run.ts';
import { keySigner, type EvidenceSigner } from '../../src/evidence/signer.ts';
import { withoutArmour } from '../../src/evidence/ssh-signature.ts';
import { wire } from '../../src/evidence/ssh-wire.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import type { Trust } from '../../src/evidence/trust.ts';
import { sshSign } from '../../src/ssh-sign.ts';
import { userSigner } from '../../src/user-signer.ts';
import { aDeliveredBundle, close } from '../helpers/a-bundle.ts';
import { aRecord } from '../helpers/a-record.ts';
import { aKey, type TestKey } from '../helpers/ssh-keys.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { verify } from '../helpers/verify.ts';

const NOW = new Date('2026-03-01T11:00:01.000Z');
let ann: TestKey;
let runner: TestKey;
let template: string;

beforeAll(async () => {
  const folder = temporaryFolder();
  [ann, runner] = [aKey(folder, 'ann'), aKey(folder, 'runner')];
  template = temporaryFolder();
  const store = aDeliveredBundle(template, ann, { signer: signerWith(runner.file) });
  close(store);
  await signAdded(store, signerWith(runner.file), NOW);
});

function signerWith(file: string): EvidenceSigner {
  const signer = userSigner(temporaryFolder(), file);
  if (signer === undefined) throw new Error('no signer');
  return signer;
}

/** A copy of a bundle that was closed and signed; for a test that goes on with it. */
function aSignedBundle(): EvidenceStore {
  const project = temporaryFolder();
  cpSync(join(template, 'cutover-evidence'), join(project, 'cutover-evidence'), { recursive: true });
  return new EvidenceStore(project, 'CR-0001', 'delivery', () => signerWith(runner.file));
}

/** Ann approves, the runner signs evidence. */
async function trustIn(...lines: string[]): Promise<Trust> {
  const file = join(temporaryFolder(), 'trusted');
  writeFileSync(file, (lines.length === 0 ? [annLine(), `runner@example.com namespaces="cutover-evidence" ${runner.publicKey}`] : lines).join('\n'));
  return await readTrust([file]);
}

function annLine(): string {
  return `ann@example.com namespaces="cutover-request,cutover-promotion" ${ann.publicKey}`;
}

function signatureOf(store: EvidenceStore): string {
  return join(store.folder, 'signatures', readdirSync(join(store.folder, 'signatures')).sort().at(-1) ?? '');
}

/** Puts other bytes in the place of the last signature, under the name that they should have. */
function replaceSignature(store: EvidenceStore, change: (text: string) => string): void {
  const file = signatureOf(store);
  const text = change(readFileSync(file, 'utf8'));
  rmSync(file);
  writeFileSync(join(store.folder, 'signatures', `1-${sha256(text)}.sigstore.json`), text);
}

describe('a bundle that was signed with a key', () => {
  it('is trusted by who trusts the key, and tells who signed', async () => {
    const result = await verify(aSignedBundle().folder, { trust: await trustIn() });
    expect(result).toMatchObject({ ok: true, problems: [], assurance: 'trusted' });
    expect(result.signers).toEqual([expect.stringMatching(/^runner@example\.com \(the key SHA256:/)]);
    expect(result.story.join('\n')).toMatch(/20 files signed by runner@example\.com[^]*\[signatures\/1-[0-9a-f]{12}…\.sigstore\.json\]/);
  });

  it('is integrity only without trust', async () => {
    expect(await verify(aSignedBundle().folder)).toMatchObject({ ok: true, assurance: 'integrity only', signers: [expect.stringMatching(/^the key SHA256:/)] });
  });

  it.each<[string, () => string]>([
    ['a P-256 key in PEM', () => pemKey('pkcs8')],
    ['a P-256 key as OpenSSL writes it', () => pemKey('sec1')],
    ['a P-256 key of SSH', () => aKey(temporaryFolder(), 'key', { type: 'ecdsa' }).file],
    ['an RSA key', () => aKey(temporaryFolder(), 'key', { type: 'rsa' }).file],
  ])('with %s is trusted by its public key alone', async (_name, make) => {
    const file = make();
    const store = aDeliveredBundle(temporaryFolder(), ann, { signer: signerWith(file) });
    close(store);
    await signAdded(store, signerWith(file), NOW);
    const result = await verify(store.folder, { trust: await readTrust([writtenTo('approvers', annLine()), `${file}.pub`]) });
    expect(result).toMatchObject({ ok: true, assurance: 'trusted' });
  });

  it('can be checked by hand, with ssh-keygen and the bytes that DSSE signs', () => {
    const { dsseEnvelope } = JSON.parse(readFileSync(signatureOf(aSignedBundle()), 'utf8')) as { dsseEnvelope: { payload: string; signatures: { sig: string }[] } };
    const payload = Buffer.from(dsseEnvelope.payload, 'base64');
    const signature = writtenTo('sig', `-----BEGIN SSH SIGNATURE-----\n${(dsseEnvelope.signatures[0]?.sig ?? '').replace(/(.{70})/g, '$1\n')}\n-----END SSH SIGNATURE-----\n`);
    const allowed = writtenTo('allowed', `runner@example.com ${runner.publicKey}\n`);
    const input = Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
    expect(execFileSync('ssh-keygen', ['-Y', 'verify', '-f', allowed, '-I', 'runner@example.com', '-n', 'cutover-evidence', '-s', signature], { input, encoding: 'utf8' })).toContain('Good "cutover-evidence" signature');
  });

  it.each<[string, () => string[], RegExp]>([
    ['only approvers', () => [annLine()], /is not among those you trust/],
    ['the key for approvals only', () => [annLine(), `runner@example.com namespaces="cutover-request" ${runner.publicKey}`], /you do not let it sign evidence/],
    ['the key before that day only', () => [annLine(), `runner@example.com valid-before="20260101Z" ${runner.publicKey}`], /valid only before 2026-01-01/],
  ])('is refused by who trusts %s', async (_name, lines, why) => {
    const { ok, problems } = await verify(aSignedBundle().folder, { trust: await trustIn(...lines()) });
    expect(ok).toBe(false);
    expect(problems).toContainEqual({ file: expect.stringMatching(/^signatures\/1-/), why: expect.stringMatching(why) });
  });

  it('is refused when its approvals are by keys that nobody trusts, or that may not approve', async () => {
    const { problems } = await verify(aSignedBundle().folder, { trust: await trustIn(`ann@example.com namespaces="cutover-request" ${ann.publicKey}`, `runner@example.com ${runner.publicKey}`) });
    expect(problems).toEqual([
      { file: 'approvals', why: 'there is no approval of the promotion that step plan sealed' },
      { file: 'approvals/promotion.1.json', why: 'it does not count: you do not let its key sign in cutover-promotion' },
    ]);
    const other = await verify(aSignedBundle().folder, { trust: await trustIn(`bob@example.com ${ann.publicKey}`, `runner@example.com ${runner.publicKey}`) });
    expect(other.problems.map(({ why }) => why).join()).toMatch(/which is not one of ann@example\.com's/);
  });

  it('is signed again by a run that goes on, and both signatures count', async () => {
    const store = aSignedBundle();
    store.append(aRecord({ step: 'refine' }));
    close(store, '2026-03-01T12:00:00.000Z');
    await signAdded(store, signerWith(runner.file), new Date('2026-03-01T12:00:01.000Z'));
    expect(await verify(store.folder, { trust: await trustIn() })).toMatchObject({ ok: true });
  });

  it('that nobody signed is refused by who asks for trust', async () => {
    const store = aDeliveredBundle(temporaryFolder(), ann);
    close(store);
    expect((await verify(store.folder, { trust: await trustIn() })).problems).toEqual([{ file: 'manifest.1.json', why: 'nobody has signed it, so there is nothing to trust' }]);
  });
});

describe('row 18: signatures that were taken away, exchanged or added', () => {
  it.each<[string, (store: EvidenceStore) => void | Promise<void>, RegExp]>([
    ['the signature over the manifest is gone', (store) => rmSync(signatureOf(store)), /says that SHA256:\S+ signs it, and that signature is not here/],
    ['it is named like another', (store) => renameSync(signatureOf(store), signatureOf(store).replace('/1-', '/2-')), /under another number/],
    ['one by somebody else lies in its place', async (store) => {
      const { predicate, subject } = readRunStatement(payloadOf(store));
      rmSync(signatureOf(store));
      await signFiles(store, Object.fromEntries(subject.map(({ name, digest }) => [name, digest.sha256])), signerWith(ann.file), new Date(predicate.at));
    }, /says that SHA256:\S+ signs it, and this is by SHA256:/],
    ['one more lies beside it', async (store) => void (await signFiles(store, { 'manifest.1.json': sha256(readFileSync(join(store.folder, 'manifest.1.json'))) }, signerWith(runner.file), NOW)), /added after the bundle was closed/],
    ['it names what is not here', async (store) => {
      rmSync(signatureOf(store));
      await signFiles(store, { 'manifest.1.json': sha256(readFileSync(join(store.folder, 'manifest.1.json'))), 'scan/other.1.json': sha256('x') }, signerWith(runner.file), NOW);
    }, /is not what signatures\/1-\S+ signed/],
  ])('does not verify, trust or no trust, when %s', async (_name, spoil, why) => {
    const store = aSignedBundle();
    await spoil(store);
    expect((await verify(store.folder)).problems.map((problem) => problem.why).join('\n')).toMatch(why);
    expect((await verify(store.folder, { trust: await trustIn() })).ok).toBe(false);
  });

  it('does not verify when an earlier signature of a bundle that was closed again is gone, with its line in the manifest', async () => {
    const store = aSignedBundle();
    store.append(aRecord({ step: 'refine' }));
    rmSync(join(store.folder, 'manifest.1.json'));
    rmSync(signatureOf(store));
    close(store, '2026-03-01T12:00:00.000Z');
    const text = fileText(await signerWith(runner.file).bundle(Buffer.from(canonicalJson(runStatementOf({ 'manifest.1.json': sha256(readFileSync(join(store.folder, 'manifest.1.json'))) }, { change: 'CR-0001', number: 2, previous: sha256('gone'), at: NOW.toISOString() }))), PAYLOAD_TYPE));
    writeFileSync(join(store.folder, 'signatures', `2-${sha256(text)}.sigstore.json`), text);
    expect((await verify(store.folder)).problems).toContainEqual({ file: expect.stringMatching(/^signatures\/2-/), why: expect.stringContaining('a signature before it is missing') });
  });

  it('does not verify when a record was changed before the manifest was made over it', async () => {
    const store = aSignedBundle();
    const file = join(store.folder, 'synth/change.1.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"mode": "incremental"', '"mode": "yolo"'));
    rmSync(join(store.folder, 'manifest.1.json'));
    close(store);
    expect((await verify(store.folder)).problems).toContainEqual({ file: 'synth/change.1.json', why: expect.stringMatching(/^it is not what signatures\/1-\S+ signed$/) });
  });
});

describe('what no run has signed', () => {
  it.each<[string, () => EvidenceSigner | undefined, string[]]>([
    ['nobody', () => undefined, ['manifest.1.json', 'manifest.2.json']],
    ['somebody else, who never did', () => signerWith(ann.file), ['manifest.1.json', 'manifest.2.json']],
    ['the same, who could not', () => signerWith(runner.file), ['manifest.1.json']],
  ])('is signed later; a bundle that was closed for %s to sign is closed again if it has to be', async (_name, signer, manifests) => {
    const project = temporaryFolder();
    const first = signer();
    close(aDeliveredBundle(project, ann, first === undefined ? {} : { signer: first }));
    const store = new EvidenceStore(project, 'CR-0001', 'delivery', () => signerWith(runner.file));
    expect(await signRest(store, signerWith(runner.file), NOW)).toMatch(/^signatures\/1-/);
    expect(readdirSync(store.folder).filter((name) => name.startsWith('manifest'))).toEqual(manifests);
    expect(await verify(store.folder, { trust: await trustIn() })).toMatchObject({ ok: true, problems: [], assurance: 'trusted' });
    expect(await signRest(store, signerWith(runner.file), NOW)).toBeUndefined();
  });
});

describe('a forged signature', () => {
  type Forged = { verificationMaterial: { publicKey: { hint: string } }; dsseEnvelope: { payload: string; signatures: { sig: string; keyid: string }[] } };
  const bundleBy = async (signer: EvidenceSigner, payload: object): Promise<Forged> => (await signer.bundle(Buffer.from(canonicalJson(payload)), PAYLOAD_TYPE)) as Forged;
  const later = (store: EvidenceStore): object => {
    const statement = payloadOf(store);
    return { ...statement, predicate: { ...statement.predicate, at: '2026-03-02T11:00:00.000Z' } };
  };
  const named = (bundle: Forged, name: string): Forged => {
    bundle.verificationMaterial.publicKey.hint = name;
    for (const signature of bundle.dsseEnvelope.signatures) signature.keyid = name;
    return bundle;
  };

  it.each<[string, (store: EvidenceStore) => Promise<Forged>]>([
    ['over another statement', async (store) => {
      const bundle = await bundleBy(signerWith(runner.file), payloadOf(store));
      bundle.dsseEnvelope.payload = Buffer.from(canonicalJson(later(store))).toString('base64');
      return bundle;
    }],
    ['by another key, under the name of a trusted one', async (store) => named(await bundleBy(signerWith(ann.file), later(store)), runner.publicKey)],
    ['by a P-256 key, under the name of a trusted key of SSH', async (store) => named(await bundleBy(signerWith(pemKey('pkcs8')), later(store)), runner.publicKey)],
    ['by a trusted key, made for something else', async (store) => {
      const bundle = await bundleBy(signerWith(runner.file), later(store));
      const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64');
      const bytes = Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload]);
      bundle.dsseEnvelope.signatures = [{ sig: withoutArmour(sshSign(bytes, 'git', runner, 'it')).toString('base64'), keyid: runner.publicKey }];
      return bundle;
    }],
  ])('%s does not hold, trust or no trust', async (_name, forge) => {
    const store = aSignedBundle();
    const text = fileText(await forge(store));
    replaceSignature(store, () => text);
    for (const trust of [await trustIn(), undefined]) {
      expect((await verify(store.folder, { trust })).problems).toContainEqual({ file: expect.stringMatching(/^signatures\/1-/), why: expect.stringMatching(/^its signature does not hold/) });
    }
  });

  it('with a key of SSH but without the frame that says what it is for does not hold', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const line = `ssh-ed25519 ${wire('ssh-ed25519', Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')).toString('base64')}`;
    const signer = keySigner(line, (bytes) => sign(null, bytes, privateKey));
    const store = aDeliveredBundle(temporaryFolder(), ann, { signer });
    close(store);
    await signAdded(store, signer, NOW);
    expect((await verify(store.folder, { trust: await trustIn(annLine(), `runner@example.com ${line}`) })).problems).toContainEqual({ file: expect.stringMatching(/^signatures\/1-/), why: 'its signature does not hold: it is none of SSH' });
  });
});

describe('an envelope in another encoding', () => {
  type Envelope = { dsseEnvelope: { payload: string; signatures: { sig: string; keyid: string }[] } };
  const edited = (change: (bundle: Envelope) => void) => (text: string): string => {
    const bundle = JSON.parse(text) as Envelope;
    change(bundle);
    return fileText(bundle);
  };

  it.each<[string, (text: string) => string, RegExp]>([
    ['on one line', (text) => JSON.stringify(JSON.parse(text)), /formatted by another tool/],
    ['with a field twice', (text) => text.replace('"mediaType"', '"mediaType": "x",\n  "mediaType"'), /formatted by another tool/],
    ['with base64 for addresses', edited(({ dsseEnvelope }) => (dsseEnvelope.payload = Buffer.from(dsseEnvelope.payload, 'base64').toString('base64url'))), /in another encoding/],
    ['with white space in its base64', edited(({ dsseEnvelope }) => (dsseEnvelope.signatures = dsseEnvelope.signatures.map(({ sig, keyid }) => ({ sig: `${sig.slice(0, 8)} ${sig.slice(8)}`, keyid })))), /in another encoding/],
    ['with a field that no bundle has', edited((bundle) => Object.assign(bundle, { note: 'x' })), /holds what no Sigstore bundle holds/],
    ['with two signatures', edited(({ dsseEnvelope }) => dsseEnvelope.signatures.push({ sig: 'AAAA', keyid: '' })), /not a Sigstore bundle/],
    ['of another version', (text) => text.replace('v0.3+json', 'v0.2+json'), /not a Sigstore bundle/],
  ])('%s is refused', async (_name, change, why) => {
    const store = aSignedBundle();
    replaceSignature(store, change);
    expect((await verify(store.folder, { trust: await trustIn() })).problems).toContainEqual({ file: expect.stringMatching(/^signatures\/1-/), why: expect.stringMatching(why) });
  });

  it('is refused when the statement itself is, though the signature over it is right', async () => {
    const store = aSignedBundle();
    const spaced = Buffer.from(JSON.stringify(payloadOf(store), null, 1));
    const text = fileText(await signerWith(runner.file).bundle(spaced, PAYLOAD_TYPE));
    replaceSignature(store, () => text);
    expect((await verify(store.folder, { trust: await trustIn() })).problems).toContainEqual({ file: expect.stringMatching(/^signatures\/1-/), why: 'its statement is in another encoding than the canonical one' });
  });

  it('is refused when it says that it holds something else than a statement', async () => {
    const store = aSignedBundle();
    const text = fileText(await signerWith(runner.file).bundle(Buffer.from(canonicalJson(payloadOf(store))), 'application/json'));
    replaceSignature(store, () => text);
    expect((await verify(store.folder, { trust: await trustIn() })).problems.map(({ why }) => why)).toContainEqual(expect.stringContaining('its envelope holds no statement'));
  });
});

function payloadOf(store: EvidenceStore): ReturnType<typeof runStatementOf> {
  const { dsseEnvelope } = JSON.parse(readFileSync(signatureOf(store), 'utf8')) as { dsseEnvelope: { payload: string } };
  return JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString()) as ReturnType<typeof runStatementOf>;
}

/** A private key, with its public half beside it. */
function pemKey(type: 'pkcs8' | 'sec1'): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const file = writtenTo('key.pem', privateKey.export({ format: 'pem', type }) as string);
  writeFileSync(`${file}.pub`, publicKey.export({ format: 'pem', type: 'spki' }));
  return file;
}

function writtenTo(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
