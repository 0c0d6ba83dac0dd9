import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StepFailure } from '../errors.ts';
import { renderHcl } from './hcl/render.ts';
import { variableValues } from './hcl/variable-values.ts';
import { isLocalSource, moduleCalls, namedPaths, type ModuleCall } from './module-sources.ts';

/** One configuration file of a module, as HCL. */
export interface SourceFile {
  /** Name in the module's folder, `cdk.tf.json`. */
  name: string;
  /** As it stands on the disk. */
  original: string;
  hcl: string;
  /** Line n + 1 of `hcl` was made from line `lines[n]` of the file; undefined where they are the same. */
  lines?: number[];
}

export interface SourceFolder {
  /** Absolute. */
  path: string;
  files: SourceFile[];
  /** Other files to be put beside them, name → content: variables, and what the code reads with `file()`. */
  beside: Record<string, Buffer>;
  /** Module calls whose code is not on the disk. */
  absent: (ModuleCall & { file: string })[];
}

/** Larger than any policy or template. */
const MAX_NAMED_FILE = 1_000_000;
/** What Cutover puts into a component's own folder for the moments of a plan, and takes away before each. */
export const PENDING = new Set(['cutover_pending.tf.json', 'cutover_pending_override.tf.json']);
const VARIABLES = /^(?:terraform\.tfvars|terraform\.tfvars\.json|.*\.auto\.tfvars|.*\.auto\.tfvars\.json)$/;

/**
 * Reads the root module in `directory` and every local module that it calls. Files are read through links, hidden ones are
 * left out, as Terraform does. Throws StepFailure for a folder without Terraform files, for files no scanner can read, and for
 * modules that cannot be told for certain.
 */
export function readSourceFolders(directory: string, label: string): SourceFolder[] {
  const folders = new Map<string, SourceFolder>();
  const open = [resolve(directory)];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (folders.has(path)) continue;
    const folder = readFolder(path, label, path === resolve(directory) ? PENDING : new Set());
    folders.set(path, folder);
    for (const file of folder.files) {
      const lineOf = (line: number): number => file.lines?.[line - 1] ?? line;
      for (const call of moduleCalls(file.hcl, (line) => ({ file: join(path, file.name), line: lineOf(line) }))) {
        const target = isLocalSource(call.source) ? resolve(path, call.source) : undefined;
        if (target !== undefined && terraformFiles(target).length > 0) open.push(target);
        else folder.absent.push({ ...call, line: lineOf(call.line), file: file.name });
      }
    }
  }
  const root = folders.get(resolve(directory));
  if (root === undefined || root.files.length === 0) throw new StepFailure({ file: directory, problem: `${label} has no Terraform files to scan`, allowed: 'cdk.tf.json, .tf or .tf.json files', next: 'cutover synth' });
  const values = variableValues(Object.entries(root.beside).filter(([name]) => VARIABLES.test(name)).map(([name, content]) => ({ name, text: content.toString('utf8') })));
  if (values !== undefined) root.files.push(values);
  return [...folders.values()];
}

/**
 * Names of the files that make up the module in a folder. `leftOut`: files that are not the user's. Throws StepFailure for those
 * that no reader here takes as the engine does: OpenTofu's own ones, and those that are merged over the others.
 */
export function moduleFileNames(path: string, label: string, leftOut: ReadonlySet<string> = new Set()): string[] {
  const foreign = namesIn(path).find((name) => /\.tofu(?:\.json)?$/.test(name));
  if (foreign !== undefined) throw new StepFailure({ file: join(path, foreign), problem: `${label} has a file that neither checkov nor tfsec reads`, allowed: '.tf and .tf.json files', next: 'rename it to .tf' });
  const names = terraformFiles(path).filter((name) => !leftOut.has(name));
  const override = names.find((name) => /^(?:override|.*_override)\.tf(?:\.json)?$/s.test(name));
  if (override !== undefined) throw new StepFailure({ file: join(path, override), problem: `${label} has a file that Terraform merges over the others, which the scanners read as one of them`, allowed: 'files not named override.tf, *_override.tf, or so with .json', next: 'put its settings into the file that they override, and remove it' });
  return names;
}

function readFolder(path: string, label: string, leftOut: ReadonlySet<string>): SourceFolder {
  const names = moduleFileNames(path, label, leftOut);
  const files = names.map((name): SourceFile => {
    const original = readFileSync(join(path, name), 'utf8');
    return { name, original, ...(name.endsWith('.json') ? renderHcl(original, join(path, name)) : { hcl: original }) };
  });
  const beside: Record<string, Buffer> = {};
  for (const name of [...namesIn(path).filter((name) => VARIABLES.test(name)), ...files.flatMap((file) => namedPaths(file.hcl))]) {
    const content = readNamed(resolve(path, name));
    if (content !== undefined && !resolve(path, name).endsWith('.tf') && resolve(path, name).startsWith(`${path}/`)) beside[name] = content;
  }
  return { path, files, beside, absent: [] };
}

function readNamed(path: string): Buffer | undefined {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts?.isFile() === true && facts.size <= MAX_NAMED_FILE ? readFileSync(path) : undefined;
}

function terraformFiles(path: string): string[] {
  return namesIn(path).filter((name) => /\.tf(?:\.json)?$/.test(name));
}

function namesIn(path: string): string[] {
  if (!existsSync(path) || !statSync(path).isDirectory()) return [];
  return readdirSync(path).filter((name) => !name.startsWith('.') && !name.endsWith('~')).sort();
}
