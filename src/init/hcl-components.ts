import { posix } from 'node:path';
import type { RootModule } from './hcl-modules.ts';
import { PRODUCTION_WORDS, TEST_WORDS } from './stack-names.ts';

export interface HclComponents {
  /** Component → its root module and what it needs. */
  components: Record<string, { path: string; dependsOn: string[] }>;
  /** What a person has to see to, each one sentence. */
  open: string[];
}

const isTest = (segment: string): boolean => (TEST_WORDS as readonly string[]).includes(segment.toLowerCase());
const isProduction = (segment: string): boolean => (PRODUCTION_WORDS as readonly string[]).includes(segment.toLowerCase());

/** Names the root modules, and tells what they need from the states that they read. `name`: the project's, for a module at its top. */
export function componentsOfModules(modules: readonly RootModule[], name: string): HclComponents {
  const twins = modules.filter(({ path }) => hasProductionTwin(path, modules));
  const kept = modules.filter((module) => !twins.includes(module));
  const names = nameModules(kept.map(({ path }) => path), name);
  const named = kept.map((module, index) => ({ ...module, name: names[index] ?? '' }));
  const open = twins.map(({ path }) => `${path} was left out: Cutover takes one root module to both environments, and its twin for production stands for both; move what differs into variables`);
  const components = named.map((module) => {
    const read = module.reads.map((key) => named.filter((other) => other !== module && writes(other, key)));
    for (const [index, found] of read.entries()) {
      if (found.length !== 1 && looksLikeState(module.reads[index] ?? '')) open.push(`${module.name} reads a state (${module.reads[index] ?? ''}) and it cannot be told whose: add that component to its dependsOn`);
    }
    const dependsOn = [...new Set(read.flatMap((found) => (found.length === 1 ? [found[0]?.name ?? ''] : [])))].sort();
    return [module.name, { path: module.path, dependsOn }] as const;
  });
  for (const { name: component, backend, variables } of named) {
    if (backend === undefined) open.push(`${component} has no backend, so its state would be lost: give it one, such as backend "s3" {}`);
    else if (Object.keys(backend.settings).length > 0) open.push(`${component} names its state in its backend block, the same one for test and production: make it partial (backend "${backend.type}" {}) and give each environment its own settings under environments.<name>.backend`);
    const missing = variables.filter((variable) => !KNOWN_VARIABLES.includes(variable));
    if (missing.length > 0) open.push(`${component} needs values for ${missing.join(', ')}: add them under environments.<name>.variables, secrets excepted`);
  }
  return { components: Object.fromEntries(components), open };
}

/** Variables whose value `init` knows for each environment. */
export const KNOWN_VARIABLES: readonly string[] = ['environment', 'env', 'region', 'aws_region', 'account_id', 'account'];

/** `live/test/network` beside `live/production/network`. */
function hasProductionTwin(path: string, modules: readonly RootModule[]): boolean {
  const segments = path.split('/');
  const at = segments.findIndex(isTest);
  if (at === -1) return false;
  return modules.some((other) => {
    const those = other.path.split('/');
    return those.length === segments.length && those.every((segment, index) => (index === at ? isProduction(segment) : segment === segments[index]));
  });
}

/** The last part of the path that is not the environment's; with more of the path where that is not enough. */
function nameModules(paths: string[], project: string): string[] {
  const parts = paths.map((path) => (path === '.' ? [project] : path.split('/').filter((segment) => !isProduction(segment))).map(slug).filter((segment) => segment !== ''));
  const candidate = (segments: string[], length: number): string => slug(segments.slice(-length).join('-')) || project;
  return parts.map((segments, index) => {
    for (let length = 1; length < segments.length; length += 1) {
      const name = candidate(segments, length);
      if (parts.every((other, at) => at === index || candidate(other, length) !== name)) return name;
    }
    const whole = candidate(segments, Math.max(1, segments.length));
    const twin = parts.slice(0, index).filter((other) => candidate(other, Math.max(1, other.length)) === whole).length;
    return twin === 0 ? whole : `${whole}-${twin + 1}`;
  });
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+/, '').slice(0, 63).replace(/-+$/, '');
}

/** The key of its own backend; else, with a partial one, its folder or name as a part of the key. */
function writes(module: RootModule & { name: string }, key: string): boolean {
  const own = [module.backend?.settings['key'], module.backend?.settings['prefix'], module.backend?.settings['path']].find((value) => typeof value === 'string');
  if (own !== undefined) return own === key;
  const parts = key.replace(/\$\{[^}]*\}/g, '').split(/[/.]/).filter((part) => part !== '');
  return parts.includes(module.name) || parts.includes(posix.basename(module.path));
}

function looksLikeState(key: string): boolean {
  return key.endsWith('.tfstate') || key.includes('/');
}
