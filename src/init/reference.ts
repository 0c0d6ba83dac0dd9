import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';

/** Path of the reference platform's guidelines, from its folder. */
export const GUIDELINES = 'docs/infrastructure-guidelines.md';
export const TECHNOLOGY_STACK = 'docs/technology-stack.md';

/** The files of the reference platform that are packed with Cutover (`files` in package.json); the tests compare the two. */
export const REFERENCE_FILES = [
  'main.ts', 'component-stack.ts', 'policy.ts', 'tags-aspect.ts', 'settings.ts', 'cdktf.json', 'waivers.yaml', GUIDELINES, TECHNOLOGY_STACK,
  'stacks/encryption.ts', 'stacks/storage.ts', 'stacks/database.ts', 'stacks/messaging.ts', 'stacks/network.ts', 'stacks/flow-logs.ts',
] as const;
export type ReferenceFile = (typeof REFERENCE_FILES)[number];

/**
 * A file of the reference platform, which is packed with Cutover. The starter and new components are made from the very files
 * that its tests hold to the controls, the scanners and the sandbox, so there is no second version of them to go stale.
 */
export function referenceText(path: ReferenceFile): string {
  return readFileSync(join(packageRoot(), 'cdktf-stacks', path), 'utf8');
}

/** One text for another in a file of the reference platform. Throws Error when it is not there: then that file was changed and this not. */
export function substitute(text: string, path: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((edited, [from, to]) => {
    if (!edited.includes(from)) throw new Error(`cdktf-stacks/${path} has no longer: ${from}`);
    return edited.replaceAll(from, () => to);
  }, text);
}
