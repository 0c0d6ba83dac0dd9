import type { BundleWithDsseEnvelope } from '@sigstore/bundle';
import type { SignedEntity, Signer, TrustMaterial, VerifierOptions } from '@sigstore/verify';
import { claimsIn, type CertificateClaims } from './certificate.ts';
import type { SignedStatement } from './envelope.ts';
import { EVIDENCE_NAMESPACE } from './signer.ts';
import { fingerprint, readSshKey, type SshKey } from './ssh-key.ts';
import { isSshSignature, readSshSignature, whyNoSignature } from './ssh-signature.ts';
import { notAsWanted, type Trust, type TrustedIdentity } from './trust.ts';

/** Who signed. `claims`: of a certificate, once a trusted root vouches for them. */
export interface SignedBy {
  /** As the closing manifest names it: `SHA256:…`, or `keyless`. */
  id: string;
  /** Names of the key in the verifier's trust, or what the certificate says, for people. */
  says: string;
  names: string[];
  claims: CertificateClaims | undefined;
}

/**
 * Checks a signature with the sigstore library and says whose it is. With trust: a key that the verifier named, or a
 * certificate of a Sigstore instance whose roots they named, for a job as they described it. Without: only that it fits, by the key or
 * certificate that it names itself. Throws an Error that says why it does not hold. `at`: when it says that it was signed.
 */
export async function whoSigned(signed: SignedStatement, at: Date, trust: Trust | undefined): Promise<SignedBy> {
  const { content } = signed.bundle.verificationMaterial;
  if (content.$case === 'publicKey') return await keyThatSigned(signed, content.publicKey.hint, at, trust);
  return trust === undefined ? await namedInside(signed) : await jobThatSigned(signed, trust);
}

const NO_AUTHORITIES = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };

async function keyThatSigned(signed: SignedStatement, hint: string, at: Date, trust: Trust | undefined): Promise<SignedBy> {
  const key = readSshKey(hint);
  if (key.text !== hint) throw new Error('it names its key in an unknown form');
  const material: TrustMaterial = { ...NO_AUTHORITIES, publicKey: () => ({ publicKey: key.key, validFor: () => true }) };
  await verify(signed, material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 }, key);
  const by = { id: fingerprint(hint), claims: undefined };
  if (trust === undefined) return { ...by, says: `the key ${by.id}`, names: [] };
  const lines = trust.keys.filter(({ text }) => text === hint);
  if (lines.length === 0) throw new Error(`it is signed with the key ${by.id}, which is not among those you trust`);
  const reasons = lines.map((line) => (line.mayUse(EVIDENCE_NAMESPACE) ? line.notValidAt(at) : `you do not let it sign evidence (namespace ${EVIDENCE_NAMESPACE})`));
  const index = reasons.indexOf(undefined);
  if (index === -1) throw new Error(`it is signed with the key ${by.id}: ${reasons.join('; ')}`);
  const names = lines[index]?.names ?? [];
  return { ...by, names, says: names.length === 0 ? `the key ${by.id}` : `${names.join(', ')} (the key ${by.id})` };
}

/** Nobody vouches for what the certificate says, so nothing of it is repeated. */
async function namedInside({ bundle }: SignedStatement): Promise<SignedBy> {
  const [{ toSignedEntity }, { X509Certificate }] = await Promise.all([import('@sigstore/verify'), import('node:crypto')]);
  const { content } = bundle.verificationMaterial;
  const { publicKey } = new X509Certificate(content.$case === 'certificate' ? content.certificate.rawBytes : Buffer.alloc(0));
  if (!toSignedEntity(bundle).signature.verifySignature(publicKey)) throw new Error('its signature does not hold');
  return { id: 'keyless', says: 'a certificate that was not checked', names: [], claims: undefined };
}

async function jobThatSigned(signed: SignedStatement, trust: Trust): Promise<SignedBy> {
  if (trust.roots.length === 0) throw new Error('it is signed with a certificate, and you named no Sigstore instance to check it with');
  const claims = await claimsVouchedFor(signed, trust.roots);
  const reasons = trust.identities.map((identity) => notThisJob(identity, claims));
  if (!reasons.includes(undefined)) throw new Error(`it is signed by a job that you do not trust: ${reasons.join('; ')}`);
  const where = claims.environment === undefined ? '' : `, environment ${claims.environment}`;
  return { id: 'keyless', names: [], claims, says: `${claims.workflow ?? ''} for ${claims.repository ?? ''} at ${claims.commit ?? 'no commit'}${where}` };
}

function notThisJob({ issuer, ...wanted }: TrustedIdentity, claims: CertificateClaims): string | undefined {
  return claims.issuer === issuer ? notAsWanted(wanted, claims) : `its issuer is ${claims.issuer ?? 'not in the certificate'}, not ${issuer}`;
}

/** A log and a time are asked of an instance that has them: the verifier's own copy of its roots says so, not the bundle. */
async function claimsVouchedFor(signed: SignedStatement, roots: object[]): Promise<CertificateClaims> {
  const [{ toTrustMaterial }, { TrustedRoot }] = await Promise.all([import('@sigstore/verify'), import('@sigstore/protobuf-specs')]);
  let last: unknown;
  for (const root of roots.map((json) => TrustedRoot.fromJSON(json))) {
    try {
      const signer = await verify(signed, toTrustMaterial(root), { tlogThreshold: Math.min(1, root.tlogs.length), ctlogThreshold: Math.min(1, root.ctlogs.length), timestampThreshold: 1 });
      return claimsIn(signer.identity?.oids ?? []);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

async function verify({ bundle }: SignedStatement, material: TrustMaterial, thresholds: VerifierOptions, key?: SshKey): Promise<Signer> {
  const { Verifier, toSignedEntity } = await import('@sigstore/verify');
  const entity = toSignedEntity(bundle);
  const ssh = key !== undefined && isSshSignature(entity.signature.signature);
  // Bare signatures are made with P-256 keys only; what other keys of SSH sign without a namespace, they do not sign for this.
  if (key !== undefined && !ssh && key.type !== 'ecdsa-sha2-nistp256') throw new Error('its signature does not hold: it is none of SSH');
  try {
    return new Verifier(material, thresholds).verify(ssh ? { ...entity, signature: sshContent(bundle, entity.signature, key) } : entity);
  } catch (error) {
    throw new Error(`its signature does not hold (${error instanceof Error ? error.message : 'unknown'})`, { cause: error });
  }
}

/** For the library's verifier: an SSH signature is over the same bytes as a bare one, with a namespace around them. */
function sshContent({ content }: BundleWithDsseEnvelope, bare: SignedEntity['signature'], key: SshKey): SignedEntity['signature'] {
  const { payload, payloadType } = content.dsseEnvelope;
  const signature = readSshSignature(bare.signature);
  return {
    signature: bare.signature,
    compareSignature: (other) => bare.compareSignature(other),
    compareDigest: (digest) => bare.compareDigest(digest),
    verifySignature: () => signature.by.text === key.text && whyNoSignature(signature, preAuthEncoding(payloadType, payload), EVIDENCE_NAMESPACE) === undefined,
  };
}

/** What DSSE signs: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
function preAuthEncoding(type: string, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}
