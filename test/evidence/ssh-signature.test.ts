import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fingerprint, readSshKey, sshTextOf } from '../../src/evidence/ssh-key.ts';
import { readSshSignature, whyNoSignature, withoutArmour } from '../../src/evidence/ssh-signature.ts';
import { wire } from '../../src/evidence/ssh-wire.ts';
import { sshSign } from '../../src/ssh-sign.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const MESSAGE = Buffer.from('what is signed');

function keyOf(type: string, bits?: number): { file: string; line: string } {
  const file = join(temporaryFolder(), 'key');
  execFileSync('ssh-keygen', ['-q', '-t', type, ...(bits === undefined ? [] : ['-b', String(bits)]), '-N', '', '-f', file]);
  return { file, line: readFileSync(`${file}.pub`, 'utf8') };
}

function signed(file: string, namespace = 'cutover-evidence'): Buffer {
  return withoutArmour(sshSign(MESSAGE, namespace, { source: { file } }, 'it'));
}

describe('a signature of OpenSSH, checked without OpenSSH', () => {
  it.each<[string, number | undefined]>([['ed25519', undefined], ['ecdsa', 256], ['ecdsa', 384], ['ecdsa', 521], ['rsa', 2048]])('by a key of type %s (%s bits) fits, over these bytes, in this namespace, and no other', (type, bits) => {
    const { file, line } = keyOf(type, bits);
    const bytes = signed(file);
    const signature = readSshSignature(bytes);
    expect(signature.by.text).toBe(readSshKey(line).text);
    expect(whyNoSignature(signature, MESSAGE, 'cutover-evidence')).toBeUndefined();
    expect(whyNoSignature(signature, Buffer.from('what is Signed'), 'cutover-evidence')).toBe('it does not fit');
    expect(whyNoSignature(signature, MESSAGE, 'cutover-request')).toBe('it was made for "cutover-evidence", not for cutover-request');
    expect(fingerprint(signature.by.text)).toBe(/SHA256:\S+/.exec(execFileSync('ssh-keygen', ['-l', '-f', file], { encoding: 'utf8' }))?.[0]);
  });

  it('that has any byte changed is refused', () => {
    const bytes = signed(keyOf('ed25519').file);
    const accepted = [...bytes.keys()].filter((offset) => {
      const changed = Buffer.from(bytes);
      changed[offset] = (changed[offset] ?? 0) ^ 1;
      try {
        return whyNoSignature(readSshSignature(changed), MESSAGE, 'cutover-evidence') === undefined;
      } catch {
        return false;
      }
    });
    expect(accepted).toEqual([]);
  });

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['cut short', (bytes) => bytes.subarray(0, -1), /ends too early/],
    ['with something after it', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)]), /something follows/],
    ['of another kind', () => Buffer.from('ssh-signature'), /not an SSH signature/],
    ['made with another hash', (bytes) => Buffer.from(bytes.toString('latin1').replace('sha512', 'sha1\0\0'), 'latin1'), /not known here/],
    ['by an unknown type of key', (bytes) => Buffer.from(bytes.toString('latin1').replace('ssh-ed25519', 'ssh-ed25518'), 'latin1'), /are not known here/],
  ])('that is %s is refused with the reason', (_name, spoil, why) => {
    const bytes = signed(keyOf('ed25519').file);
    expect(() => readSshSignature(spoil(bytes))).toThrow(why);
  });

  it.each(['', '-----BEGIN SSH SIGNATURE-----\nnot base64 at all!\n-----END SSH SIGNATURE-----\n', '-----BEGIN SSH SIGNATURE-----\nQUI\n-----END SSH SIGNATURE-----\n'])('that is not armoured as OpenSSH does it is refused: %j', (text) => {
    expect(() => withoutArmour(text)).toThrow('not an armoured SSH signature');
  });
});

/** What a token signs, made with a key in memory: OpenSSH's PROTOCOL.u2f. */
function byToken(flags: number): { bytes: Buffer; line: string; key: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const type = 'sk-ssh-ed25519@openssh.com';
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const blob = wire(type, point, 'ssh:');
  const digest = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest();
  const toSign = Buffer.concat([Buffer.from('SSHSIG'), wire('cutover-evidence', '', 'sha256', digest(MESSAGE))]);
  const token = Buffer.from([flags, 0, 0, 0, 7]);
  const signature = sign(null, Buffer.concat([digest('ssh:'), token, digest(toSign)]), privateKey);
  const bytes = Buffer.concat([Buffer.from('SSHSIG'), Buffer.from([0, 0, 0, 1]), wire(blob, 'cutover-evidence', '', 'sha256', Buffer.concat([wire(type, signature), token]))]);
  return { bytes, line: `${type} ${blob.toString('base64')}`, key: publicKey };
}

describe('a signature by a token', () => {
  it('fits, and OpenSSH says so too', () => {
    const { bytes, line } = byToken(1);
    expect(whyNoSignature(readSshSignature(bytes), MESSAGE, 'cutover-evidence')).toBeUndefined();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'allowed'), `ann@example.com ${line}\n`);
    writeFileSync(join(folder, 'sig'), `-----BEGIN SSH SIGNATURE-----\n${bytes.toString('base64').replace(/(.{70})/g, '$1\n')}\n-----END SSH SIGNATURE-----\n`);
    expect(execFileSync('ssh-keygen', ['-Y', 'verify', '-f', join(folder, 'allowed'), '-I', 'ann@example.com', '-n', 'cutover-evidence', '-s', join(folder, 'sig')], { input: MESSAGE, encoding: 'utf8' })).toContain('Good "cutover-evidence" signature');
  });

  it('that nobody touched is refused', () => {
    expect(whyNoSignature(readSshSignature(byToken(0).bytes), MESSAGE, 'cutover-evidence')).toBe('the token that made it was not touched');
  });
});

describe('a public key', () => {
  it('of P-256 has one name, from PEM and from OpenSSH', () => {
    const { file, line } = keyOf('ecdsa', 256);
    expect(sshTextOf(readSshKey(line).key)).toBe(line.split(' ').slice(0, 2).join(' '));
    expect(file).toBeTruthy();
    expect(() => sshTextOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey)).toThrow('it is not a P-256 key');
  });

  it.each(['', 'ssh-ed25519', 'ssh-ed25519 !!!!', 'ssh-dss AAAAB3NzaC1kc3MAAAAA', 'ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'])('that is none is refused: %s', (line) => {
    expect(() => readSshKey(line)).toThrow();
  });
});
