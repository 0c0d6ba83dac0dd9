import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { StepFailure } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { readJsonWithLines } from '../scanners/hcl/json-lines.ts';
import { hclTokens } from '../scanners/hcl/tokens.ts';
import { isLocalSource } from '../scanners/module-sources.ts';
import { moduleFileNames, PENDING } from '../scanners/source-files.ts';
import { hasStackFiles } from '../terraform/pending.ts';
import { linesInHcl, linesInJson } from './block-lines.ts';
import { hclBody } from './hcl-file.ts';
import type { HclBodies } from './kept-bodies.ts';
import { blocksOf, type Stack, type StackFile } from './stack.ts';

/** CDKTF's own file: what it was made from is the program, so its lines are nobody's place. */
const GENERATED = 'cdk.tf.json';
/** Deeper than any resource schema; keeps every walk over a stack bounded. */
const MAX_DEPTH = 100;

export interface StackFolder {
  /** Absolute folder of the stack's files. */
  directory: string;
  /** How the folder is named in messages. */
  shown: string;
  /** The engine's folder after `init`: where it put the modules that come from elsewhere. */
  dataDirectory?: string | undefined;
  /** HCL that was parsed before. */
  bodies?: HclBodies | undefined;
}

/**
 * Reads a stack, CDKTF's or HCL, and the modules that it calls, as far as their code is at hand. Throws StepFailure, with file and
 * line, for a file that cannot be read for certain.
 */
export async function readStack({ directory, shown, dataDirectory, bodies }: StackFolder): Promise<Stack> {
  const stack: Stack = { files: await readModule(directory, { root: directory, shown, leftOut: PENDING, bodies }), modules: [], unread: [] };
  const installed = dataDirectory === undefined ? [] : installedModules(dataDirectory);
  const seen = new Set([resolve(directory)]);
  const follow = async (files: StackFile[], folder: string, path: string[]): Promise<void> => {
    for (const { labels: [name = ''], body } of blocksOf(files, 'module', 1)) {
      const key = [...path, name];
      const source = typeof body['source'] === 'string' ? body['source'] : '';
      const target = isLocalSource(source) ? resolve(folder, source) : folderOf(installed, key.join('.'), source, directory);
      if (target === undefined || !hasStackFiles(target)) {
        stack.unread.push(key.map((part) => `module.${part}`).join('.'));
      } else if (!seen.has(target)) {
        seen.add(target);
        const found = await readModule(target, { root: directory, shown, bodies });
        stack.modules.push(...found);
        await follow(found, target, key);
      }
    }
  };
  await follow(stack.files, directory, []);
  return stack;
}

type Reading = Pick<StackFolder, 'shown' | 'bodies'> & { root: string; leftOut?: ReadonlySet<string> };

async function readModule(folder: string, { root, shown, leftOut, bodies }: Reading): Promise<StackFile[]> {
  const files: StackFile[] = [];
  for (const base of moduleFileNames(folder, shown, leftOut)) {
    const name = relative(root, join(folder, base));
    files.push(await readFile(join(folder, base), name, join(shown, name), bodies));
  }
  return files;
}

async function readFile(path: string, name: string, shown: string, bodies: HclBodies | undefined): Promise<StackFile> {
  const text = decode(path, shown);
  if (!name.endsWith('.json')) {
    const tokens = hclTokens(text, (line, problem) => new StepFailure({ file: shown, line, problem, next: 'rewrite it: what is not understood here could not be judged' }));
    return { name, body: await hclBody(text, shown, bodies), lines: linesInHcl(tokens) };
  }
  const lines = name === GENERATED ? new Map<string, number>() : linesInJson(readJsonWithLines(text, shown));
  return { name, body: jsonBody(text, shown), lines };
}

function decode(path: string, shown: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    throw new StepFailure({ file: shown, problem: 'the file cannot be read' });
  }
  if (!isUtf8(bytes)) throw new StepFailure({ file: shown, problem: 'not UTF-8' });
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function jsonBody(text: string, file: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new StepFailure({ file, problem: 'not valid JSON', next: 'cutover synth' });
  }
  assertShallow(value, MAX_DEPTH, file);
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value;
  throw new StepFailure({ file, problem: 'not a stack in Terraform\'s JSON form', allowed: 'an object' });
}

function assertShallow(value: Json, more: number, file: string): void {
  if (value === null || typeof value !== 'object') return;
  if (more === 0) throw new StepFailure({ file, problem: 'the JSON is nested too deeply', allowed: `at most ${MAX_DEPTH} levels` });
  for (const inner of Object.values(value)) assertShallow(inner, more - 1, file);
}

const installedSchema = z.object({ Modules: z.array(z.object({ Key: z.string(), Source: z.string(), Dir: z.string() })) });
type Installed = z.infer<typeof installedSchema>['Modules'];

/** The engine's own note of where each module lies, `network.subnets` → folder. Nothing before `init`. */
function installedModules(dataDirectory: string): Installed {
  const note = join(dataDirectory, 'modules', 'modules.json');
  if (!existsSync(note)) return [];
  const parsed = installedSchema.safeParse(JSON.parse(readFileSync(note, 'utf8')));
  return parsed.success ? parsed.data.Modules : [];
}

/** What was fetched for another source says nothing; the engine writes the public registry's name before a source of there. */
function folderOf(installed: Installed, key: string, source: string, directory: string): string | undefined {
  const known = installed.find(({ Key }) => Key === key);
  return known !== undefined && known.Source.replace(/^registry\.(?:terraform\.io|opentofu\.org)\//, '') === source ? resolve(directory, known.Dir) : undefined;
}
