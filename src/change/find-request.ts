import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { decoded } from '../documents/read-text.ts';
import { Halt, UserError } from '../errors.ts';
import { printable } from '../escape.ts';
import { changeIdSchema } from '../evidence/record.ts';
import { parseRequest, requestDigest, type ChangeRequest } from './request.ts';

export const CHANGES_FOLDER = 'changes';
const MAX_BYTES = 1_000_000;

export interface FoundRequest {
  /** Path from the project, with slashes. */
  file: string;
  text: string;
  request: ChangeRequest;
  /** What a request approval has to be for, as the file reads now. */
  digest: string;
}

/**
 * Finds and parses a change request by id (`CR-0001`: `changes/CR-0001.md`, else the file in `changes/` whose front matter
 * says so) or by path from the project. Throws Halt when there is none or the path leaves the project, and UserError when
 * the file is not a valid request.
 */
export function findRequest(project: string, idOrPath: string): FoundRequest {
  const byPath = idOrPath.includes('/') || idOrPath.endsWith('.md');
  const file = byPath ? insideProject(project, idOrPath) : findById(project, idOrPath);
  const found = readFound(project, file, () => missing(project, printable(file)));
  if (!byPath && found.request.id !== idOrPath) {
    throw new Halt({ file, field: 'id', problem: 'the file is named like another change', found: found.request.id, allowed: idOrPath, next: 'rename the file or correct its id' });
  }
  return found;
}

function insideProject(project: string, path: string): string {
  if (path.includes('\0')) throw missing(project, JSON.stringify(path.slice(0, 100)));
  const root = realpathSync(project);
  const full = isAbsolute(path) ? path : resolve(root, path);
  const inside = relative(root, isAbsolute(path) && full.startsWith(project + sep) ? join(root, relative(project, full)) : full);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) {
    throw new Halt({ problem: 'the change request lies outside the project', found: JSON.stringify(path.slice(0, 200)), allowed: `a file in ${CHANGES_FOLDER}/` });
  }
  return inside.split(sep).join('/');
}

function findById(project: string, id: string): string {
  if (!changeIdSchema.safeParse(id).success) throw missing(project, JSON.stringify(id.slice(0, 100)));
  const named = `${CHANGES_FOLDER}/${id}.md`;
  if (lstatSync(join(project, named), { throwIfNoEntry: false }) !== undefined) return named;
  const matching = listRequests(project).filter(({ found }) => found?.request.id === id);
  if (matching.length > 1) {
    throw new Halt({ problem: `more than one request has the id ${id}`, found: matching.map(({ file }) => file).join(', '), next: 'give each its own id, or pass a path' });
  }
  if (matching[0] === undefined) throw missing(project, named);
  return matching[0].file;
}

/** A file of `changes/`: the request in it, or why it is none. */
export type ListedRequest = { file: string; found: FoundRequest } | { file: string; found: undefined; error: string };

/** All files of `changes/` that may be requests, sorted by name. */
export function listRequests(project: string): ListedRequest[] {
  const stats = lstatSync(join(project, CHANGES_FOLDER), { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return [];
  const names = readdirSync(join(project, CHANGES_FOLDER)).filter((name) => name.endsWith('.md')).sort();
  return names.map((name) => {
    const file = `${CHANGES_FOLDER}/${name}`;
    try {
      // A name that is no UTF-8 is not the name that was read.
      return { file, found: readFound(project, file, () => new Halt({ file: printable(file), problem: 'no file is found under this name', next: 'give it a name of letters, digits and hyphens' })) };
    } catch (error) {
      if (error instanceof UserError || error instanceof Halt) return { file, found: undefined, error: error.message };
      throw error;
    }
  });
}

function missing(project: string, lookedAt: string): Halt {
  const requests = listRequests(project).map(({ file, found }) => found?.request.id ?? `${printable(basename(file))} (not valid)`);
  return new Halt({
    problem: 'there is no such change request',
    found: `looked for ${lookedAt} and for that id in the front matter of ${CHANGES_FOLDER}/*.md`,
    allowed: requests.length === 0 ? `no request exists: ${CHANGES_FOLDER}/ holds none` : requests.slice(0, 20).join(', '),
    next: 'name it by its id, or by its path from the project',
  });
}

/** `gone`: what to say where there is no such file. */
function readFound(project: string, file: string, gone: () => Halt): FoundRequest {
  const text = readRequest(project, file, gone);
  return { file, text, request: parseRequest(text, file), digest: requestDigest(text, file) };
}

function readRequest(project: string, file: string, gone: () => Halt): string {
  let folder = project;
  for (const segment of file.split('/')) {
    folder = join(folder, segment);
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats === undefined) throw gone();
    if (stats.isSymbolicLink()) throw new Halt({ file, problem: 'a symbolic link leads to the change request', allowed: 'plain files and folders' });
  }
  const stats = lstatSync(folder);
  if (!stats.isFile()) throw new Halt({ file, problem: 'the change request is not a plain file' });
  if (stats.size > MAX_BYTES) throw new UserError({ file, problem: 'the change request is too large', found: `${stats.size} bytes`, allowed: `at most ${MAX_BYTES} bytes` });
  return decoded(readFileSync(folder), file);
}
