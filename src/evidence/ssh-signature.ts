import { createHash, verify, type KeyObject } from 'node:crypto';
import { keyIn, type SshKey } from './ssh-key.ts';
import { wire, WireReader } from './ssh-wire.ts';

const MAGIC = 'SSHSIG';
const HASHES = ['sha256', 'sha512'];
const ARMOUR = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)-----END SSH SIGNATURE-----\n$/;

/** What `ssh-keygen -Y sign` makes: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig */
export interface SshSignature {
  /** The key that it names itself; nobody has vouched for it. */
  by: SshKey;
  namespace: string;
  hash: string;
  /** Of the signature: `ssh-ed25519`, `rsa-sha2-512`. */
  type: string;
  signature: Buffer;
  /** Of a token: whether it was touched, and how often it has signed. */
  token: Buffer;
}

/** Bytes of an armoured signature. Throws an Error when it is not armoured as OpenSSH does it. */
export function withoutArmour(text: string): Buffer {
  const base64 = ARMOUR.exec(text)?.[1]?.replaceAll('\n', '') ?? '';
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== base64) throw new Error('it is not an armoured SSH signature');
  return bytes;
}

export function isSshSignature(bytes: Buffer): boolean {
  return bytes.subarray(0, MAGIC.length).toString('latin1') === MAGIC;
}

/** Throws an Error that says why the bytes are no signature that could be checked. */
export function readSshSignature(bytes: Buffer): SshSignature {
  const reader = new WireReader(bytes);
  if (reader.take(MAGIC.length).toString('latin1') !== MAGIC || reader.number() !== 1) throw new Error('it is not an SSH signature');
  const [publicKey, namespace, reserved, hash, signed] = [reader.bytes(), reader.text(), reader.bytes(), reader.text(), new WireReader(reader.bytes())];
  reader.end();
  if (reserved.length > 0) throw new Error('it holds a field that nobody knows');
  if (!HASHES.includes(hash)) throw new Error(`it was made with the hash ${JSON.stringify(hash.slice(0, 20))}, which is not known here`);
  const by = keyIn(publicKey);
  const [type, signature] = [signed.text(), signed.bytes()];
  const token = by.application === undefined ? Buffer.alloc(0) : signed.take(5);
  signed.end();
  return { by, namespace, hash, type, signature, token };
}

/** Undefined when it is a signature over `message` in `namespace` by the key that it names; else why not. Throws an Error for numbers that are none. */
export function whyNoSignature(signature: SshSignature, message: Uint8Array, namespace: string): string | undefined {
  if (signature.namespace !== namespace) return `it was made for ${JSON.stringify(signature.namespace.slice(0, 60))}, not for ${namespace}`;
  const { hash, by, token } = signature;
  const toSign = Buffer.concat([Buffer.from(MAGIC), wire(namespace, '', hash, digest(hash, message))]);
  if (by.application === undefined) return verifies(signature, toSign, by.key) ? undefined : 'it does not fit';
  // 1: somebody touched the token. Without that, malware on the machine could have signed.
  if (((token[0] ?? 0) & 1) === 0) return 'the token that made it was not touched';
  return verifies(signature, Buffer.concat([digest('sha256', by.application), token, digest('sha256', toSign)]), by.key) ? undefined : 'it does not fit';
}

function digest(hash: string, bytes: string | Uint8Array): Buffer {
  return createHash(hash).update(bytes).digest();
}

/** The hash that each type of key signs with; RSA says it in the type of the signature. */
const ECDSA_HASH: Record<string, string> = { nistp256: 'sha256', nistp384: 'sha384', nistp521: 'sha512' };

function verifies({ by, type, signature }: SshSignature, data: Buffer, key: KeyObject): boolean {
  if (by.type === 'ssh-rsa') {
    const hash = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' }[type];
    return hash !== undefined && verify(hash, data, key, signature);
  }
  if (type !== by.type) return false;
  if (key.asymmetricKeyType === 'ed25519') return verify(null, data, key, signature);
  const curve = /nistp\d+/.exec(type)?.[0] ?? '';
  const size = Math.ceil(Number(curve.slice('nistp'.length)) / 8);
  const reader = new WireReader(signature);
  const numbers = [reader.integer(), reader.integer()];
  reader.end();
  if (numbers.some(({ length }) => length > size)) return false;
  const [r, s] = numbers.map((number) => Buffer.concat([Buffer.alloc(size - number.length), number]));
  return verify(ECDSA_HASH[curve], data, { key, dsaEncoding: 'ieee-p1363' }, Buffer.concat([r ?? Buffer.alloc(0), s ?? Buffer.alloc(0)]));
}
