import { z } from 'zod';
import { Halt } from '../errors.ts';
import { deliveredCommit, lastGood } from './last-good.ts';
import { doubtsOf, type Past, type PastChange } from './past.ts';
import type { StepRecord } from './record.ts';
import { EVIDENCE_FOLDER, type StoredRecord } from './store.ts';

/** What the seal's plan did to one resource. */
const changeSchema = z.object({ address: z.string(), type: z.string(), action: z.enum(['no-op', 'create', 'read', 'update', 'replace', 'delete', 'forget']) });
const plannedSchema = z.array(z.object({ component: z.string(), changes: z.array(changeSchema) }));
export type PlannedChange = z.infer<typeof changeSchema>;

/** The last good delivery before the change that is taken back. */
export interface BackTo {
  change: string;
  commit: string | undefined;
  /** Digest of the component's stack for production then. */
  stack: string | undefined;
}

export interface WayBack {
  change: string;
  target: StepRecord['target'];
  commit: string | undefined;
  /** What the change did to production, component by component. `to` is undefined for one that nobody delivered before. */
  components: { name: string; changes: PlannedChange[]; to: BackTo | undefined }[];
}

/**
 * What a change did to production, and what was last good there before it. `plan`: the last record of its step plan. Throws Halt for a
 * change that never changed production, one whose evidence is not believed, one that another has built upon since, and one that
 * nothing good came before. Pure.
 */
export function wayBack(past: Past, change: string, plan: StepRecord | undefined): WayBack {
  const own = past.changes.find((one) => one.change === change);
  const begun = firstBegun(own);
  const [first] = begun.values();
  if (own === undefined || first === undefined) throw new Halt({ problem: `${change} was never delivered: there is nothing to take back`, found: `no record of a promotion that changed production, in ${EVIDENCE_FOLDER}/${change}`, next: `cutover status ${change} says where it stands; a request that was not delivered is cancelled (status: cancelled)` });
  assertBelieved(past, own);
  assertLast(past, change, begun);
  const planned = plannedSchema.safeParse(plan?.facts['components']).data ?? [];
  const components = [...begun].map(([name, { record }]) => {
    const good = lastGood(past, name, 'production', record.target, { except: change, before: record.startedAt });
    const later = good?.since.find(({ verdict, doubt }) => verdict === 'pass' && doubt !== undefined);
    if (later !== undefined) throw new Halt({ problem: `what ${name} was before ${change} is not known`, found: `${later.change} says that it delivered it last, and its evidence is not believed: ${later.doubt ?? ''}`, next: `cutover verify ${EVIDENCE_FOLDER}/${later.change}; bring the bundle as it was written` });
    const to = good === undefined ? undefined : { change: good.change, commit: deliveredCommit(past, good), stack: good.record.subjects['stack'] };
    return { name, changes: planned.find(({ component }) => component === name)?.changes ?? [], to };
  });
  if (components.every(({ to }) => to === undefined)) {
    const doubts = doubtsOf({ ...past, changes: past.changes.filter((one) => one !== own) });
    throw new Halt({ problem: `nothing good is known from before ${change}, so there is nothing to go back to`, found: [`no earlier promotion that passed of ${components.map(({ name }) => name).join(', ')} (${first.record.target})`, ...doubts].join('; '), next: `bring the evidence of earlier changes (--evidence s3://…), or follow the procedures in ${EVIDENCE_FOLDER}/${change}/prepare/rollback-<component>.md` });
  }
  const last = own.records.findLast(({ record }) => record.step === 'promote' && record.component !== undefined && record.verdict === 'pass') ?? first;
  return { change, target: first.record.target, commit: deliveredCommit(past, { change, record: last.record }), components };
}

/** A change that failed halfway was never closed: then its records have to be signed, where the base names who signs. */
function assertBelieved(past: Past, { change, doubt, closed, vouched, records, unreadable }: PastChange): void {
  const unsigned = records.filter(({ record }) => record.step === 'promote' || record.step === 'approval').find(({ file }) => !vouched.has(file));
  const why = closed ? doubt : unreadable.length > 0 ? `${unreadable[0] ?? ''} cannot be read` : past.assurance === 'trusted' && unsigned !== undefined ? `nobody who is trusted has signed ${unsigned.file}` : undefined;
  if (why !== undefined) throw new Halt({ file: `${EVIDENCE_FOLDER}/${change}`, problem: `the evidence of ${change} is not believed, so nobody can say what it did`, found: why, next: `cutover verify ${EVIDENCE_FOLDER}/${change}; bring the bundle as it was written` });
}

/** Component → the first record of this change that says that production was changed. */
function firstBegun(change: PastChange | undefined): Map<string, StoredRecord> {
  const found = new Map<string, StoredRecord>();
  for (const stored of change?.records ?? []) {
    const { record } = stored;
    if (record.step === 'promote' && record.component !== undefined && record.environment === 'production' && record.facts['begun'] === true && !found.has(record.component)) found.set(record.component, stored);
  }
  return found;
}

/** Going back behind a later change would take that back too, unasked. Evidence that is not believed counts here: it can only stop this. */
function assertLast({ changes }: Past, change: string, begun: Map<string, StoredRecord>): void {
  const later = changes.filter((one) => one.change !== change).flatMap((one) => {
    const unreadable = one.unreadable.find((file) => file.startsWith('promote/'));
    if (unreadable !== undefined) throw new Halt({ file: `${EVIDENCE_FOLDER}/${one.change}/${unreadable}`, problem: `this evidence cannot be relied on, and it would say whether ${one.change} was built upon ${change}`, next: 'restore the file as it was written' });
    const theirs = firstBegun(one);
    return [...begun].flatMap(([name, { record }]) => {
      const other = theirs.get(name)?.record;
      return other !== undefined && other.target === record.target && Date.parse(other.startedAt) > Date.parse(record.startedAt) ? [{ id: one.change, name, at: other.startedAt }] : [];
    });
  });
  const [newest] = later.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  if (newest === undefined) return;
  throw new Halt({ problem: `${change} is not the last change of ${newest.name}`, found: [...new Set(later.map(({ id }) => id))].reverse().join(', then '), allowed: 'the last one', next: `cutover rollback ${newest.id}, deliver that, and then take back what lies below` });
}
