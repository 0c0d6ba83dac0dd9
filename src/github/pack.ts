import { lstatSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import { UNFINISHED, walk } from '../evidence/folder.ts';
import type { PlanLock } from '../terraform/plan-lock.ts';
import { bundleFolders, CARRIED_FILE, carriedSchema, LEFT_BEHIND, mayHoldSecrets, type Carried, type CarriedEntry, type Origin } from './carried.ts';

export interface Packing {
  project: string;
  change: string;
  /** What is carried; by default a bundle. */
  folders?: readonly string[];
  origin: Origin;
  /** An empty folder, for the artifact's files. */
  into: string;
  /** Encrypts plans. Undefined: plans hold no secret of anybody (the sandbox). */
  lock: Pick<PlanLock, 'close'> | undefined;
}

/** Lays out what the next job needs and returns the artifact's files, absolute. Throws Halt for what cannot be carried. */
export async function pack({ project, change, folders = bundleFolders(change), origin, into, lock }: Packing): Promise<string[]> {
  const files: Carried['files'] = {};
  const blobs = new Set<string>();
  const keep = (bytes: Uint8Array): string => {
    const blob = sha256(bytes);
    if (!blobs.has(blob)) writeFileSync(join(into, blob), bytes, { mode: 0o600 });
    blobs.add(blob);
    return blob;
  };
  mkdirSync(into, { recursive: true, mode: 0o700 });
  for (const path of pathsToCarry(project, folders)) files[path] = await entryOf(join(project, path), mayHoldSecrets(path) ? lock : undefined, keep);
  const checked = carriedSchema.safeParse({ version: 1, change, origin, files } satisfies Carried);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new Halt({ problem: 'this cannot be carried to the next job', found: `${(issue?.path ?? []).join(' ').slice(0, 200)}: ${issue?.message ?? ''}`, next: 'rename the file' });
  }
  writeFileSync(join(into, CARRIED_FILE), JSON.stringify(checked.data));
  return [join(into, CARRIED_FILE), ...[...blobs].map((blob) => join(into, blob))];
}

function pathsToCarry(project: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    const stats = lstatSync(join(project, folder), { throwIfNoEntry: false });
    if (stats === undefined) return [];
    if (!stats.isDirectory()) throw new Halt({ file: folder, problem: 'this is not a folder', next: 'remove it' });
    return walk(join(project, folder)).map(({ path }) => `${folder}/${path}`);
  }).filter((path) => !isLeftBehind(path));
}

function isLeftBehind(path: string): boolean {
  if (path.startsWith('.cutover/plans/') && path.split('/')[4] !== 'kept') return true;
  return basename(path).startsWith(UNFINISHED) || path.split('/').some((segment) => LEFT_BEHIND.has(segment));
}

async function entryOf(file: string, lock: Packing['lock'], keep: (bytes: Uint8Array) => string): Promise<CarriedEntry> {
  const stats = lstatSync(file);
  if (stats.isSymbolicLink()) return { kind: 'link', target: readlinkSync(file) };
  if (!stats.isFile()) throw new Halt({ file, problem: 'this is neither a file nor a link, so it cannot be carried to the next job', next: 'remove it' });
  const bytes = readFileSync(file);
  if (lock !== undefined) return { kind: 'locked', blob: keep(await lock.close(bytes)) };
  return { kind: (stats.mode & 0o100) === 0 ? 'file' : 'executable', blob: keep(bytes) };
}
