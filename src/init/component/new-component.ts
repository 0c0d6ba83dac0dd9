import { join } from 'node:path';
import { z } from 'zod';
import { componentNameSchema } from '../../components/component-name.ts';
import { parseConfig, type Config } from '../../config.ts';
import { architectureSchema, CRITICALITIES, DATA_CLASSES } from '../../documents/architecture.ts';
import { readFrontMatter } from '../../documents/front-matter.ts';
import { technologyStackSchema } from '../../documents/technology-stack.ts';
import { parseYaml } from '../../documents/yaml.ts';
import { UserError } from '../../errors.ts';
import { CONFIG_FILE } from '../../find-project.ts';
import { parseWaivers } from '../../scanners/waivers.ts';
import { documentPaths } from '../document-paths.ts';
import { inFlavour } from '../flavour.ts';
import type { FileChange } from '../write-files.ts';
import { findKey } from './find-key.ts';
import { COMPONENT_KINDS, KINDS, needsKey, type ComponentKindName, type StackKind } from './kinds.ts';
import { moduleFiles } from './module-files.ts';
import { withArchitectureEntry, withConfigEntry, withTechnologyEntry, type ComponentEntry } from './document-entries.ts';
import { stackFiles } from './stack-files.ts';
import { stackTest } from './stack-test.ts';
import { withWaivers } from './waiver-entries.ts';
import { declareStack } from './wiring.ts';

/** What a person says about the component; what is left out is taken from its kind and the documents. */
export interface ComponentRequest {
  name: string;
  kind: string;
  purpose?: string | undefined;
  owner?: string | undefined;
  criticality?: string | undefined;
  dataClass?: string | undefined;
  /** The component whose key encrypts it. */
  key?: string | undefined;
}

/** The project as it lies there: paths from its folder, with slashes. */
export interface ProjectFiles {
  read: (path: string) => string | undefined;
  /** Names of the files in a folder; empty when there is none. */
  list: (folder: string) => string[];
}

const WAIVERS_FILE = 'waivers.yaml';
/** What an app in the reference style has beside its stacks. */
const STYLE = ['component-stack.ts', 'platform.ts', 'policy.ts', 'settings.ts'];

/** Every file that a new component makes or changes. Throws UserError; nothing is written here. */
export function newComponent(request: ComponentRequest, files: ProjectFiles): FileChange[] {
  const config = parseConfig(files.read(CONFIG_FILE) ?? '');
  const kind = kindOf(request, config);
  const name = oneOf('name', componentNameSchema.safeParse(request.name).success, request.name, 'lower-case letters, digits and hyphens, beginning with a letter');
  const paths = documentPaths(config);
  const architecture = need(files, paths.architecture);
  const { owner, components } = parseYaml(readFrontMatter(architecture, paths.architecture).yaml, { file: paths.architecture, firstLine: 2 }, z.looseObject({ owner: z.string().min(1), components: z.record(z.string(), z.unknown()).default({}) }));
  if (Object.hasOwn(components, name) || config.components?.[name] !== undefined) throw new UserError({ field: 'name', problem: 'there is a component of this name already', found: name, next: 'choose another name' });
  const edit = new Edits(files);
  const key = kind === 'module' ? undefined : keyFor(kind, request.key, config, files);
  const entry: ComponentEntry = {
    name,
    kind,
    purpose: matching('--purpose', PURPOSE, request.purpose ?? KINDS[kind].purpose, 'one sentence of at most 300 characters, without Markdown'),
    owner: matching('--owner', OWNER, request.owner ?? owner, 'a team or person: letters, digits, blanks and + - = . _ : / @, which a tag may hold'),
    criticality: among('--criticality', request.criticality ?? 'medium', CRITICALITIES),
    // ComponentStack knows fewer classes than the document.
    dataClass: among('--data-class', request.dataClass ?? KINDS[kind].dataClass, kind === 'module' ? DATA_CLASSES : ['none', 'internal', 'confidential']),
    dependsOn: key === undefined ? [] : [key],
  };
  const path = kind === 'module' ? addModule(edit, config, entry) : undefined;
  if (kind !== 'module') addStack(edit, config, kind, entry, key);
  edit.change(CONFIG_FILE, (text) => withConfigEntry(text, CONFIG_FILE, entry, path));
  edit.change(paths.architecture, (text) => withArchitectureEntry(text, paths.architecture, entry));
  addTechnology(edit, paths.technologyStack, kind);
  // What is written can be read, or nothing is.
  parseConfig(edit.text(CONFIG_FILE));
  parseYaml(readFrontMatter(edit.text(paths.architecture), paths.architecture).yaml, { file: paths.architecture, firstLine: 2 }, architectureSchema);
  return edit.changes();
}

function addModule(edit: Edits, config: Config, entry: ComponentEntry): string {
  const folder = join(moduleFolder(config), entry.name);
  if (edit.files.list(folder).length > 0) throw new UserError({ file: folder, problem: 'there is something in this folder already', next: 'choose another name, or add it to components in cutover.yaml by hand' });
  for (const [path, text] of Object.entries(moduleFiles(folder, backendOf(config), { ...entry, key: undefined }))) edit.create(path, text);
  return folder;
}

