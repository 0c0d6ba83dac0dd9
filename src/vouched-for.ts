import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Halt } from './errors.ts';
import { STEPS } from './evidence/record.ts';
import { EVIDENCE_FOLDER, type EvidenceStore } from './evidence/store.ts';
import { vouchedFiles } from './evidence/vouched.ts';
import type { GitFacts } from './git.ts';
import { trustOn } from './past.ts';

/**
 * Looks at what the evidence store brought of this very change, before a step relies on it: a record or document that neither lay here
 * nor is signed by somebody whom the base names is removed again, and a Halt names it. Returns what has to be said where the base names
 * nobody: then it cannot be told who made it. `brought`: paths in the bundle, as `RemoteEvidence.pull` returns them.
 */
export async function assertVouchedFor({ git, store }: { git: Pick<GitFacts, 'root' | 'prefix' | 'base'>; store: EvidenceStore }, brought: string[]): Promise<string | undefined> {
  const relied = brought.filter((path) => STEPS.some((step) => path.startsWith(`${step}/`)));
  const [first] = relied;
  if (first === undefined) return undefined;
  const trust = await trustOn(git);
  if (trust === undefined) return `${relied.length} ${relied.length === 1 ? 'file' : 'files'} of earlier runs came from the evidence store (${first}); nobody can tell who made them, for evidence.trust on ${git.base.ref} names nobody who signs evidence`;
  const vouched = await vouchedFiles(store.folder, store.change, trust);
  const foreign = relied.filter((path) => !vouched.has(path));
  if (foreign.length === 0) return undefined;
  for (const path of foreign) rmSync(join(store.folder, path));
  throw new Halt({
    file: `${EVIDENCE_FOLDER}/${store.change}/${foreign[0] ?? ''}`,
    problem: 'this evidence came from where it is kept, and nobody who is trusted has signed it, so nothing may rely on it',
    found: foreign.length === 1 ? 'a file that this run did not make' : `${foreign.length} such files: ${foreign.slice(0, 5).join(', ')}`,
    next: `find out who wrote it; what an own run left unsigned is signed with cutover sign ${store.change}, where it was made`,
  });
}
