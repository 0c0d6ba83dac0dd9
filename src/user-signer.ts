import { createPrivateKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findSigningKey, type SigningKey } from './change/sources/signing-key.ts';
import { EVIDENCE_NAMESPACE, keySigner, p256Signer, type EvidenceSigner } from './evidence/signer.ts';
import { withoutArmour } from './evidence/ssh-signature.ts';
import { gitConfig } from './git.ts';
import { sshSign } from './ssh-sign.ts';

/** For `--sign-with`: evidence that nobody signs. */
export const NOBODY = 'none';

/**
 * Who signs the evidence of a run that a person started: the key that `asked` names (of SSH, or P-256 in PEM), else git's
 * `user.signingkey` when `gpg.format` is `ssh`, as `cutover approve` has it. Undefined when there is neither, and for `none`. An ssh
 * agent is not asked: a key that happens to be there was chosen by nobody. Throws UserError for a key that cannot be read.
 */
export function userSigner(project: string, asked: string | undefined): EvidenceSigner | undefined {
  if (asked === NOBODY) return undefined;
  if (asked === undefined && (gitConfig(project, 'gpg.format') !== 'ssh' || gitConfig(project, 'user.signingkey') === undefined)) return undefined;
  const open = asked === undefined ? undefined : openP256(resolve(asked));
  if (open !== undefined) return p256Signer(open);
  return signerWith(findSigningKey(project, asked));
}

export function signerWith(key: SigningKey): EvidenceSigner {
  return keySigner(key.publicKey, (bytes) => withoutArmour(sshSign(bytes, EVIDENCE_NAMESPACE, key, 'the evidence')));
}

/** A P-256 key in PEM without a passphrase; undefined for all else, which ssh-keygen may know. */
function openP256(file: string): KeyObject | undefined {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (!/^-----BEGIN (EC )?PRIVATE KEY-----$/m.test(text)) return undefined;
  try {
    const key = createPrivateKey(text);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}
