import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Larger than any manifest that a person or a package manager writes. */
const MAX_BYTES = 5_000_000;
/** Below this there are no apps and root modules of the project's own. */
const MAX_DEPTH = 6;
const MAX_FOLDERS = 5_000;
const NOT_OURS = new Set(['node_modules', 'cdktf.out', 'cdktn.out', 'dist', 'build', 'target', 'vendor', '__pycache__', 'cutover-evidence']);

/** Text of a plain file; undefined when there is none, or it is too large to be what is looked for. */
export function readText(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const stats = statSync(path);
  return stats.isFile() && stats.size <= MAX_BYTES ? readFileSync(path, 'utf8') : undefined;
}

/** A JSON file's value; undefined when there is none or it is not JSON. What is found is validated by who reads it. */
export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** Every folder of the project that may hold code of its own, `.` first, with the names of its files. Hidden folders and links are left out. */
export function projectFolders(root: string): { folder: string; files: string[] }[] {
  const found: { folder: string; files: string[] }[] = [];
  const queue = [{ folder: '.', depth: 0 }];
  for (let next = queue.shift(); next !== undefined && found.length < MAX_FOLDERS; next = queue.shift()) {
    const { folder, depth } = next;
    const names = readdirSync(join(root, folder)).sort();
    const stats = names.map((name) => ({ name, stat: lstatSync(join(root, folder, name)) }));
    found.push({ folder, files: stats.filter(({ stat }) => stat.isFile()).map(({ name }) => name) });
    if (depth === MAX_DEPTH) continue;
    for (const { name, stat } of stats) {
      if (stat.isDirectory() && !name.startsWith('.') && !NOT_OURS.has(name)) queue.push({ folder: folder === '.' ? name : `${folder}/${name}`, depth: depth + 1 });
    }
  }
  return found;
}
