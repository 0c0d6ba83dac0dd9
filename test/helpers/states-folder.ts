import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removedAfterwards } from './temporary-folder.ts';

let count = 0;

/**
 * An empty folder for the states of a project, removed after the test file. The first has the same path in every test file of a worker, and so
 * has the second: where it stands in a stack, the scanners find what they have seen before, and are not asked again.
 */
export function statesFolder(): string {
  const folder = join(realpathSync(tmpdir()), `cutover-states-${process.pid}`, String(count++));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return removedAfterwards(folder);
}
