import { normalize } from 'node:path';
import { assertTouchesOnlyCovered, coversComponent } from '../change/scope.ts';
import type { Component } from '../components/component.ts';
import { lastGood } from '../evidence/last-good.ts';
import { changedFiles } from '../git-changes.ts';
import { pastOf } from '../past.ts';
import type { Run } from '../step.ts';

/**
 * HCL modules have folders of their own: there the code tells which components the change touches, and one that the request
 * does not cover is a HALT. Elsewhere the plans tell.
 */
export function assertCodeCovered({ root, config, change, git }: Run): void {
  if (config.components === undefined || change.request.components === 'all') return;
  const folders = Object.fromEntries(Object.entries(config.components).map(([name, { path }]) => [name, normalize(path).replace(/\/$/, '')]));
  assertTouchesOnlyCovered(change, folders, changedFiles(root, git.base.commit));
}

/**
 * Components that the request does not cover and whose stack is not the one that was delivered last, in words. No HALT yet:
 * another change may have been delivered from another machine. Whether anything would change, the plan tells, and then it is one.
 */
export async function notAsDelivered(run: Run, components: Component[]): Promise<string[]> {
  const past = await pastOf(run);
  return components.flatMap((component) => {
    if (coversComponent(run.change, component.name)) return [];
    const last = lastGood(past, component.name, component.environment, run.target);
    if (last === undefined || last.record.subjects['stack'] === component.digest) return [];
    return [`${component.name} (${component.environment}) is not what ${last.change} delivered, and the request does not cover it: a plan that changes it will be a HALT`];
  });
}
