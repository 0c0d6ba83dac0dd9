import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** SHA-256 in lower-case hexadecimal, the only digest Cutover uses. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function sha256File(path: string): string {
  return sha256(readFileSync(path));
}

/**
 * JSON with the keys of every object sorted, so that equal values have equal bytes.
 * For values made of JSON types only; `undefined` members are left out, as JSON does.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value));
}
