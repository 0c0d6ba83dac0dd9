import { UserError } from '../errors.ts';
import type { Config } from '../config.ts';
import type { Answers } from './answers.ts';
import type { CdktfApp } from './cdktf-app.ts';
import type { Detected } from './detect.ts';
import { componentsOfModules, KNOWN_VARIABLES } from './hcl-components.ts';
import { componentsOfStacks, type Components } from './stack-names.ts';

/** What the files of a project are written from. */
export interface Setup {
  answers: Answers;
  /** `starter`: there was nothing, so `init` brings the first component. `found`: what there is stays as it is. */
  origin: 'starter' | 'found';
  /** The CDKTF app; undefined for HCL root modules. */
  app: { folder: string } | undefined;
  /** Component → what it needs and, for HCL, where its root module is. */
  components: Record<string, { dependsOn: string[]; path?: string }>;
  /** Stack name → component. */
  patterns: { test: string; production: string };
  /** Resource types and providers that were found; empty where that could not be told. */
  types: string[];
  providers: string[];
  /** Variables of root modules whose value is known for each environment. */
  variables: string[];
  /** True where a backend block leaves its settings to cutover.yaml. */
  partialBackend: boolean;
  /** What a person has to see to, each one sentence. */
  open: string[];
  now: Date;
}

/** What is known from what lies there and what was answered. `told`: components that the caller names. Throws UserError when it is not enough. */
export function setupFrom(detected: Detected, answers: Answers, told: Components, appFolder: string | undefined, now: Date): Setup {
  const base = { answers, now, patterns: { test: '{component}-test', production: '{component}-production' }, types: [], providers: [], variables: ['environment'], open: [] };
  if (detected.config !== undefined) return fromConfig(detected, detected.config, answers, told, now);
  const starter = { ...base, origin: 'starter' as const, components: {}, partialBackend: true };
  if (answers.kind === 'hcl') {
    if (detected.modules.length === 0) return { ...starter, app: undefined };
    const { components, open } = componentsOfModules(detected.modules, answers.name);
    const { modules } = detected;
    return {
      ...base, origin: 'found', app: undefined, components, open, types: unique(modules.flatMap(({ types }) => types)), providers: unique(modules.flatMap(({ providers }) => providers)),
      variables: unique(modules.flatMap(({ variables }) => variables)).filter((variable) => KNOWN_VARIABLES.includes(variable)),
      partialBackend: modules.every(({ backend }) => backend !== undefined && Object.keys(backend.settings).length === 0),
    };
  }
  const app = appOf(detected, appFolder);
  return app === undefined ? { ...starter, app: { folder: '.' } } : { ...base, origin: 'found', app: { folder: app.folder }, partialBackend: false, ...fromApp(app, told, detected.described) };
}

/** Where a project has a cutover.yaml, that says what it is; the rest is written to fit it. */
function fromConfig(detected: Detected, config: Config, answers: Answers, told: Components, now: Date): Setup {
  const app = config.app === undefined ? undefined : detected.apps.find(({ folder }) => folder === config.app?.cdktf.replace(/^\.\/(?=.)|\/$/g, ''));
  const found = app === undefined ? { components: told, types: [], providers: [], open: [] } : fromApp(app, told, detected.described);
  const { modules } = detected;
  return {
    answers, now, origin: 'found', app: config.app === undefined ? undefined : { folder: config.app.cdktf }, partialBackend: false, variables: [], types: found.types, providers: found.providers, open: found.open,
    patterns: { test: config.environments.test.stacks, production: config.environments.production.stacks },
    components: config.components ?? found.components,
    ...(config.components === undefined ? {} : { types: unique(modules.flatMap(({ types }) => types)), providers: unique(modules.flatMap(({ providers }) => providers)) }),
  };
}

function appOf({ apps }: Detected, folder: string | undefined): CdktfApp | undefined {
  const found = folder === undefined ? apps : apps.filter((app) => app.folder === folder.replace(/\/$/, ''));
  if (found.length > 1 || (folder !== undefined && found.length === 0)) {
    throw new UserError({ field: '--app', problem: folder === undefined ? 'there is more than one CDKTF app' : 'there is no cdktf.json in that folder', ...(folder === undefined ? {} : { found: folder }), allowed: apps.map((app) => app.folder).join(', ') || 'none', next: 'name the folder of the one that Cutover takes to production' });
  }
  return found[0];
}

function fromApp(app: CdktfApp, told: Components, described: boolean): Pick<Setup, 'components' | 'patterns' | 'types' | 'providers' | 'open'> {
  const { patterns, components, unusable } = componentsOfStacks(app.stacks ?? []);
  const all = { ...components, ...told };
  if (Object.keys(all).length === 0 && !described) {
    throw new UserError({ field: '--component', problem: 'which components the app has cannot be told without running it', found: app.stacks === undefined ? 'no manifest.json of a former synth' : 'a manifest.json without stacks', allowed: '--component network --component database:network, one for each, with what it needs after the colon', next: 'pass them, or synthesize the app once and run this again' });
  }
  return {
    patterns,
    components: all,
    types: unique((app.stacks ?? []).flatMap(({ types }) => types)),
    providers: unique((app.stacks ?? []).flatMap(({ providers }) => providers)),
    open: unusable.map((stack) => `the stack ${stack} gives no component name (lower-case letters, digits and hyphens): rename it, or leave it out by a narrower pattern under environments.<name>.stacks`),
  };
}

function unique(values: string[]): string[] {
  return [...new Set(values)].sort();
}

/** `database:network,storage` → a component and what it needs. Throws UserError. */
export function parseTold(values: readonly string[], schema: (name: string) => boolean): Components {
  return Object.fromEntries(
    values.map((value) => {
      const [name = '', needs = ''] = value.split(':');
      const dependsOn = needs.split(',').map((part) => part.trim()).filter((part) => part !== '');
      const wrong = [name, ...dependsOn].find((part) => !schema(part));
      if (wrong !== undefined) throw new UserError({ field: '--component', problem: 'this is no component name', found: JSON.stringify(wrong.slice(0, 80)), allowed: 'lower-case letters, digits and hyphens, beginning with a letter; what it needs after a colon: database:network' });
      return [name, { dependsOn }];
    }),
  );
}
