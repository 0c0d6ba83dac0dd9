import { BINDINGS_FILE, parseBindings, type Bindings } from '../claims/bindings.ts';
import { readFromBase } from '../git-base.ts';
import type { Run } from '../step.ts';

/** The bindings of the base: a change does not choose what decides its items. */
export function bindingsOf({ git }: { git: Pick<Run['git'], 'root' | 'prefix' | 'base'> }): Bindings {
  return { from: git.base.ref, entries: parseBindings(readFromBase(git, BINDINGS_FILE), `${BINDINGS_FILE} on ${git.base.ref}`) };
}
