import { ATTESTATIONS_FILE, parseAttestations, type Attestations } from '../claims/attestations.ts';
import { readFromBase } from '../git-base.ts';
import type { Run } from '../step.ts';

/** The attestations of the base: a change cannot bring its own. */
export function attestationsOf({ git }: { git: Pick<Run['git'], 'root' | 'prefix' | 'base'> }): Attestations {
  return { from: git.base.ref, entries: parseAttestations(readFromBase(git, ATTESTATIONS_FILE), `${ATTESTATIONS_FILE} on ${git.base.ref}`) };
}
