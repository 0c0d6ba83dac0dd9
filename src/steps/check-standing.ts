import type { FoundRequest } from '../change/find-request.ts';
import type { Waiting } from '../change/waiting.ts';
import { EvidenceStore } from '../evidence/store.ts';
import type { CheckedStep } from '../presentation/check-report.ts';
import type { Run } from '../step.ts';
import { overviewOf, type Overview } from './overview.ts';

/** How a request stands, as far as it can be told where a check runs. */
export interface Standing {
  /** As the step approval will stop at it; undefined where the status holds. */
  step: CheckedStep | undefined;
  /** What to do about a status that is not true. */
  untrue: Waiting[];
  /** What the request waits for otherwise. */
  waiting: Waiting[];
}

/** Derived as `cutover status` derives it. Throws as `overviewOf` does: a base that has no approvers yet is said by it. */
export function standingOf(run: Run, change: FoundRequest, touchesFiles: boolean): Standing {
  const store = new EvidenceStore(run.root, change.request.id);
  const overview = overviewOf({ root: run.root, git: run.git, now: run.now, change, store });
  return standing(overview, { hasEvidence: store.all().length > 0, touchesFiles });
}

/**
 * A status that the evidence contradicts is a HALT, as it is for a delivery. Where none of the evidence lies, which is so in most pull
 * requests, nothing contradicts it: then it is one too, if the change would do anything, and is only said of a change that brings the status alone.
 */
export function standing({ problem, file, fileStatus, id, waiting }: Pick<Overview, 'problem' | 'file' | 'fileStatus' | 'id' | 'waiting'>, { hasEvidence, touchesFiles }: { hasEvidence: boolean; touchesFiles: boolean }): Standing {
  if (problem === undefined) return { step: undefined, untrue: [], waiting };
  const told = { step: 'approval' as const, place: { file } };
  if (hasEvidence || touchesFiles) return { step: { ...told, verdict: 'halt', reasons: [`${file}: status: ${problem}`] }, untrue: waiting, waiting: [] };
  const unknown = `none of the evidence of ${id} lies here, so nothing shows whether it is ${fileStatus}`;
  return { step: { ...told, verdict: 'not reached', reasons: [unknown] }, untrue: [], waiting: [{ what: `a look where its evidence lies: ${unknown}`, whom: [], next: `cutover status ${id}` }] };
}
