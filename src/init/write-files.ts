import { existsSync, linkSync, lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';

/** One file to be written: a new one, or an existing one (as it was read) with another text. */
export interface FileChange {
  /** From the project, with slashes. */
  path: string;
  text: string;
  /** Text of the file that this replaces; undefined for a new one. */
  before: string | undefined;
}

/**
 * Writes all of them or none: each is written beside its place first, and what was put in place is taken back when a later
 * one fails. A new file never replaces one, and an existing one only while it is what was read.
 */
export function writeFiles(root: string, changes: readonly FileChange[]): void {
  const undo: (() => void)[] = [];
  try {
    const staged = changes.map((change) => {
      assertInside(root, change.path);
      const target = join(root, change.path);
      makeFolder(dirname(target), undo);
      const beside = `${target}.cutover-${process.pid}`;
      undo.push(() => rmSync(beside, { force: true }));
      writeFileSync(beside, change.text, { flag: 'wx' });
      return { ...change, target, beside };
    });
    for (const { path, target, beside, before } of staged) {
      if (before === undefined) {
        linkSync(beside, target); // fails when there is a file by now
        undo.push(() => rmSync(target, { force: true }));
        rmSync(beside);
      } else {
        if (readFileSync(target, 'utf8') !== before) throw new UserError({ file: path, problem: 'the file was changed meanwhile', next: 'run the same command again' });
        renameSync(beside, target);
        undo.push(() => writeFileSync(target, before));
      }
    }
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw asUserError(error);
  }
}

function makeFolder(folder: string, undo: (() => void)[]): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), undo);
  mkdirSync(folder);
  undo.push(() => rmdirSync(folder));
}

/** A link on the way could lead out of the project. */
function assertInside(root: string, path: string): void {
  const top = realpathSync(root);
  let parent = dirname(resolve(top, path));
  while (!existsSync(parent)) parent = dirname(parent);
  const real = realpathSync(parent);
  if (real !== top && !real.startsWith(`${top}${sep}`)) throw new UserError({ file: path, problem: 'a symbolic link leads out of the project', next: 'put a plain folder there' });
  if (lstatSync(join(top, path), { throwIfNoEntry: false })?.isSymbolicLink() === true) throw new UserError({ file: path, problem: 'this is a symbolic link', next: 'put a plain file there' });
}

function asUserError(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (error instanceof UserError || code === undefined || !['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EEXIST', 'ENOTDIR'].includes(code)) return error;
  return new UserError({ ...(path === undefined ? {} : { file: path }), problem: `nothing was written, because this file could not be (${code})`, next: 'set that right, then run the same command again' });
}
