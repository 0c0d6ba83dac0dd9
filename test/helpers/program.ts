import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';

/** The command line as a file that Node runs, or that of an action: `actions/approval`. As it is built, which starts in half the time, where that is newer than all sources. */
export function programOf(name: 'src' | `actions/${string}`): string {
  const built = join(packageRoot(), 'dist', name, 'main.js');
  const changed = (statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0) <= newest();
  return changed ? join(packageRoot(), name, 'main.ts') : built;
}

let known: number | undefined;

/** When a source was changed, added or removed last, in milliseconds. */
function newest(): number {
  known ??= Math.max(...['src', 'actions'].flatMap((folder) => ['.', ...readdirSync(join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })].map((path) => statSync(join(packageRoot(), folder, path)).mtimeMs)));
  return known;
}
