import { relative } from 'node:path';
import { dataDirectory, lockedVersions } from '../terraform/workspace.ts';
import type { Component } from './component.ts';
import type { HclBodies } from './kept-bodies.ts';
import { readStack } from './read-stack.ts';
import type { ComponentReading } from './stack-facts.ts';

/**
 * Reads what one component is: its stack, and the provider versions of its lock. After `init` it sees more: the modules that the
 * engine has fetched. `root`: absolute folder of the project; `bodies`: HCL that was parsed before. Throws StepFailure for a file that cannot be read for certain.
 */
export async function readComponent(root: string, component: Component, bodies?: HclBodies): Promise<ComponentReading> {
  const shown = component.source ?? relative(root, component.directory);
  const stack = await readStack({ directory: component.directory, shown, dataDirectory: dataDirectory(root, component), bodies });
  return { component, stack, locked: lockedVersions(root, component) };
}
