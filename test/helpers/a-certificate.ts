import { generateKeyPairSync, sign } from 'node:crypto';

/** DER: a tag, the length of what follows, and what follows. */
function der(tag: number, ...parts: (Buffer | number[])[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const SEQUENCE = 0x30;
/** 1.2.840.10045.4.3.2, ecdsa-with-SHA256. */
const ALGORITHM = der(SEQUENCE, der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
/** CN=nobody; 2.5.4.3. */
const NAME = der(SEQUENCE, der(0x31, der(SEQUENCE, der(0x06, [0x55, 0x04, 0x03]), der(0x0c, Buffer.from('nobody')))));
const VALIDITY = der(SEQUENCE, ...['20200101000000Z', '20991231235959Z'].map((day) => der(0x18, Buffer.from(day))));

/** A certificate that signs itself, for a server that nobody has a reason to trust. https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
export function aCertificate(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const content = der(SEQUENCE, der(0x02, [1]), ALGORITHM, NAME, VALIDITY, NAME, publicKey.export({ type: 'spki', format: 'der' }));
  const whole = der(SEQUENCE, content, ALGORITHM, der(0x03, [0], sign('sha256', content, privateKey)));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n` };
}
