import { basename, join, posix } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { readText } from './read-files.ts';

/** A block that stands once need not be a list in `.tf.json`. https://developer.hashicorp.com/terraform/language/syntax/json */
const list = <T extends z.ZodType>(item: T) => z.preprocess((value): unknown => (Array.isArray(value) ? value : [value]), z.array(item));
const attributes = z.record(z.string(), z.unknown());
const blocks = z.record(z.string(), list(attributes));
/** As much as is read of a `.tf.json` file, and of what @cdktn/hcl2json makes of a `.tf` one: blocks under their labels. */
const fileSchema = z.looseObject({
  terraform: list(z.looseObject({ backend: blocks.optional(), required_providers: list(attributes).optional() })).default([]),
  provider: blocks.default({}),
  data: z.record(z.string(), blocks).default({}),
  module: blocks.default({}),
  resource: z.record(z.string(), z.unknown()).default({}),
  variable: blocks.default({}),
});

/** A folder with `.tf` files that has a backend or configures a provider, and that no other module calls. */
export interface RootModule {
  /** From the project, with slashes; `.` for the project itself. */
  path: string;
  backend: { type: string; settings: Record<string, unknown> } | undefined;
  /** What its `terraform_remote_state` sources read: keys, paths, prefixes. */
  reads: string[];
  /** Resource types, `aws_s3_bucket`. */
  types: string[];
  /** `hashicorp/aws`. */
  providers: string[];
  /** Variables without a default. */
  variables: string[];
}

interface Module extends RootModule {
  calls: string[];
  hasProvider: boolean;
}

/** Reads the root modules of a project. Throws UserError for a file that is not HCL. */
export async function rootModules(root: string, folders: { folder: string; files: string[] }[]): Promise<RootModule[]> {
  const candidates = folders.filter(({ files }) => files.some(isStackFile));
  if (candidates.length === 0) return [];
  const modules: Module[] = [];
  for (const { folder, files } of candidates) modules.push(await moduleIn(root, folder, files.filter(isStackFile)));
  const called = new Set(modules.flatMap(({ path, calls }) => calls.map((source) => posix.join(path, source))));
  return modules.filter(({ path, backend, hasProvider }) => (backend !== undefined || hasProvider) && !called.has(path)).map(({ path, backend, reads, types, providers, variables }) => ({ path, backend, reads, types, providers, variables }));
}

function isStackFile(file: string): boolean {
  return file.endsWith('.tf') || file.endsWith('.tf.json');
}

async function moduleIn(root: string, path: string, files: string[]): Promise<Module> {
  const parts = await Promise.all(files.map((file) => parseFile(root, path === '.' ? file : `${path}/${file}`)));
  const backends = parts.flatMap(({ terraform }) => terraform.flatMap(({ backend }) => Object.entries(backend ?? {})));
  const [type, [settings = {}] = []] = backends[0] ?? [];
  const states = parts.flatMap(({ data }) => Object.values(data['terraform_remote_state'] ?? {}).flat());
  const providers = parts.flatMap(({ terraform }) => terraform.flatMap(({ required_providers }) => (required_providers ?? []).flatMap((entry) => Object.values(entry))));
  return {
    path,
    backend: type === undefined ? undefined : { type, settings },
    reads: states.flatMap(({ config }) => stringsIn(config)),
    types: [...new Set(parts.flatMap(({ resource }) => Object.keys(resource)))].sort(),
    providers: [...new Set(providers.flatMap((entry) => sourceOf(entry)))].sort(),
    variables: [...new Set(parts.flatMap(({ variable }) => Object.entries(variable).filter(([, [block]]) => block?.['default'] === undefined).map(([name]) => name)))].sort(),
    calls: parts.flatMap(({ module }) => Object.values(module).flat().map(({ source }) => source)).filter((source) => typeof source === 'string').filter((source) => source.startsWith('.')),
    hasProvider: parts.some(({ provider }) => Object.keys(provider).length > 0),
  };
}

async function parseFile(root: string, file: string): Promise<z.infer<typeof fileSchema>> {
  const text = readText(join(root, file)) ?? '';
  const refuse = (problem: string): UserError => new UserError({ file, problem, next: 'terraform validate says more; correct it, then run this again' });
  let value: unknown;
  try {
    // A WebAssembly program of some megabytes: only where there is HCL.
    value = file.endsWith('.json') ? JSON.parse(text) : await (await import('@cdktn/hcl2json')).parse(basename(file), text);
  } catch (error) {
    throw refuse(`not valid ${file.endsWith('.json') ? 'JSON' : 'HCL'}: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 200) ?? ''}`);
  }
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success) throw refuse(`its blocks are not in the form that Terraform reads: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
  return parsed.data;
}

/** `source` of a required provider, without its registry's host; the short form is a provider of hashicorp. */
function sourceOf(entry: unknown): string[] {
  const source = typeof entry === 'object' && entry !== null ? (entry as { source?: unknown }).source : undefined;
  return typeof source === 'string' && /^([^/]+\/)?[a-z0-9-]+\/[a-z0-9-]+$/.test(source) ? [source.split('/').slice(-2).join('/')] : [];
}

function stringsIn(config: unknown): string[] {
  if (typeof config === 'string') return [config];
  return typeof config === 'object' && config !== null ? Object.values(config).flatMap(stringsIn) : [];
}
