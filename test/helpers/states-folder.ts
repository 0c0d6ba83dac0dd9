import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/**
 * An empty folder for the states of a project, removed after the test file. The first has the same path in every test file of a worker, and so
 * has the second: where it stands in a stack, the scanners find what they have seen before, and are not asked again.
 */
export function statesFolder(): string {
  const folder = join(realpathSync(tmpdir()), `cutover-states-${process.pid}`, String(made.length));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  made.push(folder);
  return folder;
}
