import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let known: string | undefined;

/**
 * Absolute folder of this package: compiled code runs from `dist/`, while Python files and the like stay where they are.
 * Throws an Error when this file lies outside the package, which only a broken installation can bring about.
 */
export function packageRoot(): string {
  known ??= findPackage(dirname(fileURLToPath(import.meta.url)), 'cutover');
  return known;
}

/** The nearest folder at or above `from` whose package.json has that name. */
export function findPackage(from: string, name: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (nameIn(join(folder, 'package.json')) === name) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json of ${name} at or above ${from}`);
  }
}

function nameIn(file: string): unknown {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof manifest === 'object' && manifest !== null && 'name' in manifest ? manifest.name : undefined;
  } catch {
    return undefined;
  }
}
