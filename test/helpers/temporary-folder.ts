import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder, without links in its path, that is removed after the test file. */
export function temporaryFolder(): string {
  return removedAfterwards(realpathSync(mkdtempSync(join(tmpdir(), 'cutover-test-'))));
}

/** The same folder, which is removed after the test file. */
export function removedAfterwards(folder: string): string {
  made.push(folder);
  return folder;
}
