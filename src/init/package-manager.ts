import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from './read-files.ts';

export const PACKAGE_MANAGERS = ['npm', 'pnpm', 'yarn'] as const;
export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

const LOCK_FILES: Record<string, PackageManager> = { 'package-lock.json': 'npm', 'npm-shrinkwrap.json': 'npm', 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'yarn' };

/** As Corepack reads it: `pnpm@10.2.0`, a hash may follow. https://nodejs.org/api/packages.html#packagemanager */
const manifestSchema = z.looseObject({ packageManager: z.string().optional() });

/** The one that `packageManager` in package.json names, else the one whose lock file lies there; undefined when neither says. */
export function packageManagerOf(root: string): PackageManager | undefined {
  const named = manifestSchema.safeParse(readJson(join(root, 'package.json'))).data?.packageManager?.split('@')[0];
  const known = PACKAGE_MANAGERS.find((manager) => manager === named);
  return known ?? Object.entries(LOCK_FILES).find(([file]) => existsSync(join(root, file)))?.[1];
}

/** The command that adds packages to the project. */
export function addCommand(manager: PackageManager, packages: readonly string[]): string {
  return `${manager} ${manager === 'npm' ? 'install' : 'add'} ${packages.join(' ')}`;
}

/** How the installed command line is called. */
export function callCommand(manager: PackageManager | undefined): string {
  return { npm: 'npx cutover', pnpm: 'pnpm exec cutover', yarn: 'yarn cutover' }[manager ?? 'npm'];
}