function addStack(edit: Edits, config: Config, kind: StackKind, entry: ComponentEntry, key: string | undefined): void {
  const app = config.app?.cdktf ?? '.';
  const missing = STYLE.filter((file) => edit.files.read(join(app, file)) === undefined);
  if (missing.length > 0) throw new UserError({ file: join(app, missing[0] ?? ''), problem: 'this app is not in the reference style, so nobody could tell where a stack belongs', found: `no ${missing.join(', ')}`, next: 'write the stack by hand, with its entry in the architecture document; cutover init in an empty folder shows the style' });
  const platform = join(app, 'platform.ts');
  const flavour = /from 'cdktn'/.test(edit.text(platform)) ? 'cdktn' : 'cdktf';
  if (kind === 'bucket') assertBucketName(edit.text(join(app, 'settings.ts')), entry.name);
  const made = { ...stackFiles(kind, { ...entry, key }), [`test/${entry.name}.test.ts`]: stackTest(kind, entry.name) };
  for (const [path, text] of Object.entries(made)) {
    const target = join(app, path);
    // A part that several stacks share may be there already.
    if (!path.includes(entry.name) && edit.files.read(target) !== undefined) continue;
    edit.create(target, inFlavour(text, flavour));
  }
  edit.change(platform, (text) => declareStack(text, platform, { name: entry.name, key }));
  const waivers = withWaivers(edit.files.read(WAIVERS_FILE), kind, entry.name, entry.owner);
  if (waivers === undefined) return;
  parseWaivers(waivers, WAIVERS_FILE);
  if (edit.files.read(WAIVERS_FILE) === undefined) edit.create(WAIVERS_FILE, waivers);
  else edit.change(WAIVERS_FILE, () => waivers);
}

/** S3 allows 63 characters; the environment's name and the account are a part of ours. */
function assertBucketName(settings: string, name: string): void {
  const platform = /PLATFORM = '([^']*)'/.exec(settings)?.[1] ?? '';
  const length = `${platform}-production-${name}-`.length + 12;
  if (length > 63) throw new UserError({ field: 'name', problem: 'the name of the bucket would be too long', found: `${length} characters`, allowed: `63, so at most ${name.length - (length - 63)} for the component` });
}

function addTechnology(edit: Edits, file: string, kind: ComponentKindName): void {
  const { services } = parseYaml(readFrontMatter(edit.text(file), file).yaml, { file, firstLine: 2 }, z.looseObject({ services: z.record(z.string(), z.looseObject({ types: z.array(z.string()) })).default({}) }));
  const patterns = Object.values(services).flatMap(({ types }) => types);
  const allowed = (type: string): boolean => patterns.some((pattern) => (pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type));
  edit.change(file, (text) => withTechnologyEntry(text, file, kind, allowed));
  parseYaml(readFrontMatter(edit.text(file), file).yaml, { file, firstLine: 2 }, technologyStackSchema);
}

function kindOf({ kind }: ComponentRequest, config: Config): ComponentKindName {
  const allowed = COMPONENT_KINDS.filter((one) => (one === 'module') === (config.components !== undefined));
  const found = allowed.find((one) => one === kind);
  if (found === undefined) throw new UserError({ field: '--kind', problem: `there is no such kind for ${config.components === undefined ? 'a CDKTF app' : 'HCL root modules'}`, found: JSON.stringify(kind.slice(0, 40)), allowed: allowed.join(', ') });
  return found;
}

function keyFor(kind: StackKind, asked: string | undefined, config: Config, files: ProjectFiles): string | undefined {
  if (!needsKey(kind)) return undefined;
  return findKey(config.app?.cdktf ?? '.', asked, files);
}

/** Where the other modules are; `stacks` when there are none. */
function moduleFolder(config: Config): string {
  const parents = Object.values(config.components ?? {}).map(({ path }) => join(path, '..'));
  const [first] = parents;
  return first !== undefined && first !== '.' && !first.startsWith('..') ? first : 'stacks';
}

function backendOf(config: Config): string {
  const settings = config.environments.production.backend;
  if (Object.hasOwn(settings, 'path')) return 'local';
  if (Object.hasOwn(settings, 'storage_account_name')) return 'azurerm';
  return Object.hasOwn(settings, 'prefix') ? 'gcs' : 's3';
}

function need(files: ProjectFiles, path: string): string {
  const text = files.read(path);
  if (text === undefined) throw new UserError({ file: path, problem: 'this document is missing', next: 'cutover init writes it' });
  return text;
}

/** It goes into comments of code and into Markdown, where nothing of it may be interpreted. */
const PURPOSE = /^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}`\\*$<>|[\]{}#]{1,300}$/u;
const OWNER = /^[a-zA-Z0-9 +\-=._:/@]{1,100}$/;

function matching(field: string, pattern: RegExp, text: string, allowed: string): string {
  return oneOf(field, pattern.test(text) && text.trim() !== '', text, allowed);
}

function among(field: string, text: string, values: readonly string[]): string {
  return oneOf(field, values.includes(text), text, values.join(', '));
}

function oneOf(field: string, fits: boolean, found: string, allowed: string): string {
  if (fits) return found;
  throw new UserError({ field, problem: 'this cannot be used', found: JSON.stringify(found.slice(0, 80)), allowed });
}

/** What is to be written, while it is put together. */
class Edits {
  readonly files: ProjectFiles;
  readonly #changes = new Map<string, FileChange>();

  constructor(files: ProjectFiles) {
    this.files = files;
  }

  text(path: string): string {
    return this.#changes.get(path)?.text ?? need(this.files, path);
  }

  create(path: string, text: string): void {
    if (this.files.read(path) !== undefined) throw new UserError({ file: path, problem: 'this file is there already, and nothing is overwritten', next: 'choose another name, or move the file' });
    this.#changes.set(path, { path, text, before: undefined });
  }

  change(path: string, edit: (text: string) => string): void {
    const text = this.text(path);
    const edited = edit(text);
    if (edited !== text) this.#changes.set(path, { path, text: edited, before: this.files.read(path) });
  }

  changes(): FileChange[] {
    return [...this.#changes.values()];
  }
}
