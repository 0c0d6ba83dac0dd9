import { checkSignatures, type HeldSignature } from './check-signatures.ts';
import { readBundle } from './read-bundle.ts';
import type { Trust } from './trust.ts';

/** Files of a bundle that signatures which hold name, as they lie there: path → SHA-256 in `digests`. */
export function vouchedIn(held: HeldSignature[], change: string, digests: Record<string, string>): Set<string> {
  const named = held.filter(({ run }) => run.predicate.change === change).flatMap(({ run }) => run.subject);
  return new Set(named.filter(({ name, digest }) => digests[name] === digest.sha256).map(({ name }) => name));
}

/** Files of a bundle, closed or not, that somebody who is trusted has signed as they are. `folder`: absolute path. */
export async function vouchedFiles(folder: string, change: string, trust: Trust): Promise<Set<string>> {
  const { content } = await readBundle(folder, []);
  return vouchedIn((await checkSignatures(content, trust)).held, change, content.digests);
}
