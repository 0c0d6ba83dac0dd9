import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shownBy, type Shown } from '../change/derived-status.ts';
import type { RequestStatus } from '../change/lifecycle.ts';
import { withStatus, type Implementation } from '../change/request.ts';
import type { EvidenceStore } from '../evidence/store.ts';
import type { Run } from '../step.ts';

/** What the evidence shows of the change's life, for the request with this digest. */
export function shownIn(store: EvidenceStore, digest: string): Shown {
  const records = (['approval', 'promote', 'handover'] as const).flatMap((step) => store.ofStep(step)).map(({ record }) => record);
  return shownBy(records, digest);
}

/**
 * What the request says once production was changed and the promotion did not come to a good end; undefined where it did, or did not
 * begin. All of it is from the records, so that it is the same text wherever it is written.
 */
export function failureIn(store: EvidenceStore, digest: string): Implementation | undefined {
  const { failed } = shownIn(store, digest);
  const last = store.ofStep('promote').map(({ record }) => record).findLast(({ component, verdict }) => component !== undefined && failed.includes(component) && verdict === 'fail');
  if (last === undefined) return undefined;
  const { seal } = last.facts;
  return { ...(typeof seal === 'string' ? { seal } : {}), failed: failed.join(', '), at: last.finishedAt };
}

/** Writes the request's new status into its file, and what is noted about the end of the change, where it is given; every other byte stays, so the approval's digest stays. */
export function writeStatus(run: Pick<Run, 'root' | 'change'>, status: RequestStatus, implementation?: Implementation): void {
  const path = join(run.root, run.change.file);
  const text = withStatus(readFileSync(path, 'utf8'), status, implementation, run.change.file);
  writeFileSync(`${path}.writing`, text);
  renameSync(`${path}.writing`, path);
}
