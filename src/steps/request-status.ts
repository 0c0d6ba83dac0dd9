import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withStatus, type Implementation, type RequestStatus } from '../change/request.ts';
import type { Run } from '../step.ts';

/** Writes the request's new status into its file; every other byte stays, so the approval's digest stays. */
export function writeStatus(run: Run, status: RequestStatus, implementation: Implementation): void {
  const path = join(run.root, run.change.file);
  const text = withStatus(readFileSync(path, 'utf8'), status, implementation, run.change.file);
  writeFileSync(`${path}.writing`, text);
  renameSync(`${path}.writing`, path);
}
