import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { printable } from '../escape.ts';
import { isInside } from './inside.ts';

/** Larger than any document a person writes, small enough to be read in milliseconds. */
const MAX_BYTES = 1_000_000;

/**
 * Text of a file of the project, `path` relative to `root` with slashes; undefined when there is none. Nothing is read before
 * it is known to be a plain file of the project, reached without links, and small. Throws UserError for anything else, and
 * for bytes that are not UTF-8 text.
 */
export function readText(root: string, path: string): string | undefined {
  if (!isInside(path)) throw new UserError({ file: printable(path), problem: 'the path leads out of the project', allowed: 'a path inside it' });
  let full = root;
  for (const segment of path.split('/')) {
    full = join(full, segment);
    const stats = lstatSync(full, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) throw new UserError({ file: path, problem: 'a symbolic link leads to this file, so it may lie anywhere', allowed: 'plain files and folders', next: 'put the file itself there' });
  }
  return decoded(bytesOf(full, path), path);
}

function bytesOf(full: string, path: string): Buffer {
  // Not blocking: opening a pipe would wait for a writer.
  const file = opened(full, path);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new UserError({ file: path, problem: 'this is not a plain file', allowed: 'a text file' });
    assertSize(stats.size, path);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function opened(full: string, path: string): number {
  try {
    return openSync(full, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    throw new UserError({ file: path, problem: 'the file cannot be opened', found: (error as NodeJS.ErrnoException).code ?? String(error), next: 'see to its permissions' });
  }
}

/** The text that these bytes are. Throws UserError when they are not UTF-8, or hold a NUL. */
export function decoded(bytes: Uint8Array, file: string): string {
  if (bytes.includes(0)) throw new UserError({ file, line: lineOfByte(bytes, bytes.indexOf(0)), problem: 'the file holds a NUL character, so it is not text', allowed: 'text in UTF-8' });
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UserError({ file, line: lineOfByte(bytes, validBytes(bytes)), problem: 'the file is not valid UTF-8', allowed: 'text in UTF-8', next: 'save it as UTF-8' });
  }
}

export function assertSize(bytes: number, file: string): void {
  if (bytes > MAX_BYTES) throw new UserError({ file, problem: 'the file is too large', found: `${bytes} bytes`, allowed: `at most ${MAX_BYTES} bytes` });
}

function lineOfByte(bytes: Uint8Array, offset: number): number {
  return bytes.subarray(0, offset).filter((byte) => byte === 10).length + 1;
}

/** How many bytes at the beginning are valid: a lenient decoder puts other bytes where they end. */
function validBytes(bytes: Uint8Array): number {
  const again = Buffer.from(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const other = bytes.findIndex((byte, index) => byte !== again[index]);
  return other === -1 ? bytes.length : other;
}
