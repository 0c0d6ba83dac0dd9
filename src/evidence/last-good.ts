import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Halt } from '../errors.ts';
import { checkNoLinks } from './folder.ts';
import { latestOf, type Past } from './past.ts';
import { changeIdSchema, type EnvironmentName, type StepRecord, type Verdict } from './record.ts';
import { EVIDENCE_FOLDER, RECORD_FILE, type StoredRecord } from './store.ts';

/** A later attempt on the same component. `doubt`: why its bundle is not believed, if it is not. */
export interface Later {
  change: string;
  verdict: Verdict;
  doubt: string | undefined;
}

export interface LastGood extends StoredRecord {
  change: string;
  /** Oldest first, believed or not: what lies there now may be something else. */
  since: Later[];
}

export interface Asked {
  /** A change that is not looked at, such as the one that asks what there was before it. */
  except?: string;
  /** Only what ended before this time, in ISO 8601. */
  before?: string;
  /** Bundles that are not believed count as well: for what can only stop a change, never for what lets one go on. */
  doubted?: true;
}

/**
 * The newest pass of `promote` (production) or `rehearse` (test) about a component, over the believed bundles of all changes, among
 * those that noted the state they left (`facts.lineage`). Undefined when there is none. Pure. With `doubted` it throws Halt on a
 * record of the component that cannot be read.
 */
export function lastGood({ changes }: Past, component: string, environment: EnvironmentName, target: StepRecord['target'], { except, before, doubted }: Asked = {}): LastGood | undefined {
  const step = environment === 'production' ? 'promote' : 'rehearse';
  const others = changes.filter(({ change }) => change !== except);
  if (doubted === true) for (const { change, unreadable } of others) assertReadable(change, unreadable, `${step}/${component}`);
  const attempts = others
    .flatMap(({ change, records, doubt }) => records.map((stored) => ({ stored, change, doubt })))
    .filter(({ stored: { record } }) => record.step === step && record.component === component && record.environment === environment && record.target === target && (before === undefined || Date.parse(record.finishedAt) < Date.parse(before)))
    .sort((a, b) => Date.parse(a.stored.record.finishedAt) - Date.parse(b.stored.record.finishedAt));
  const index = attempts.findLastIndex(({ stored: { record }, doubt }) => (doubted === true || doubt === undefined) && record.verdict === 'pass' && typeof record.facts['lineage'] === 'string');
  const found = attempts[index];
  return found === undefined ? undefined : { ...found.stored, change: found.change, since: attempts.slice(index + 1).map(({ stored, change, doubt }) => ({ change, verdict: stored.record.verdict, doubt })) };
}

function assertReadable(change: string, unreadable: string[], about: string): void {
  const file = unreadable.find((path) => path.slice(0, -(`.${RECORD_FILE.exec(path)?.groups?.['attempt'] ?? ''}.json`).length) === about);
  if (file === undefined) return;
  throw new Halt({ file: `${EVIDENCE_FOLDER}/${change}/${file}`, problem: 'this evidence cannot be relied on, and it would say what was deployed', next: 'restore the file as it was written' });
}

/** The commit that a promotion delivered; of evidence that does not say it, the one that its change was begun at. */
export function deliveredCommit({ changes }: Past, { change, record }: Pick<LastGood, 'change' | 'record'>): string | undefined {
  const noted = record.facts['commit'] ?? latestOf(changes.find((one) => one.change === change)?.records ?? [], 'approval')?.record.facts['head'];
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
