import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { readJson, readText } from './read-files.ts';
import type { Stack } from './stack-names.ts';

export interface CdktfApp {
  /** Folder of `cdktf.json`, from the project. */
  folder: string;
  flavour: 'cdktf' | 'cdktn';
  /** `typescript`, `python`, `java`, `csharp`, `go`; empty when cdktf.json does not say. */
  language: string;
  /** Stacks of a former synth; undefined when there is none. Nothing is run to find out. */
  stacks: SynthesizedStack[] | undefined;
}

export interface SynthesizedStack extends Stack {
  /** Resource types and providers (`hashicorp/aws`) in it. */
  types: string[];
  providers: string[];
}

/** https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file */
const cdktfJsonSchema = z.looseObject({ app: z.string().min(1), language: z.string().default(''), output: z.string().default('cdktf.out') });
const manifestSchema = z.looseObject({ stacks: z.record(z.string(), z.looseObject({ name: z.string(), synthesizedStackPath: z.string(), dependencies: z.array(z.string()).default([]) })) });
const stackSchema = z.looseObject({
  resource: z.record(z.string(), z.unknown()).default({}),
  terraform: z.looseObject({ required_providers: z.record(z.string(), z.looseObject({ source: z.string().default('') })).default({}) }).prefault({}),
});

/** Where each language says what it depends on. */
const DEPENDENCY_FILES = ['package.json', 'Pipfile', 'requirements.txt', 'pyproject.toml', 'go.mod', 'pom.xml', 'build.gradle', 'build.gradle.kts'];

/** The apps of a project: a folder with a `cdktf.json` is one. Throws UserError for one that cannot be read. */
export function cdktfApps(root: string, folders: { folder: string; files: string[] }[]): CdktfApp[] {
  return folders.filter(({ files }) => files.includes('cdktf.json')).map(({ folder, files }) => appIn(root, folder, files));
}

function appIn(root: string, folder: string, files: string[]): CdktfApp {
  const file = folder === '.' ? 'cdktf.json' : `${folder}/cdktf.json`;
  const parsed = cdktfJsonSchema.safeParse(readJson(join(root, file)));
  if (!parsed.success) throw new UserError({ file, problem: 'this is not a cdktf.json that can be read', allowed: 'JSON with the field app, the command that synthesizes', next: 'correct it, or remove it' });
  const { language, output } = parsed.data;
  const synthesized = join(root, folder, output);
  const manifest = manifestSchema.safeParse(readJson(join(synthesized, 'manifest.json')));
  const declared = [...files.filter((name) => DEPENDENCY_FILES.includes(name) || name.endsWith('.csproj')).map((name) => join(folder, name)), 'package.json'];
  const flavour = declared.some((name) => /\bcdktn\b|open-constructs/i.test(readText(join(root, name)) ?? '')) ? 'cdktn' : 'cdktf';
  return { folder, flavour, language, stacks: manifest.data === undefined ? undefined : Object.values(manifest.data.stacks).map(({ name, dependencies, synthesizedStackPath }) => ({ name, dependsOn: dependencies, ...contentOf(join(synthesized, synthesizedStackPath)) })) };
}

function contentOf(file: string): Pick<SynthesizedStack, 'types' | 'providers'> {
  const stack = stackSchema.safeParse(readJson(file)).data;
  const sources = Object.values(stack?.terraform.required_providers ?? {}).map(({ source }) => source.split('/').slice(-2));
  return { types: Object.keys(stack?.resource ?? {}).sort(), providers: sources.map((parts) => (parts.length === 1 ? `hashicorp/${parts[0] ?? ''}` : parts.join('/'))).filter((source) => source !== 'hashicorp/').sort() };
}
