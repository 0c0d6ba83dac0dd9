import { createPublicKey, sign as signBytes, type KeyObject } from 'node:crypto';
import type { Signer } from '@sigstore/sign';
import { fingerprint, sshTextOf } from './ssh-key.ts';

/** The namespace of SSH signatures over evidence: none of them can be shown as an approval. */
export const EVIDENCE_NAMESPACE = 'cutover-evidence';

/** Who signs what a run adds to the evidence. */
export interface EvidenceSigner {
  /**
   * Stands in the closing manifest, so that a signature that was taken away is missed: the fingerprint of a key,
   * `SHA256:…`, or `keyless`.
   */
  id: string;
  /** `the key SHA256:…`, for people. */
  says: string;
  /** One signature with what it takes to verify it, made by the sigstore libraries. Asks at most once for a passphrase or a touch. */
  bundle: (payload: Buffer, payloadType: string) => Promise<object>;
}

/**
 * A signer with a key of the user's. `sign` gets the bytes that DSSE signs. The bundle names the key itself, `ssh-ed25519 AAAA…`:
 * whether a signature fits can then be told before anybody says whose key it is.
 */
export function keySigner(publicKey: string, sign: (bytes: Buffer) => Buffer): EvidenceSigner {
  const signer: Signer = { sign: (bytes) => Promise.resolve({ signature: sign(bytes), key: { $case: 'publicKey', publicKey, hint: publicKey } }) };
  return {
    id: fingerprint(publicKey),
    says: `the key ${fingerprint(publicKey)}`,
    bundle: async (data, type) => {
      const [{ DSSEBundleBuilder }, { bundleToJSON }] = await Promise.all([import('@sigstore/sign'), import('@sigstore/bundle')]);
      return bundleToJSON(await new DSSEBundleBuilder({ signer, witnesses: [] }).create({ data, type }));
    },
  };
}

/** The same with a P-256 key that lies open in a file. Throws an Error when it is another kind of key. */
export function p256Signer(key: KeyObject): EvidenceSigner {
  return keySigner(sshTextOf(createPublicKey(key)), (bytes) => signBytes('sha256', bytes, key));
}
