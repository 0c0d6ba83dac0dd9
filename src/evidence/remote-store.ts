import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import { checkName, readPlain, UNFINISHED, walk, writeOnce } from './folder.ts';
import { inParallel } from './in-parallel.ts';
import { parseFileText } from './in-toto.ts';
import { filesOf, readManifest } from './manifest.ts';
import type { ObjectStore } from './object-store.ts';
import { PAST } from './past.ts';
import { changeIdSchema } from './record.ts';
import { keyOf, type EvidenceLocation } from './remote-location.ts';
import { EvidenceStore, numbered } from './store.ts';

/** As many as keep a connection each busy without being told to slow down. */
const AT_ONCE = 16;
/** As for a file of the folder. */
const MAX_BYTES = 64_000_000;
const MANIFEST = /^manifest\.[1-9]\d*\.json$/;

/**
 * The evidence that outlives runs and machines: `<prefix>/<change>/<path>`, path as in the folder. Steps work on the folder;
 * it is pulled before a run and pushed after. Both only add, and what differs between the two is a HALT: two runs at once, or
 * somebody's edit. Objects are compared by their bytes.
 */
export class RemoteEvidence {
  readonly #objects: ObjectStore;
  readonly #location: EvidenceLocation;
  /** Path below `<change>/` of what this process saw to be equal on both sides. */
  readonly #equal = new Set<string>();

  constructor(objects: ObjectStore, location: EvidenceLocation) {
    this.#objects = objects;
    this.#location = location;
  }

  /**
   * Brings what other changes show about the world as it is (PAST), with what shows whether they are believed, as far as it is not in the folder
   * yet. Their bundles are nobody's to add to here, so nothing of them is compared: whoever reads them judges them (read-past.ts). Returns the ids of all other changes that have evidence there.
   */
  async bringOthers(project: string, change?: string): Promise<string[]> {
    const { prefix } = this.#location;
    const below = prefix === '' ? '' : `${prefix}/`;
    const files = (await this.#objects.list(below)).flatMap(({ key, size }) => {
      const [id = '', ...rest] = key.slice(below.length).split('/');
      return rest.length > 0 && id !== change && changeIdSchema.safeParse(id).success ? [{ id, path: rest.join('/'), size }] : [];
    });
    const stores = new Map([...new Set(files.map(({ id }) => id))].map((id) => [id, new EvidenceStore(project, id)]));
    const wanted = files.filter(({ id, path }) => (MANIFEST.test(path) || PAST.some((folder) => path.startsWith(`${folder}/`))) && !existsSync(join(stores.get(id)?.folder ?? '', path)));
    await inParallel(wanted, AT_ONCE, async ({ id, path, size }) => {
      this.#assertAcceptable(id, path, size);
      writeOnce(stores.get(id)?.folder ?? '', path, await this.#objects.read(keyOf(this.#location, id, path)));
    });
    return [...stores.keys()].sort();
  }

