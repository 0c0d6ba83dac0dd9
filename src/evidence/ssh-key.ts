import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { wire, WireReader } from './ssh-wire.ts';

/** A public key that a person has for SSH. */
export interface SshKey {
  /** `ssh-ed25519 AAAA…`, without a comment: equal keys have equal texts. */
  text: string;
  type: string;
  key: KeyObject;
  /** Of a key on a token: what it was made for, usually `ssh:`. */
  application: string | undefined;
}

/** Name of a curve in SSH → in JSON Web Keys, and the bytes of one coordinate. */
const CURVES: Record<string, { name: string; bytes: number }> = {
  nistp256: { name: 'P-256', bytes: 32 },
  nistp384: { name: 'P-384', bytes: 48 },
  nistp521: { name: 'P-521', bytes: 66 },
};

/**
 * Reads the line of a .pub file, or of `approvers` from its key type on. Throws an Error that says why it is no key that
 * OpenSSH signs with. RFC 4253 section 6.6, RFC 5656, RFC 8709, and PROTOCOL.u2f of OpenSSH for keys on tokens.
 */
export function readSshKey(line: string): SshKey {
  const [type = '', text = ''] = line.trim().split(/\s+/);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== text) throw new Error('it is not a public key of OpenSSH');
  return keyIn(bytes, type);
}

/** The same from the bytes that stand for the key in a signature. `type`: what it has to be. */
export function keyIn(bytes: Buffer, type?: string): SshKey {
  const reader = new WireReader(bytes);
  const found = reader.text();
  if (type !== undefined && found !== type) throw new Error(`it says that it is of type ${type}, and is not`);
  const jwk = parts(found, reader);
  const application = found.startsWith('sk-') ? reader.text() : undefined;
  reader.end();
  return { text: `${found} ${bytes.toString('base64')}`, type: found, key: createPublicKey({ key: jwk, format: 'jwk' }), application };
}

function parts(type: string, reader: WireReader): Record<string, string> {
  if (type === 'ssh-ed25519' || type === 'sk-ssh-ed25519@openssh.com') return { kty: 'OKP', crv: 'Ed25519', x: reader.bytes().toString('base64url') };
  if (type === 'ssh-rsa') {
    const [e, n] = [reader.integer(), reader.integer()];
    return { kty: 'RSA', e: e.toString('base64url'), n: n.toString('base64url') };
  }
  const name = /^(?:sk-)?ecdsa-sha2-(nistp(?:256|384|521))(?:@openssh\.com)?$/.exec(type)?.[1] ?? '';
  const curve = Object.hasOwn(CURVES, name) ? CURVES[name] : undefined;
  if (curve === undefined) throw new Error(`keys of type ${JSON.stringify(type.slice(0, 60))} are not known here`);
  const [stated, point] = [reader.text(), reader.bytes()];
  if (stated !== name || point.length !== 1 + 2 * curve.bytes || point[0] !== 4) throw new Error('its point is not one of its curve');
  return { kty: 'EC', crv: curve.name, x: point.subarray(1, 1 + curve.bytes).toString('base64url'), y: point.subarray(1 + curve.bytes).toString('base64url') };
}

/** A P-256 key as OpenSSH writes it, so that a key has one name whatever file it came from. Throws an Error for another kind of key. */
export function sshTextOf(key: KeyObject): string {
  const { kty, crv, x = '', y = '' } = key.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256') throw new Error('it is not a P-256 key');
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return `ecdsa-sha2-nistp256 ${wire('ecdsa-sha2-nistp256', 'nistp256', point).toString('base64')}`;
}

/** `SHA256:…`, as `ssh-keygen -l` prints it. */
export function fingerprint(text: string): string {
  const bytes = Buffer.from(text.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`;
}
