import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Component } from '../components/component.ts';
import { digestOf, sha256 } from '../digest.ts';
import { StepFailure } from '../errors.ts';
import { componentKey, type Scanned } from './finding.ts';
import { plannedFolders, type PlannedValues } from './planned-folders.ts';
import { readSourceFolders, type SourceFile, type SourceFolder } from './source-files.ts';
import { tripwireHcl } from './tripwire.ts';

/** One file that the scanners are given. */
export interface ScannedFile extends Scanned {
  /** Relative to the workspace, with `/`: `test/storage/cdk.tf.json.tf`. */
  path: string;
  /** Where it comes from, relative to the component's folder: `cdk.tf.json`. */
  source: string;
  original: string;
  /** As written into the workspace, without the tripwire. */
  hcl: string;
  /** Line n + 1 of `hcl` was made from line `lines[n]` of the source. */
  lines?: number[];
  /** The line on which the tripwire begins. */
  tripwire: { name: string; line: number };
}

/** Comments that trivy obeys, whatever its options are. They are findings of ours (own-findings.ts), so they may hide nothing. */
const IGNORE = /\b(tfsec|trivy):ignore/gi;

/** `componentKey` → what its plan knows. */
export type Planned = ReadonlyMap<string, readonly PlannedValues[]>;

export interface Workspace {
  /** Absolute, without links. */
  directory: string;
  /** Folders in it that hold some of the components each; one without a name when it is not cut. */
  parts: string[];
  files: Map<string, ScannedFile>;
  /** `componentKey` → SHA-256 over everything that scanners are given about it, but for the tripwires. */
  contents: Map<string, string>;
  /** Modules that are called and are not on the disk. */
  absent: (Scanned & { name: string; moduleSource: string | null; source: string; line: number })[];
}

/**
 * Builds the one folder that all scanners read, `<environment>/<component>/…`, afresh. Nothing but Terraform files and what
 * they name is copied, so no configuration of a scanner (`.checkov.yaml`, `.tfsec/`) comes along. JSON is rendered as HCL. `planned`:
 * what the components' plans know.
 */
export function buildWorkspace(components: Component[], directory: string, planned?: Planned, parts = 1): Workspace {
  if (components.length === 0) throw new StepFailure({ problem: 'there is no component to scan', next: 'cutover synth' });
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const workspace: Workspace = { directory: realpathSync(directory), parts: parts === 1 ? [''] : Array.from({ length: parts }, (_none, part) => String(part)), files: new Map(), contents: new Map(), absent: [] };
  const nonce = randomUUID().replaceAll('-', '');
  for (const [index, component] of components.entries()) {
    const part = workspace.parts[index % parts] ?? '';
    const folders = readSourceFolders(component.directory, `${component.name} (${component.environment})`);
    const top = commonFolder(folders.map((folder) => folder.path));
    const key = componentKey({ component: component.name, environment: component.environment });
    const variants = plannedFolders(folders, planned?.get(key) ?? []);
    for (const [number, variant] of variants.entries()) {
      // A component's name holds no tilde.
      const name = number === 0 ? component.name : `${component.name}~${number}`;
      for (const folder of variant) addFolder(workspace, component, folder, { top, nonce, place: join(part, component.environment, name) });
    }
    const contents = variants.map((variant) => contentOf(component, variant, top));
    workspace.contents.set(key, contents.length === 1 ? (contents[0] ?? '') : digestOf(contents));
  }
  return workspace;
}

function addFolder(workspace: Workspace, component: Component, folder: SourceFolder, { top, nonce, place }: { top: string; nonce: string; place: string }): void {
  const scanned: Scanned = { component: component.name, environment: component.environment };
  const target = join(place, relative(top, folder.path));
  const source = (name: string): string => posix(join(relative(component.directory, folder.path), name));
  const write = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(workspace.directory, path)), { recursive: true });
    writeFileSync(join(workspace.directory, path), content);
  };
  for (const file of folder.files) {
    const path = posix(join(target, scannedName(file)));
    const tripwire = { name: `cutover_tripwire_${nonce}_${workspace.files.size}`, line: file.hcl.split('\n').length + 1 };
    if (workspace.files.has(path)) throw new StepFailure({ file: source(file.name), problem: `${component.name} (${component.environment}) would be scanned twice` });
    write(path, file.hcl.replace(IGNORE, '$1_ignore') + tripwireHcl(tripwire.name));
    workspace.files.set(path, { ...scanned, path, source: source(file.name), original: file.original, hcl: file.hcl, ...(file.lines === undefined ? {} : { lines: file.lines }), tripwire });
  }
  for (const [file, content] of Object.entries(folder.beside)) write(join(target, file), content);
  for (const call of folder.absent) {
    workspace.absent.push({ ...scanned, name: call.name, moduleSource: call.source, source: source(call.file), line: call.line });
  }
}

/** The lines of a finding are those of the file as it stands, so that counts too. */
function contentOf(component: Component, folders: SourceFolder[], top: string): string {
  return digestOf(folders.map(({ path, files, beside, absent }) => [
    posix(relative(component.directory, path)), posix(relative(top, path)),
    files.map(({ name, original, hcl }) => [name, sha256(original), sha256(hcl)]),
    Object.entries(beside).map(([name, content]) => [name, sha256(content)]),
    absent.map(({ name, source, file, line }) => [name, source, file, line]),
  ]));
}

/** `cdk.tf.json` holds HCL now. */
function scannedName(file: SourceFile): string {
  return file.name.endsWith('.json') ? `${file.name}.tf` : file.name;
}

function commonFolder(paths: string[]): string {
  const split = paths.map((path) => path.split(sep));
  const [first = []] = split;
  const end = first.findIndex((part, index) => split.some((parts) => parts[index] !== part));
  return (end < 0 ? first : first.slice(0, end)).join(sep) || sep;
}

function posix(path: string): string {
  return path.split(sep).join('/');
}
