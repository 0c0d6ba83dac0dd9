import { sha256 } from '../digest.ts';
import { MANIFEST_FILE } from './close.ts';
import { readSignedStatement } from './envelope.ts';
import { namesIn, readPlain, UNFINISHED, walk } from './folder.ts';
import { parseFileText } from './in-toto.ts';
import { filesOf, readManifest, type Manifest } from './manifest.ts';
import { readRunStatement, signatureFiles, SIGNATURES_FOLDER } from './run-statement.ts';
import { signFiles } from './sign-run.ts';
import type { EvidenceSigner } from './signer.ts';
import type { EvidenceStore } from './store.ts';

/**
 * Signs what no signature names yet: of runs that could not sign, or that nobody signed. A bundle that was closed for another
 * signer, or for none, is closed again with the same words. Returns the path of the signature; undefined when there is nothing to
 * sign. The signer vouches for what lies there now, whoever made it. Throws an Error for evidence that cannot be read.
 */
export async function signRest(store: EvidenceStore, signer: EvidenceSigner, now: Date): Promise<string | undefined> {
  const signed = await signedPaths(store.folder);
  const unsigned = (): string[] => walk(store.folder).map(({ path }) => path).filter((path) => !path.startsWith(`${SIGNATURES_FOLDER}/`) && !path.startsWith(UNFINISHED) && !signed.has(path));
  if (unsigned().length === 0) return undefined;
  const last = lastManifest(store.folder);
  if (last !== undefined && !isStillRight(last, unsigned(), signer)) store.close(last.predicate.closing);
  return await signFiles(store, Object.fromEntries(unsigned().map((path) => [path, sha256(readPlain(store.folder, path))])), signer, now);
}

/** It names this signer, and lists all that is to be signed but itself. */
function isStillRight(manifest: Manifest, unsigned: string[], signer: EvidenceSigner): boolean {
  const known = new Set([...Object.keys(filesOf(manifest)), `manifest.${manifest.predicate.number}.json`]);
  return manifest.predicate.signer === signer.id && unsigned.every((path) => known.has(path));
}

async function signedPaths(folder: string): Promise<Set<string>> {
  const paths = new Set<string>();
  for (const { name } of signatureFiles(namesIn(folder, SIGNATURES_FOLDER))) {
    const { statement } = await readSignedStatement(readPlain(folder, `${SIGNATURES_FOLDER}/${name}`));
    for (const subject of readRunStatement(statement).subject) paths.add(subject.name);
  }
  return paths;
}

function lastManifest(folder: string): Manifest | undefined {
  const names = namesIn(folder, '.').filter((name) => MANIFEST_FILE.test(name));
  return names.map((name) => readManifest(parseFileText(readPlain(folder, name)))).sort((a, b) => a.predicate.number - b.predicate.number).at(-1);
}
