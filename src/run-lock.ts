import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Halt } from './errors.ts';

/** The folder that Cutover works in; it ignores itself, because plans in it may hold secrets. */
export function workFolder(root: string): string {
  const folder = join(root, '.cutover');
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new Halt({ file: '.cutover', problem: 'this is a symbolic link, and Cutover deletes what it finds there', next: 'remove the link' });
  }
  mkdirSync(folder, { recursive: true });
  const ignore = join(folder, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  return folder;
}

/**
 * One run at a time works on a project: two would overwrite each other's plans. The lock names its process; one whose process
 * has ended (a crash, a power cut) is taken over. Returns what frees it. Throws Halt while another run goes on.
 */
export function lockProject(root: string): () => void {
  const file = join(workFolder(root), 'run.lock');
  const mine = `${process.pid} since ${new Date().toISOString()}`;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readFileSync(file, 'utf8');
    if (isAlive(Number.parseInt(holder, 10))) throw new Halt({ file: '.cutover/run.lock', problem: 'another run of Cutover works on this project', found: `process ${holder}`, next: 'wait until it has ended' });
    rmSync(file, { force: true });
  }
  throw new Halt({ file: '.cutover/run.lock', problem: 'another run of Cutover began at the same moment', next: 'run this again' });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
