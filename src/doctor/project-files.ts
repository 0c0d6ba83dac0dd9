import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CHANGES_FOLDER, findRequest } from '../change/find-request.ts';
import { readCdktfJson } from '../components/cdktf.ts';
import type { Config } from '../config.ts';
import { parseChecklist } from '../documents/checklist/parse.ts';
import { readText } from '../documents/read-text.ts';
import { Halt, UserError } from '../errors.ts';
import { packageManagerOf } from '../init/package-manager.ts';
import { lookAtDocuments } from './documents.ts';
import { look, type Finding, type Seen } from './finding.ts';

/** What lies in the project beside cutover.yaml. Nothing of it is run. */
export async function lookAtProjectFiles(root: string, config: Config): Promise<Finding[]> {
  const { app } = config;
  return [
    ...(app === undefined ? [await look('root modules', () => rootModules(root, config))] : [await look('app', () => cdktfApp(root, app.cdktf))]),
    ...(await lookAtDocuments(root, config)),
    await look('checklist', () => {
      const text = readText(root, config.checklist.file);
      if (text === undefined) return { state: 'missing', says: `there is no ${config.checklist.file}`, next: 'cutover init writes one, or name yours in cutover.yaml under checklist.file' };
      parseChecklist(Buffer.from(text), config.checklist.file);
      return config.checklist.file;
    }),
    await look('change requests', () => requests(root)),
  ];
}

function cdktfApp(root: string, folder: string): Seen {
  const app = join(root, folder);
  readCdktfJson({ app, appName: folder });
  if (hasConstructs(app)) return `${join(folder, 'cdktf.json')}, and its packages are installed`;
  return { state: 'missing', says: `the packages of ${join(folder, 'package.json')} are not installed`, next: `cd ${app} && ${packageManagerOf(app) ?? packageManagerOf(root) ?? 'npm'} install` };
}

/** An app in another language, or under Plug'n'Play, has no such folder to look into. */
function hasConstructs(app: string): boolean {
  if (!existsSync(join(app, 'package.json')) || process.versions['pnp'] !== undefined || existsSync(join(app, '.pnp.cjs'))) return true;
  try {
    return createRequire(join(app, 'package.json')).resolve('constructs') !== '';
  } catch {
    return false;
  }
}

function rootModules(root: string, { components = {} }: Config): Seen {
  const empty = Object.entries(components).filter(([, { path }]) => !existsSync(join(root, path)) || !readdirSync(join(root, path)).some((name) => /\.tf(\.json)?$/.test(name)));
  if (empty.length === 0) return Object.keys(components).join(', ');
  return { state: 'missing', says: `no Terraform files for ${empty.map(([name, { path }]) => `${name} in ${path}`).join(', ')}`, next: 'write them, or correct components in cutover.yaml' };
}

/** One that is not valid keeps the others from nothing. */
function requests(root: string): Seen {
  const folder = join(root, CHANGES_FOLDER);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')).sort() : [];
  if (names.length === 0) return { state: 'missing', says: `none in ${CHANGES_FOLDER}/`, next: 'cutover init writes a first one; README says what stands in it' };
  const read = names.map((name) => readOne(root, `${CHANGES_FOLDER}/${name}`));
  const broken = read.filter((one) => 'why' in one);
  const valid = read.flatMap((one) => ('why' in one ? [] : [`${one.id} (${one.status})`]));
  if (broken.length === 0) return valid.join(', ');
  return { state: 'wrong', says: broken.map(({ why }) => why).join('\n'), next: 'correct what the lines above name', needed: valid.length === 0 };
}

function readOne(root: string, file: string): { id: string; status: string } | { why: string } {
  try {
    const { id, status } = findRequest(root, file).request;
    return { id, status };
  } catch (error) {
    if (error instanceof UserError || error instanceof Halt) return { why: error.message };
    throw error;
  }
}