  /**
   * Brings what is not in the folder yet and returns it, sorted. Throws Halt when a file differs from its object, when
   * an object cannot be evidence, and when files are gone that a closing manifest lists.
   */
  async pull(project: string, change: string): Promise<string[]> {
    const { folder } = new EvidenceStore(project, change);
    const here = new Set(filesIn(folder));
    const there = await this.#list(change);
    const brought: string[] = [];
    // The manifest says that all else is there, so it comes last here too.
    for (const paths of [there.filter((path) => !MANIFEST.test(path)), there.filter((path) => MANIFEST.test(path))]) {
      await inParallel(paths, AT_ONCE, async (path) => {
        if (this.#equal.has(`${change}/${path}`)) return;
        const bytes = await this.#objects.read(keyOf(this.#location, change, path));
        if (!here.has(path) && writeOnce(folder, path, bytes)) brought.push(path);
        else this.#assertEqual(change, path, readPlain(folder, path), bytes);
        this.#equal.add(`${change}/${path}`);
      });
    }
    assertWhole(folder, there, change);
    return brought.sort();
  }

  /** Takes there what is only here and returns it, sorted; the closing manifest last, so that it never lists what is not there. */
  async push(project: string, change: string): Promise<string[]> {
    const { folder } = new EvidenceStore(project, change);
    const there = new Set(await this.#list(change));
    const here = filesIn(folder);
    const added: string[] = [];
    const send = async (path: string): Promise<void> => {
      const [bytes, key] = [readPlain(folder, path), keyOf(this.#location, change, path)];
      if (there.has(path) && this.#equal.has(`${change}/${path}`)) return;
      if (!there.has(path) && (await this.#objects.writeOnce(key, bytes))) added.push(path);
      // Taken: by a run at the same time, or by our own request, whose answer was lost.
      else this.#assertEqual(change, path, bytes, await this.#objects.read(key));
      this.#equal.add(`${change}/${path}`);
    };
    await inParallel(here.filter((path) => !MANIFEST.test(path)), AT_ONCE, send);
    for (const { name } of numbered(here.filter((path) => MANIFEST.test(path)), 'manifest')) await send(name);
    return added.sort();
  }

  async #list(change: string): Promise<string[]> {
    const prefix = `${keyOf(this.#location, change, '')}/`;
    return (await this.#objects.list(prefix)).map(({ key, size }) => {
      const path = key.slice(prefix.length);
      this.#assertAcceptable(change, path, size);
      return path;
    });
  }

  #assertAcceptable(change: string, path: string, size: number): void {
    checkName(`the object ${JSON.stringify(this.#name(change, path).slice(0, 200))}`, path);
    if (size > MAX_BYTES) throw new Halt({ file: this.#name(change, path), problem: 'the object is too large for evidence', found: `${size} bytes`, allowed: `at most ${MAX_BYTES} bytes` });
  }

  #assertEqual(change: string, path: string, here: Buffer, there: Buffer): void {
    if (here.equals(there)) return;
    throw new Halt({
      file: this.#name(change, path),
      problem: 'the evidence that is kept is not the evidence here, and neither is replaced',
      found: `SHA-256 ${sha256(there)} there, ${sha256(here)} in the folder`,
      next: 'another run of this change went on meanwhile, or somebody edited a file: find out which, and take away what should not be',
    });
  }

  #name(change: string, path: string): string {
    return `s3://${this.#location.bucket}/${keyOf(this.#location, change, path)}`;
  }
}

/** Paths of the finished files, sorted; none without the folder. Throws Halt for a link. */
function filesIn(folder: string): string[] {
  try {
    return walk(folder).flatMap(({ path, plain }) => {
      if (path.startsWith(UNFINISHED)) return [];
      if (!plain) throw new Halt({ file: join(folder, path), problem: 'this is a symbolic link, a special file, or cannot be read', allowed: 'plain files and folders' });
      return [path];
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** What the newest manifest there lists has to be there: it was pushed last, so whatever is missing was taken away. */
function assertWhole(folder: string, there: string[], change: string): void {
  const last = numbered(there, 'manifest').at(-1);
  if (last === undefined) return;
  const missing = listedIn(folder, last.name).filter((path) => !there.includes(path));
  if (missing.length === 0) return;
  throw new Halt({ problem: `the evidence of ${change} that is kept is not whole: it was closed with more files than there are`, found: `missing: ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? `, and ${missing.length - 5} more` : ''}`, next: 'restore the objects, in a versioned bucket from their versions' });
}

function listedIn(folder: string, name: string): string[] {
  try {
    return Object.keys(filesOf(readManifest(parseFileText(readPlain(folder, name)))));
  } catch (error) {
    throw new Halt({ file: join(folder, name), problem: `this evidence cannot be relied on: ${error instanceof Error ? error.message : 'not valid'}` });
  }
}

/** The store at `s3://bucket/prefix`, with credentials from `env`. */
export async function remoteEvidence(location: EvidenceLocation, env: Record<string, string>): Promise<RemoteEvidence> {
  const { objectStore } = await import('./object-store.ts');
  return new RemoteEvidence(await objectStore(location.bucket, env), location);
}
