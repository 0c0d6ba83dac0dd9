import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { Engine } from '../terraform/engine.ts';
import { committedLock } from '../terraform/workspace.ts';
import type { Seen } from './finding.ts';
import type { StacksSeen } from './stacks.ts';

/** Whether every stack that needs providers has its committed provider lock. The sandbox's provider needs none. */
export function providerLocks(root: string, seen: StacksSeen | undefined, engine: Engine['kind']): Seen {
  if (seen === undefined || seen.gone.length > 0) return { state: 'unknown', says: 'told from the stacks, and not all of them are synthesized as they are now', next: 'cutover synth' };
  const needing = seen.stacks.filter(({ providerVersions }) => Object.keys(providerVersions).length > 0).map(({ component }) => component);
  const missing = needing.filter((component) => !existsSync(committedLock(root, component)));
  const [first] = missing;
  if (first === undefined) return needing.length === 0 ? 'no stack needs one' : `${needing.length} in locks/`;
  const [stack, lock] = [relative(root, first.directory), relative(root, committedLock(root, first))];
  return {
    state: 'missing',
    says: missing.map((component) => relative(root, committedLock(root, component))).join(', '),
    next: `for each of them, as for the first: ${engine} -chdir=${stack} providers lock -platform=linux_amd64 -platform=darwin_arm64, read ${stack}/.terraform.lock.hcl, copy it to ${lock}, commit it`,
  };
}
