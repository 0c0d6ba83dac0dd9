import { randomBytes } from 'node:crypto';
import { linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Halt, UserError } from '../errors.ts';

/** What is being written; never read, and removed when the bundle is closed. */
export const UNFINISHED = '.writing-';

/** Larger than any record or document Cutover writes. */
const MAX_BYTES = 64_000_000;

/** A folder or file name of a bundle: no separators, nothing hidden, nothing that climbs. */
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/;

/** Throws UserError unless `name` is one or more plain segments joined by slashes: it can leave no folder. */
export function checkName(what: string, name: string): void {
  const segments = name.split('/');
  if (name.length <= 200 && segments.length <= 4 && segments.every((segment) => SEGMENT.test(segment))) return;
  throw new UserError({
    problem: `${what} cannot be a file name in the evidence`,
    found: JSON.stringify(name.slice(0, 120)),
    allowed: 'letters, digits, hyphens, underscores and single dots, in up to 4 parts separated by /',
  });
}

/**
 * Writes a file that must not exist yet. The bytes are on disk before the name appears, so no reader sees half a file, and
 * two writers cannot both get the name. Returns false when the name is taken.
 */
export function writeOnce(root: string, path: string, bytes: string | Uint8Array): boolean {
  makeFolders(root, dirname(path));
  const unfinished = unfinishedIn(root);
  writeFileSync(unfinished, bytes, WRITING);
  return giveName(root, unfinished, path);
}

/** As `writeOnce`; what else is under way goes on while the disk is waited for. */
export async function writeOnceMeanwhile(root: string, path: string, bytes: string | Uint8Array): Promise<boolean> {
  makeFolders(root, dirname(path));
  const unfinished = unfinishedIn(root);
  await writeFile(unfinished, bytes, WRITING);
  return giveName(root, unfinished, path);
}

const WRITING = { flag: 'wx', mode: 0o644, flush: true };

function unfinishedIn(root: string): string {
  return join(root, `${UNFINISHED}${randomBytes(8).toString('hex')}`);
}

function giveName(root: string, unfinished: string, path: string): boolean {
  try {
    linkSync(unfinished, join(root, path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(unfinished);
  }
}

function makeFolders(root: string, path: string): void {
  mkdirSync(join(root, path), { recursive: true });
  checkNoLinks(root, path);
}

/** Throws Halt when `root` or anything on the way to `path` is a link: it could put evidence, or take it from, elsewhere. */
export function checkNoLinks(root: string, path: string): void {
  let folder = root;
  for (const segment of ['', ...path.split('/')]) {
    folder = join(folder, segment);
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats?.isSymbolicLink() === true) throw new Halt({ file: folder, problem: 'a symbolic link stands in the evidence', allowed: 'plain files and folders', next: 'remove the link' });
  }
}

/** One file of the bundle. Throws Halt when it is a link, not a plain file, or too large. */
export function readPlain(root: string, path: string): Buffer {
  checkNoLinks(root, path);
  const stats = lstatSync(join(root, path));
  if (!stats.isFile()) throw new Halt({ file: join(root, path), problem: 'this is not a plain file' });
  if (stats.size > MAX_BYTES) throw new Halt({ file: join(root, path), problem: 'the file is too large for evidence', found: `${stats.size} bytes`, allowed: `at most ${MAX_BYTES} bytes` });
  return readFileSync(join(root, path));
}

/** Names in a folder of the bundle, without unfinished files, sorted; none when the folder is absent. */
export function namesIn(root: string, path: string): string[] {
  checkNoLinks(root, path);
  const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) throw new Halt({ file: join(root, path), problem: 'this is not a folder' });
  return readdirSync(join(root, path)).filter((name) => !name.startsWith(UNFINISHED)).sort();
}

/** What `walk` found: path from the folder, with `/`, and whether it is a plain file. */
export interface Entry {
  path: string;
  plain: boolean;
}

/**
 * Everything in a folder that is not a folder, at any depth, sorted by path. Links are named and not followed (the recursive
 * form of readdir follows them); so is a folder that cannot be read.
 */
export function walk(folder: string): Entry[] {
  return below(folder, '').sort((a, b) => (a.path < b.path ? -1 : 1));
}

function below(folder: string, prefix: string): Entry[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    if (!entry.isDirectory()) return [{ path, plain: entry.isFile() }];
    try {
      return below(folder, `${path}/`);
    } catch {
      return [{ path, plain: false }];
    }
  });
}
