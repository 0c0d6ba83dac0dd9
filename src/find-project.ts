import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from './errors.ts';

/** The file that makes a folder a project. */
export const CONFIG_FILE = 'cutover.yaml';

/** The nearest folder upward that holds cutover.yaml, links resolved. */
export function findProject(from: string): string {
  if (!existsSync(from)) throw new UserError({ field: '-C', problem: 'there is no such folder', found: from });
  for (let folder = realpathSync(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_FILE))) return folder;
    if (folder === dirname(folder)) throw new UserError({ file: CONFIG_FILE, problem: `not found in ${from} or any folder above it`, next: 'go into your project, or pass its folder with -C' });
  }
}
