import type { EnvironmentName, StepName, StepRecord } from './record.ts';
import { SIGNATURES_FOLDER } from './run-statement.ts';
import { APPROVALS_FOLDER, type StoredRecord } from './store.ts';

/** Folders of a bundle that show the world as it is: a bundle of another change is believed only with all of what they held. */
export const PAST: readonly string[] = ['approval', APPROVALS_FOLDER, 'rehearse', 'promote', SIGNATURES_FOLDER];
/** What the bundle of one change says of the past. */
export interface PastChange {
  change: string;
  /** Oldest first for each step and component, as they were read when the bundle was judged. */
  records: StoredRecord[];
  /** Why it is not believed; undefined when it is. */
  doubt: string | undefined;
  /** Whether it has a closing manifest, believed or not: without one its change has not come to its end. */
  closed: boolean;
  /** Files that a trusted signature names as they are; none without trust. */
  vouched: ReadonlySet<string>;
  /** Files among the records that cannot be read. */
  unreadable: string[];
}

/** All bundles of a project. */
export interface Past {
  /** As `cutover verify` says it: without trust whoever can write all of a bundle can make another. */
  assurance: 'integrity only' | 'trusted';
  changes: PastChange[];
}

/** The last record of a step about a component (about the whole change without one), in `environment` if it is given. */
export function latestOf(records: StoredRecord[], step: StepName, component?: string, environment?: EnvironmentName): StoredRecord | undefined {
  return records.findLast(({ record }) => record.step === step && record.component === component && (environment === undefined || record.environment === environment));
}

/** A delivery to production that only evidence says that is not believed. */
export interface Claimed {
  change: string;
  record: StepRecord;
  why: string;
}

/** The newest claim that a component was delivered to this world; undefined where there is none, or one that is believed. */
export function claimOf({ changes }: Past, component: string, target: StepRecord['target']): Claimed | undefined {
  const claims = changes.flatMap(({ change, records, doubt }) => records.flatMap(({ record }) => (record.step === 'promote' && record.component === component && record.target === target && record.verdict === 'pass' ? [{ change, record, doubt }] : [])));
  const newest = claims.toSorted((a, b) => Date.parse(a.record.finishedAt) - Date.parse(b.record.finishedAt)).at(-1);
  if (newest?.doubt === undefined || claims.some(({ doubt }) => doubt === undefined)) return undefined;
  return { change: newest.change, record: newest.record, why: `the evidence of ${newest.change} says that it delivered it, and is not believed: ${newest.doubt}` };
}

/** Of each change that says that it changed production and is not believed, why: for people. */
export function doubtsOf({ changes }: Past): string[] {
  return changes.flatMap(({ change, records, doubt, unreadable }) => (doubt !== undefined && (records.some(({ record }) => record.step === 'promote' && record.component !== undefined) || unreadable.length > 0) ? [`the evidence of ${change} is not believed: ${doubt}`] : []));
}

/** Components that a record of the step is about, in any bundle, believed or not; sorted. */
export function componentsOf({ changes }: Past, step: 'promote', except?: string): string[] {
  const names = changes.filter(({ change }) => change !== except).flatMap(({ records }) => records.flatMap(({ record }) => (record.step === step ? (record.component ?? []) : [])));
  return [...new Set(names)].sort();
}
