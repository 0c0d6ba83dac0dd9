import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import type { Config, EnvironmentConfig } from '../config.ts';
import { digestOf } from '../digest.ts';
import { UserError } from '../errors.ts';
import type { EnvironmentName } from '../evidence/record.ts';
import { hasStackFiles } from '../terraform/pending.ts';
import type { Component } from './component.ts';
import { contentDigest, directoryDigest } from './directory-digest.ts';

export interface HclRequest {
  root: string;
  components: NonNullable<Config['components']>;
  environment: EnvironmentName;
  config: EnvironmentConfig;
  /** Absolute folder; wiped first. */
  outputDirectory: string;
  /** All files of the project, relative: modules call each other by relative path, so the tree is copied whole. */
  files: string[];
}

/** Freezes HCL root modules for one environment: a copy of the tree, with the environment's variables beside each module. */
export function freezeModules(request: HclRequest): Component[] {
  const { root, outputDirectory, environment } = request;
  const modules = Object.entries(request.components).map(([name, module]) => ({ name, ...module, path: normalize(module.path) }));
  for (const { name, path } of modules) {
    const field = `components.${name}.path`;
    if (!hasStackFiles(join(root, path))) throw new UserError({ file: 'cutover.yaml', field, problem: 'there is no root module', found: path, allowed: 'a folder with .tf or .tf.json files' });
  }
  rmSync(outputDirectory, { recursive: true, force: true });
  for (const file of request.files) {
    assertInside(root, file);
    mkdirSync(dirname(join(outputDirectory, file)), { recursive: true });
    cpSync(join(root, file), join(outputDirectory, file), { verbatimSymlinks: true });
  }
  if (Object.keys(request.config.variables).length > 0) {
    for (const { path } of modules) writeFileSync(join(outputDirectory, path, 'cutover.auto.tfvars.json'), JSON.stringify(request.config.variables, null, 2));
  }
  return modules.map(({ name, path, dependsOn }): Component => {
    const directory = join(outputDirectory, path);
    if (!existsSync(directory)) throw new UserError({ file: 'cutover.yaml', field: `components.${name}.path`, problem: 'git does not know the module', found: path, next: 'git add it' });
    return { name, environment, stack: name, directory, source: path.replaceAll(sep, '/'), dependsOn: [...dependsOn].sort(), digest: digestOf([directoryDigest(directory), sharedDigest(request, modules.map((module) => module.path))]) };
  });
}

/** A link that leaves the project could mean something else tomorrow, and no digest would show it. */
function assertInside(root: string, file: string): void {
  const path = join(root, file);
  if (!lstatSync(path).isSymbolicLink()) return;
  const target = existsSync(path) ? realpathSync(path) : undefined;
  if (target?.startsWith(`${realpathSync(root)}${sep}`) !== true) throw new UserError({ file, problem: 'this symbolic link leads out of the project', next: 'put the file itself there' });
}

const OWN_FILES = ['cutover.yaml', 'waivers.yaml', 'attestations.yaml', 'checklist-bindings.yaml', 'compliance.yaml'];

/** What modules may share: every file outside of all root modules, but for the requests. A change there counts for all. */
function sharedDigest(request: HclRequest, paths: string[]): string {
  const code = request.files.filter((file) => /\.(tf|tofu)(\.json)?$/.test(file)).map((file) => readFileSync(join(request.root, file), 'utf8')).join('\n');
  // Cutover's own files change with every component that comes; they are a module's business only where one reads them.
  const foreign = (file: string): boolean => OWN_FILES.includes(file) && !code.includes(file);
  const shared = request.files.filter((file) => !file.startsWith('changes/') && !foreign(file) && !paths.some((path) => path === '.' || file.startsWith(`${path}/`)));
  return digestOf(shared.filter((file) => /\.(tf|tf\.json|tfvars|tpl|tftpl|json|ya?ml|sh|py)$/.test(file)).map((file) => [file, contentDigest(join(request.root, file))]));
}
