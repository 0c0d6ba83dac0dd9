import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readStack } from '../../src/components/read-stack.ts';
import { componentFacts, type Places } from '../../src/components/stack-facts.ts';
import type { Stack } from '../../src/components/stack.ts';
import type { ComponentFacts } from '../../src/claims/rules/facts.ts';
import type { Plan } from '../../src/terraform/plan.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Writes these files, `main.tf` where only a text is given, and gives their folder. */
export function aStackFolder(files: Record<string, string> | string): string {
  const folder = join(temporaryFolder(), 'stacks', 'shop');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(typeof files === 'string' ? { 'main.tf': files } : files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The stack that these files are; in messages its folder is `stacks/shop`. */
export async function aStack(files: Record<string, string> | string): Promise<Stack> {
  return await readStack({ directory: aStackFolder(files), shown: 'stacks/shop' });
}

/** What rules judge of a component `shop` with these files. */
export async function factsOf(files: Record<string, string> | string, options: { places?: Places; plan?: Plan; locked?: Record<string, string> } = {}): Promise<ComponentFacts> {
  const { locked = {}, ...more } = options;
  return componentFacts({ component: { name: 'shop', environment: 'test', dependsOn: [] }, stack: await aStack(files), locked }, more);
}
