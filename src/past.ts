import { posix } from 'node:path';
import { Halt } from './errors.ts';
import type { Past } from './evidence/past.ts';
import { readPast } from './evidence/read-past.ts';
import type { EvidenceStore } from './evidence/store.ts';
import type { Trust } from './evidence/trust.ts';
import { CONFIG_FILE } from './find-project.ts';
import type { GitFacts } from './git.ts';
import { readFromBase } from './git-base.ts';
import { isInHistory } from './git-tree.ts';
import { configOn } from './policy-on-base.ts';
import { readTrust } from './read-trust.ts';

type Base = Pick<GitFacts, 'root' | 'prefix' | 'base'>;

/**
 * Whose evidence counts, from `evidence.trust` of the base's cutover.yaml and the files that it names there; undefined where it names
 * none. Throws UserError or Halt for what cannot be read: then nobody is believed.
 */
export async function trustOn(base: Base): Promise<Trust | undefined> {
  const files = configOn(base)?.evidence.trust;
  if (files === undefined) return undefined;
  const read = (file: string): string => {
    const text = readFromBase(base, file);
    if (text !== undefined) return text;
    throw new Halt({ file: `${CONFIG_FILE} on ${base.base.ref}`, field: 'evidence.trust', problem: 'the base has no such file, so nobody can be believed', found: file, next: 'add the file to the base branch, or take it out of the list there' });
  };
  return await readTrust(files, { read, beside: (file, path) => posix.join(posix.dirname(file), path) });
}

/** What the evidence of all changes says of the past, each bundle judged by the base. `except`: a change that is not looked at. */
export async function pastOn(project: string, git: Base, except?: string): Promise<Past> {
  const trust = await trustOn(git);
  const known = new Map<string, boolean>();
  const isInBase = (commit: string): boolean => {
    const found = known.get(commit) ?? isInHistory(git.root, git.base.commit, commit);
    known.set(commit, found);
    return found;
  };
  return await readPast(project, { trust, isInBase }, except);
}

/** Store of a run → what it sees of the past: nobody delivers in this project meanwhile, and code of the change adds nothing once it was looked at. */
const seen = new WeakMap<EvidenceStore, Promise<Past>>();

/** What the evidence of other changes says of the past, for one run. */
export async function pastOf({ root, git, store }: { root: string; git: Base; store: EvidenceStore }): Promise<Past> {
  const known = seen.get(store) ?? pastOn(root, git, store.kind === 'delivery' ? store.change : undefined);
  seen.set(store, known);
  return await known;
}
