import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkNoLinks } from './folder.ts';
import { changeIdSchema, type EnvironmentName, type StepRecord, type Verdict } from './record.ts';
import { EVIDENCE_FOLDER, EvidenceStore, type StoredRecord } from './store.ts';

export interface LastGood extends StoredRecord {
  change: string;
  /** Verdicts of later attempts on the same component, oldest first: what lies there now may be something else. */
  since: Verdict[];
}

/**
 * The newest pass of `promote` (production) or `rehearse` (test) about a component, over the bundles of all changes, among
 * those that noted the state they left (`facts.lineage`). Undefined when there is none. Throws Halt on a record that cannot
 * be relied on. `except`: a change that is not looked at, such as the
 * one that asks what there was before it; `before`: only what ended before this time, in ISO 8601.
 */
export function lastGood(project: string, component: string, environment: EnvironmentName, target: StepRecord['target'], { except, before }: { except?: string; before?: string } = {}): LastGood | undefined {
  const step = environment === 'production' ? 'promote' : 'rehearse';
  const attempts = changesWithEvidence(project)
    .filter((change) => change !== except)
    .flatMap((change) => new EvidenceStore(project, change).about(step, component).map((stored) => ({ ...stored, change })))
    .filter(({ record }) => record.environment === environment && record.target === target && (before === undefined || Date.parse(record.finishedAt) < Date.parse(before)))
    .sort((a, b) => Date.parse(a.record.finishedAt) - Date.parse(b.record.finishedAt));
  const index = attempts.findLastIndex(({ record }) => record.verdict === 'pass' && typeof record.facts['lineage'] === 'string');
  const found = attempts[index];
  return found === undefined ? undefined : { ...found, since: attempts.slice(index + 1).map(({ record }) => record.verdict) };
}

/** The commit that a promotion delivered; of evidence that does not say it, the one that its change was begun at. */
export function deliveredCommit(project: string, { change, record }: Pick<LastGood, 'change' | 'record'>): string | undefined {
  const noted = record.facts['commit'] ?? new EvidenceStore(project, change).latest('approval')?.record.facts['head'];
  return typeof noted === 'string' ? noted : undefined;
}

/** Ids of the changes that have a bundle, sorted. */
export function changesWithEvidence(project: string): string[] {
  checkNoLinks(join(project, EVIDENCE_FOLDER), '.');
  try {
    const entries = readdirSync(join(project, EVIDENCE_FOLDER), { withFileTypes: true });
    return entries.filter((entry) => !entry.isFile() && changeIdSchema.safeParse(entry.name).success).map((entry) => entry.name).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
