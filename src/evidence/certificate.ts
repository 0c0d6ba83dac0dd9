/** What a certificate of Fulcio says about the job that it was issued to. Undefined: nothing. */
export interface CertificateClaims {
  issuer: string | undefined;
  workflow: string | undefined;
  runner: string | undefined;
  repository: string | undefined;
  commit: string | undefined;
  ref: string | undefined;
  run: string | undefined;
  environment: string | undefined;
}

/** The last number of each extension, below 1.3.6.1.4.1.57264.1: https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const EXTENSIONS: Record<keyof CertificateClaims, number> = { issuer: 8, workflow: 9, runner: 11, repository: 12, commit: 13, ref: 14, run: 21, environment: 23 };
const FULCIO = '1.3.6.1.4.1.57264.1';

/** An extension as the sigstore library gives it: its number, and the DER of its text. */
export interface Extension {
  oid?: { id: number[] } | undefined;
  value: Uint8Array;
}

/** Throws an Error when one of the extensions holds no text, or stands there twice. */
export function claimsIn(extensions: Extension[]): CertificateClaims {
  const texts = Object.entries(EXTENSIONS).map(([name, number]) => {
    const found = extensions.filter(({ oid }) => oid?.id.join('.') === `${FULCIO}.${number}`);
    if (found.length > 1) throw new Error(`its certificate says its ${name} twice`);
    const text = found[0] === undefined ? '' : utf8(Buffer.from(found[0].value), name);
    return [name, text === '' ? undefined : text];
  });
  return Object.fromEntries(texts) as CertificateClaims;
}

/** A UTF8String in DER: a tag, its length, and the text. ITU-T X.690, 8.1.3 and 10.1. */
function utf8(der: Buffer, name: string): string {
  const [tag = 0, first = 0] = der;
  const more = first > 0x80 ? first - 0x80 : 0;
  const length = more === 0 ? first : der.subarray(2, 2 + more).reduce((sum, byte) => sum * 256 + byte, 0);
  const text = der.subarray(2 + more);
  if (tag !== 0x0c || first === 0x80 || text.length !== length) throw new Error(`its certificate says its ${name} in an unknown form`);
  return text.toString();
}
