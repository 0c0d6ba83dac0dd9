import { existsSync, readFileSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { packageRoot } from '../package-root.ts';
import type { Place } from '../claims/claim.ts';

/** The app writes these, and its code is not trusted: what is larger is not read. */
const MAX_BYTES = 50_000_000;

const notesSchema = z.record(z.string(), z.object({ file: z.string(), line: z.number().int().positive(), column: z.number().int().positive() }));

/**
 * Environment variables that have the app's processes note where constructs are made, in `folder`, which is wiped; to be merged
 * over `env`, whose NODE_OPTIONS stay. `root`: absolute folder of the project.
 */
export function placeEnvironment(env: Record<string, string>, folder: string, root: string): Record<string, string> {
  rmSync(folder, { recursive: true, force: true });
  // Found from the package, not from here: this file is bundled with others.
  const preload = join(packageRoot(), 'src', 'components', 'place-preload.cjs');
  // Node takes an option with a blank in quotation marks, with JSON's escapes.
  const options = [env['NODE_OPTIONS'] ?? '', `--require ${JSON.stringify(preload)}`].filter((part) => part !== '').join(' ');
  return { NODE_OPTIONS: options, CUTOVER_PLACES: folder, CUTOVER_PLACES_ROOT: root };
}

/**
 * Construct path (`storage-test/data`) → the line that made it, relative to the project, in the source where the program is
 * compiled and says from what. Only what can be told: an app in another language, or one that notes nonsense, gives no places.
 */
export function readConstructPlaces(folder: string, root: string): Map<string, Place> {
  const places = new Map<string, Place>();
  const maps = new Map<string, SourceMap | undefined>();
  for (const [path, { file, line, column }] of existsSync(folder) ? readdirSync(folder).flatMap((name) => readNotes(join(folder, name))) : []) {
    if (!maps.has(file)) maps.set(file, sourceMapOf(file, root));
    const place = placeInSource(maps.get(file), { file, line, column });
    if (isInside(place.file, root)) places.set(path, { file: relative(root, place.file).replaceAll(sep, '/'), line: place.line });
  }
  return places;
}

function readNotes(file: string): [string, z.infer<typeof notesSchema>[string]][] {
  try {
    if (statSync(file).size > MAX_BYTES) return [];
    const notes = notesSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return notes.success ? Object.entries(notes.data) : [];
  } catch {
    return [];
  }
}

function placeInSource(map: SourceMap | undefined, at: { file: string; line: number; column: number }): { file: string; line: number } {
  const origin = map?.findOrigin(at.line, at.column);
  if (origin === undefined || !('fileName' in origin)) return at;
  return { file: resolve(dirname(at.file), origin.fileName.startsWith('file:') ? fileURLToPath(origin.fileName) : origin.fileName), line: origin.lineNumber };
}

/** The map that a compiled file names in its last lines, inside of it or beside it. */
function sourceMapOf(file: string, root: string): SourceMap | undefined {
  if (!isInside(file, root) || !/\.[cm]?js$/.test(file)) return undefined;
  try {
    const [, url] = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(textOf(file)) ?? [];
    if (url === undefined) return undefined;
    const [, data] = /^data:application\/json;(?:charset=utf-8;)?base64,(.*)$/.exec(url) ?? [];
    const beside = resolve(dirname(file), url);
    if (data === undefined && !isInside(beside, root)) return undefined;
    return new SourceMap(JSON.parse(data === undefined ? textOf(beside) : Buffer.from(data, 'base64').toString('utf8')) as ConstructorParameters<typeof SourceMap>[0]);
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  return statSync(file).size > MAX_BYTES ? '' : readFileSync(file, 'utf8');
}

/** A file of the project itself, links followed. */
function isInside(file: string, root: string): boolean {
  try {
    return realpathSync(file).startsWith(`${realpathSync(root)}${sep}`) && statSync(file).isFile();
  } catch {
    return false;
  }
}
