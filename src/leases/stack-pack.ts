import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { NOT_THE_STACK } from '../components/directory-digest.ts';
import { isInside, liesBelow } from '../documents/inside.ts';
import { Halt } from '../errors.ts';
import { walk } from '../evidence/folder.ts';

/** Larger than any stack that people write; what is kept is read into memory whole. */
const MAX_BYTES = 100_000_000;

const packSchema = z.strictObject({
  files: z.record(
    z.string().refine(isInside, 'a path inside the stack'),
    z.union([z.strictObject({ base64: z.string(), executable: z.boolean() }), z.strictObject({ link: z.string() })]),
  ),
  /** The committed provider lock. */
  lock: z.string().nullable(),
});

/** A stack's folder, with all that it reads, as bytes: the same folder gives the same. `lock`: path of the committed provider lock. */
export function packStack(folder: string, lock: string): Buffer {
  const paths = walk(folder).map(({ path }) => path).filter((path) => !path.split('/').some((segment) => NOT_THE_STACK.has(segment)));
  const files = Object.fromEntries(paths.map((path) => [path, entryOf(join(folder, path))]));
  const packed = gzipSync(JSON.stringify(packSchema.parse({ files, lock: existsSync(lock) ? readFileSync(lock, 'utf8') : null })));
  if (packed.length <= MAX_BYTES) return packed;
  throw new Halt({ file: folder, problem: 'the stack is too large to be kept until its rehearsal is over', found: `${packed.length} bytes`, allowed: `${MAX_BYTES} bytes` });
}

function entryOf(file: string): z.infer<typeof packSchema>['files'][string] {
  const stats = lstatSync(file);
  return stats.isSymbolicLink() ? { link: readlinkSync(file) } : { base64: readFileSync(file).toString('base64'), executable: (stats.mode & 0o100) !== 0 };
}

/** Writes a packed stack into a folder that is empty, and its provider lock, if it has one, to `lock`. Throws Halt for what is none. */
export function unpackStack(bytes: Buffer, folder: string, lock: string): void {
  const { files, lock: locked } = read(bytes);
  const entries = Object.entries(files);
  const links = new Set(entries.flatMap(([path, entry]) => ('link' in entry ? [path] : [])));
  for (const [path, entry] of entries) assertStays(path, entry, links);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [path, entry] of entries) {
    if ('link' in entry) continue;
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, Buffer.from(entry.base64, 'base64'));
    if (entry.executable) chmodSync(target, 0o755);
  }
  // Last, so that nothing is written through one.
  for (const [path, entry] of entries) {
    if (!('link' in entry)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(entry.link, join(folder, path));
  }
  if (locked === null) return;
  mkdirSync(dirname(lock), { recursive: true });
  writeFileSync(lock, locked);
}

/** No link leads out, and nothing lies below one; `..` stands at the beginning of a link only, where no other link can have led elsewhere. */
function assertStays(path: string, entry: z.infer<typeof packSchema>['files'][string], links: Set<string>): void {
  if (liesBelow(path, links)) throw new Halt({ problem: 'a path in the kept stack lies below a link', found: path.slice(0, 200) });
  if (!('link' in entry)) return;
  const { link } = entry;
  const plain = !posix.isAbsolute(link) && posix.normalize(link) === link;
  if (!plain || !isInside(posix.join(posix.dirname(path), link))) throw new Halt({ problem: 'a link in the kept stack leads out of it', found: `${basename(path)} → ${link.slice(0, 200)}` });
}

function read(bytes: Buffer): z.infer<typeof packSchema> {
  try {
    return packSchema.parse(JSON.parse(gunzipSync(bytes, { maxOutputLength: 4 * MAX_BYTES }).toString('utf8')));
  } catch {
    throw new Halt({ problem: 'the stack that was kept with a lease cannot be read', next: 'a newer version of Cutover may read it' });
  }
}
