import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import { readPlain, UNFINISHED, walk, writeOnce } from './folder.ts';
import { fileText } from './in-toto.ts';
import { closingSchema, manifestOf, type Closing } from './manifest.ts';

/** `manifest.2.json`: a bundle is closed again when something was added after it was closed. */
export const MANIFEST_FILE = /^manifest\.(?<number>[1-9]\d*)\.json$/;

/**
 * Writes the closing manifest over everything in the folder, earlier manifests and signatures included; returns its name and
 * the SHA-256 of what was written. `signer`: who is about to sign it.
 */
export function closeBundle(folder: string, change: string, closing: Closing, signer: string | null): { file: string; sha256: string } {
  const entries = walk(folder);
  for (const { path } of entries.filter(({ path }) => path.startsWith(UNFINISHED))) unlinkSync(join(folder, path));
  const paths = entries.map(({ path }) => path).filter((path) => !path.startsWith(UNFINISHED));
  const files = Object.fromEntries(paths.map((path) => [path, sha256(readPlain(folder, path))]));
  const number = Math.max(0, ...paths.map((path) => Number(MANIFEST_FILE.exec(path)?.groups?.['number'] ?? 0))) + 1;
  const file = `manifest.${number}.json`;
  const text = fileText(manifestOf(change, number, files, closingSchema.parse(closing), signer));
  if (!writeOnce(folder, file, text)) {
    throw new Halt({ file: join(folder, file), problem: 'another run closed this bundle at the same moment', next: 'let the other run end, then start again' });
  }
  return { file, sha256: sha256(text) };
}
