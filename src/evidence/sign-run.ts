import { sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import { signStatement } from './envelope.ts';
import { namesIn, writeOnce } from './folder.ts';
import { runStatementOf, signatureFiles, SIGNATURES_FOLDER } from './run-statement.ts';
import type { EvidenceSigner } from './signer.ts';
import type { EvidenceStore } from './store.ts';

/**
 * Signs what this process has added to the bundle since it was last signed: one DSSE envelope, whose statement names each
 * file with the SHA-256 of what was written. Returns the path of the signature; undefined when there is nothing to sign.
 * Whatever the signer throws goes through, and the files stay unsigned.
 */
export async function signAdded(store: EvidenceStore, signer: EvidenceSigner, now: Date): Promise<string | undefined> {
  const files = Object.fromEntries(store.unsigned);
  if (store.unsigned.size === 0) return undefined;
  const signature = await signFiles(store, files, signer, now);
  for (const path of Object.keys(files)) store.unsigned.delete(path);
  return signature;
}

/** The same for files that are named: path in the bundle → SHA-256. */
export async function signFiles({ folder, change }: Pick<EvidenceStore, 'folder' | 'change'>, files: Record<string, string>, signer: EvidenceSigner, now: Date): Promise<string> {
  const last = signatureFiles(namesIn(folder, SIGNATURES_FOLDER)).at(-1);
  const number = (last?.number ?? 0) + 1;
  const text = await signStatement(runStatementOf(files, { change, number, previous: last?.digest ?? null, at: now.toISOString() }), signer);
  const file = `${SIGNATURES_FOLDER}/${number}-${sha256(text)}.sigstore.json`;
  if (!writeOnce(folder, file, text)) throw new Halt({ file, problem: 'another run signed this bundle at the same moment', next: 'let the other run end, then start again' });
  return file;
}
