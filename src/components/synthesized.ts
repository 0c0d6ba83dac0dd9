import { relative, resolve } from 'node:path';
import { z } from 'zod';
import { placeSchema } from '../claims/claim.ts';
import { componentNameSchema } from './component-name.ts';
import { Halt } from '../errors.ts';
import { environmentNameSchema, type EnvironmentName, type StepRecord } from '../evidence/record.ts';
import type { Component } from './component.ts';
import { directoryDigest } from './directory-digest.ts';
import type { Places } from './stack-facts.ts';
import { stackResources } from './stack-resources.ts';
import type { Stack } from './stack.ts';

/** A component as the synth record keeps it: the folder relative to the project. */
export const synthesizedSchema = z.object({
  name: componentNameSchema,
  environment: environmentNameSchema,
  stack: z.string(),
  directory: z.string(),
  source: z.string().optional(),
  dependsOn: z.array(z.string()),
  digest: z.string(),
  /** SHA-256 of the folder's files, to see that it still holds what synth wrote. */
  bytes: z.string(),
  resources: z.array(z.object({ address: z.string(), type: z.string() })),
  /** Address of a resource or module call → where it is written, relative to the project; no part of any digest. */
  places: z.record(z.string(), placeSchema).default({}),
});
export type Synthesized = z.infer<typeof synthesizedSchema>;

export function toRecord(root: string, component: Component, stack: Stack, places: Places): Synthesized {
  const resources = stackResources(stack).map(({ address, type }) => ({ address, type }));
  return { ...component, directory: relative(root, component.directory), bytes: directoryDigest(component.directory), resources, places };
}

const recordSchema = z.object({ components: z.array(synthesizedSchema).min(1) });

/** The facts of one record are asked for each of its components, and checking all of them takes time. */
const checked = new WeakMap<object, Map<string, Places>>();

/** Where the resources of one component are written, from synth's facts. */
export function placesFrom(facts: StepRecord['facts'], { name, environment }: Pick<Component, 'name' | 'environment'>): Places {
  return placesOf(facts).get(`${environment}/${name}`) ?? {};
}

function placesOf(facts: StepRecord['facts']): Map<string, Places> {
  const places = checked.get(facts) ?? new Map(recordSchema.parse(facts).components.map((component) => [`${component.environment}/${component.name}`, component.places]));
  checked.set(facts, places);
  return places;
}

/** The components of an environment from synth's facts. Throws Halt when the folders no longer hold what was synthesized. */
export function fromRecord(root: string, facts: unknown, environment: EnvironmentName): Component[] {
  const { components } = recordSchema.parse(facts);
  return components
    .filter((component) => component.environment === environment)
    .map(({ bytes, resources: _resources, places: _places, ...component }) => {
      const directory = resolve(root, component.directory);
      if (!isUnchanged(directory, bytes)) {
        throw new Halt({ file: component.directory, problem: `the stack of ${component.name} (${environment}) is not what synth wrote`, next: 'cutover synth, then the steps after it' });
      }
      return { ...component, directory };
    });
}

/** The names of all components of both environments, from synth's facts. */
export function namesIn(facts: StepRecord['facts']): string[] {
  return [...new Set([...placesOf(facts).keys()].map((key) => key.slice(key.indexOf('/') + 1)))].sort();
}

/** False as well where nothing is known of the folder. */
export function isUnchanged(directory: string, bytes: string | undefined): boolean {
  try {
    return directoryDigest(directory) === bytes;
  } catch {
    return false;
  }
}
