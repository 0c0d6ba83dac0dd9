import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import type { PackageManager } from './package-manager.ts';

/** The workflows that a project has of its own; they call Cutover's. Packed with Cutover (`files` in package.json). */
export const CALLERS = ['cutover-check.yml', 'cutover-deliver.yml', 'cutover-refine.yml', 'cutover-drift.yml', 'cutover-reap.yml'] as const;

/** GitHub reads workflows from here, at the top of the repository. */
export const WORKFLOWS = '.github/workflows';

/** Stands in the callers for what nobody but the user knows: whose copy of Cutover, and which commit of it. No commit has this id. */
const PLACEHOLDER = 'OWNER/cutover/.github/workflows/';
const NO_COMMIT = '0'.repeat(40);
const NO_PROJECT = /^( +project:) PROJECT #.*$/m;

const pinSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[\w.-]{1,100}@[0-9a-f]{40}$/, 'owner/repository@commit with all 40 digits of the commit, since a tag can be moved');

export const HOW_TO_PIN = `the workflows in ${WORKFLOWS} name no commit of Cutover yet: replace OWNER/cutover by its repository and the forty zeros by the commit of a release (git ls-remote --tags https://github.com/<owner>/cutover says them)`;

export const NOT_ON_TOP = `this folder is not the top of its repository, and GitHub reads workflows from there alone: copy those in Cutover's folder workflows to ${WORKFLOWS} at the top, and name this folder after directory: in each, and the project after project:`;

/** `owner/repository@commit` of Cutover's own workflows. Throws UserError for a tag, a branch, or a short commit. */
export function checkPin(text: string): string {
  const parsed = pinSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UserError({ field: '--workflows', problem: 'this cannot be pinned', found: JSON.stringify(text.slice(0, 160)), allowed: parsed.error.issues[0]?.message ?? '', next: 'git ls-remote --tags https://github.com/<owner>/cutover' });
}

export interface CallerSettings {
  /** Its name in cutover.yaml. */
  project: string;
  /** As `checkPin` takes it; undefined leaves the placeholder. */
  pin: string | undefined;
  /** Installs what the app needs to synthesize; undefined for root modules. */
  packageManager: PackageManager | undefined;
}

const INSTALLS: Record<PackageManager, string> = {
  npm: 'npm ci',
  pnpm: 'corepack pnpm install --frozen-lockfile',
  yarn: 'corepack yarn install --immutable',
};

/** The callers with what is known filled in: path from the top of the repository → text. */
export function workflowFiles(settings: CallerSettings): Record<string, string> {
  return Object.fromEntries(CALLERS.map((name) => [`${WORKFLOWS}/${name}`, filled(callerText(name), settings)]));
}

/** A caller as it is packed. */
export function callerText(name: (typeof CALLERS)[number]): string {
  return readFileSync(join(packageRoot(), 'workflows', name), 'utf8');
}

function filled(caller: string, { project, pin, packageManager }: CallerSettings): string {
  const text = caller.replace(NO_PROJECT, `$1 ${project}`);
  const [repository, commit] = pin?.split('@') ?? [];
  const pinned = repository === undefined || commit === undefined ? text : text.replace(PLACEHOLDER, `${repository}/.github/workflows/`).replace(new RegExp(`${NO_COMMIT} #.*`), commit);
  return packageManager === undefined ? pinned : pinned.replace(/^( +install:) ''$/m, `$1 ${INSTALLS[packageManager]}`);
}
