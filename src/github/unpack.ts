import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../digest.ts';
import { Halt } from '../errors.ts';
import { writeOnce } from '../evidence/folder.ts';
import { EVIDENCE_FOLDER, EvidenceStore } from '../evidence/store.ts';
import { workFolder } from '../run-lock.ts';
import type { PlanLock } from '../terraform/plan-lock.ts';
import { bundleFolders, CARRIED_FILE, carriedSchema, mayArrive, mayHoldSecrets, type Carried, type CarriedEntry, type Origin } from './carried.ts';

export interface Unpacking {
  /** The folder that the artifact was unzipped into; nothing in it is believed yet. */
  from: string;
  project: string;
  change: string;
  /** What may arrive; by default a bundle. Evidence is added to, everything else replaced. */
  folders?: readonly string[];
  /** Where the artifact must have been made; the attempt may be an earlier one. */
  expected: Omit<Origin, 'attempt'> & { attempt: number };
  /** `leave`: this job is not one that may open plans, so they do not arrive. Undefined: they are of the sandbox, and not encrypted. */
  lock: Pick<PlanLock, 'open'> | 'leave' | undefined;
}

/**
 * Puts what an artifact carries into the project: all of it or, when anything is not as its list says, nothing. Evidence is
 * added to what is there; the work folder's parts are replaced. Throws Halt.
 */
export async function unpack(unpacking: Unpacking): Promise<void> {
  const { project, change, from, folders = bundleFolders(change) } = unpacking;
  const carried = readCarried({ ...unpacking, folders });
  const contents = await contentsOf(carried, from, unpacking.lock);
  const { folder } = new EvidenceStore(project, change);
  workFolder(project);
  for (const work of folders.filter((one) => !one.startsWith(`${EVIDENCE_FOLDER}/`))) {
    assertNoLinkOnTheWay(project, work);
    rmSync(join(project, work), { recursive: true, force: true });
  }
  for (const [path, { bytes, executable }] of contents) {
    if (path.startsWith(`${EVIDENCE_FOLDER}/`)) addEvidence(folder, path.slice(`${EVIDENCE_FOLDER}/${change}/`.length), bytes);
    else writeWork(project, path, bytes, executable);
  }
  // Last, so that nothing is written through one.
  for (const [path, entry] of Object.entries(carried.files)) {
    if (entry.kind !== 'link') continue;
    mkdirSync(dirname(join(project, path)), { recursive: true });
    symlinkSync(entry.target, join(project, path));
  }
}

function refuse(problem: string, found: string): Halt {
  return new Halt({ problem: `the artifact is not what a job of this run saved: ${problem}`, found, next: 'start the run again from its first job' });
}

function readCarried({ from, change, folders, expected }: Unpacking & { folders: readonly string[] }): Carried {
  const file = join(from, CARRIED_FILE);
  const parsed = existsSync(file) ? carriedSchema.safeParse(jsonIn(file)) : undefined;
  if (parsed?.success !== true) throw refuse('it has no list that can be read', parsed?.error.issues[0]?.message ?? CARRIED_FILE);
  const { origin, files } = parsed.data;
  if (parsed.data.change !== change) throw refuse('it is of another change', parsed.data.change);
  const { attempt, ...rest } = expected;
  const other = (Object.keys(rest) as (keyof typeof rest)[]).find((name) => origin[name] !== rest[name]);
  if (other !== undefined) throw refuse(`it was made by another ${other}`, String(origin[other]));
  if (origin.attempt > attempt) throw refuse('it was made by an attempt that has not begun', String(origin.attempt));
  const outside = Object.entries(files).find(([path, entry]) => !mayArrive(path, folders) || (path.startsWith(`${EVIDENCE_FOLDER}/`) && entry.kind !== 'file'));
  if (outside !== undefined) throw refuse('it names a file that no job may bring', outside[0].slice(0, 200));
  return parsed.data;
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Every byte, checked, before anything is written. */
async function contentsOf({ files }: Carried, from: string, lock: Unpacking['lock']): Promise<Map<string, { bytes: Buffer; executable: boolean }>> {
  const wanted = new Set(Object.values(files).flatMap((entry) => (entry.kind === 'link' ? [] : [entry.blob])));
  const extra = readdirSync(from).find((name) => name !== CARRIED_FILE && !wanted.has(name));
  if (extra !== undefined) throw refuse('it holds more than its list names', extra.slice(0, 100));
  const contents = new Map<string, { bytes: Buffer; executable: boolean }>();
  for (const [path, entry] of Object.entries(files)) {
    if (entry.kind === 'link') continue;
    const bytes = await bytesOf(path, entry, from, lock);
    if (bytes !== undefined) contents.set(path, { bytes, executable: entry.kind === 'executable' });
  }
  return contents;
}

async function bytesOf(path: string, entry: Exclude<CarriedEntry, { kind: 'link' }>, from: string, lock: Unpacking['lock']): Promise<Buffer | undefined> {
  const file = join(from, entry.blob);
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw refuse('a file of its list is missing', path);
  const bytes = readFileSync(file);
  if (sha256(bytes) !== entry.blob) throw refuse('a file has other bytes than its list says', path);
  if (entry.kind !== 'locked') return bytes;
  if (lock === 'leave') return undefined;
  if (lock === undefined) throw refuse('plans of the sandbox are not encrypted', path);
  return Buffer.from(await lock.open(bytes));
}

function addEvidence(folder: string, path: string, bytes: Buffer): void {
  if (writeOnce(folder, path, bytes) || readFileSync(join(folder, path)).equals(bytes)) return;
  throw new Halt({ file: join(folder, path), problem: 'the evidence here is not the evidence that the artifact carries', next: 'another run of this change went on meanwhile: find out which counts' });
}

function writeWork(project: string, path: string, bytes: Buffer, executable: boolean): void {
  const file = join(project, path);
  mkdirSync(dirname(file), { recursive: true, ...(mayHoldSecrets(path) ? { mode: 0o700 } : {}) });
  writeFileSync(file, bytes, { flag: 'wx', mode: mayHoldSecrets(path) ? 0o600 : executable ? 0o755 : 0o644 });
  if (executable) chmodSync(file, 0o755);
}

function assertNoLinkOnTheWay(project: string, path: string): void {
  let folder = project;
  for (const segment of path.split('/')) {
    folder = join(folder, segment);
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw new Halt({ file: path, problem: 'a symbolic link stands where Cutover works', next: 'remove the link' });
  }
}
