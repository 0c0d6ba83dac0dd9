import { createHash } from 'node:crypto';
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { digestOf, sha256 } from './digest.ts';
import { Halt } from './errors.ts';
import { topLevel } from './git.ts';
import { git } from './git-command.ts';

/** What Cutover itself writes into a project. */
const OURS = ['cutover-evidence/', '.cutover/'];

/**
 * SHA-256 over the sorted list of (path, mode, SHA-256) of every file of the repository that git tracks or would track, as
 * the bytes lie in the working tree, committed or not. Left out: what Cutover writes into `project`, and `exclude`: files, or
 * folders with a slash at their end, from `project`. Throws Halt on what can have no digest, such as a socket.
 */
export function treeDigest(project: string, exclude: string[]): string {
  const root = topLevel(project);
  const prefix = relative(root, realpathSync(project)).split(sep).join('/');
  const left = [...OURS, ...exclude].map((path) => (prefix === '' ? path : `${prefix}/${path}`));
  return digestOf(entries(root).filter(([path]) => !left.some((out) => (out.endsWith('/') ? path.startsWith(out) : path === out))));
}

type Entry = [path: string, mode: 'file' | 'executable' | 'link' | 'repository', digest: string];

function entries(root: string): Entry[] {
  const listed = git(root, ['ls-files', '--cached', '--others', '--exclude-standard', '-z']).split('\0');
  const paths = [...new Set(listed.map((path) => path.replace(/\/$/, '')))].filter((path) => path !== '').sort();
  return paths.flatMap((path) => entryOf(root, path));
}

function entryOf(root: string, path: string): Entry[] {
  const full = join(root, path);
  if (path.includes('\uFFFD')) throw new Halt({ file: path, problem: 'the name of this file is not valid UTF-8', next: 'rename it, or let git ignore it' });
  const stats = lstatSync(full, { throwIfNoEntry: false });
  if (stats === undefined) return []; // deleted, not yet committed
  if (stats.isSymbolicLink()) return [[path, 'link', sha256(readlinkSync(full, { encoding: 'buffer' }))]];
  if (stats.isFile()) return [[path, (stats.mode & 0o100) === 0 ? 'file' : 'executable', fileDigest(full)]];
  if (stats.isDirectory() && existsSync(join(full, '.git'))) return [[path, 'repository', digestOf(entries(full))]];
  if (stats.isDirectory() && readdirSync(full).length === 0) return []; // a submodule that was never checked out
  throw new Halt({ file: path, problem: 'this has no bytes that could be approved', allowed: 'files, links, folders and submodules', next: 'remove it, or let git ignore it' });
}

function fileDigest(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1 << 20);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
