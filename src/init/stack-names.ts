import { componentNameSchema } from '../components/component-name.ts';
import { componentOf } from '../components/stack-name.ts';

/** What people call the environments in stack and folder names; the first of each is the one that is taken when nothing tells. */
export const TEST_WORDS = ['test', 'tst', 'testing', 'staging', 'stage', 'dev', 'development'] as const;
export const PRODUCTION_WORDS = ['production', 'prod', 'prd', 'live'] as const;

export interface Stack {
  name: string;
  dependsOn: string[];
}

/** Component → what it needs. */
export type Components = Record<string, { dependsOn: string[] }>;

export interface StackNames {
  /** Stack name → component, per environment, as `environments.<name>.stacks` has it. */
  patterns: { test: string; production: string };
  components: Components;
  /** Stacks whose names give no component's name. */
  unusable: string[];
}

const SHAPES = [(word: string) => `{component}-${word}`, (word: string) => `{component}_${word}`, (word: string) => `${word}-{component}`, (word: string) => `${word}_{component}`];

/**
 * Tells from the stacks of a former synth how an app names the environments, and which components there are. `storage-dev` and
 * `storage-prod` are one component; an app that is told its environment from outside has stacks without such words.
 */
export function componentsOfStacks(stacks: readonly Stack[]): StackNames {
  const patterns = patternsOf(stacks.map(({ name }) => name));
  const nameOf = (stack: string): string | undefined => componentOf(patterns.production, stack) ?? componentOf(patterns.test, stack);
  const components: Components = {};
  const unusable: string[] = [];
  for (const { name, dependsOn } of stacks) {
    const component = nameOf(name);
    if (component === undefined || !componentNameSchema.safeParse(component).success) {
      unusable.push(name);
      continue;
    }
    const needs = dependsOn.flatMap((stack) => nameOf(stack) ?? []);
    components[component] = { dependsOn: [...new Set([...(components[component]?.dependsOn ?? []), ...needs])].sort() };
  }
  return { patterns, components, unusable };
}

function patternsOf(names: string[]): StackNames['patterns'] {
  for (const shape of SHAPES) {
    const fits = (word: string): boolean => names.some((name) => componentOf(shape(word), name) !== undefined);
    const test = TEST_WORDS.find(fits);
    const production = PRODUCTION_WORDS.find(fits);
    const patterns = { test: shape(test ?? TEST_WORDS[0]), production: shape(production ?? PRODUCTION_WORDS[0]) };
    const all = names.every((name) => componentOf(patterns.test, name) !== undefined || componentOf(patterns.production, name) !== undefined);
    if ((test !== undefined || production !== undefined) && all) return patterns;
  }
  return { test: '{component}', production: '{component}' };
}
