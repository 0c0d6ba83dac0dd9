import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { hclBody } from '../components/hcl-file.ts';
import type { Json } from '../json.ts';
import { isDistinct } from './known-secrets.ts';
import { markedTexts } from './redact.ts';
import { isTellingName } from './telling-names.ts';

const STACK_FILE = /\.(?:tf|tofu)(?:\.json)?$/;
const VALUES_FILE = /^terraform\.tfvars(?:\.json)?$|\.auto\.tfvars(?:\.json)?$/;

/**
 * Values of a stack's variables that are declared sensitive, or called like secrets, as its files have them: what is known before there
 * is a plan. Files that cannot be read add nothing; the engine says what is wrong with them.
 */
export async function secretsInFiles(directory: string): Promise<string[]> {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const read = async (pattern: RegExp): Promise<Json[]> => await Promise.all(names.filter((name) => pattern.test(name)).map((name) => bodyOf(join(directory, name))));
  const declarations = (await read(STACK_FILE)).flatMap((body) => Object.entries(asRecord(asRecord(body)['variable'])));
  const values = (await read(VALUES_FILE)).map(asRecord);
  return declarations.flatMap(([name, declared]) => {
    // A block is an object in a stack's JSON, and a list of them in HCL.
    const blocks = [declared].flat().map(asRecord);
    if (!isTellingName(name) && !blocks.some(({ sensitive }) => sensitive === true || sensitive === 'true' || sensitive === '${true}')) return [];
    return [...blocks.map(({ default: value }) => value ?? null), ...values.map((file) => file[name] ?? null)].flatMap((value) => markedTexts(value, true)).filter(isDistinct);
  });
}

async function bodyOf(file: string): Promise<Json> {
  const text = readFileSync(file, 'utf8');
  try {
    return file.endsWith('.json') ? (JSON.parse(text) as Json) : await hclBody(text, file);
  } catch {
    return null;
  }
}

function asRecord(value: Json | undefined): Record<string, Json> {
  return value !== null && value !== undefined && typeof value === 'object' && !Array.isArray(value) ? value : {};
}
