import { z } from 'zod';
import { Halt } from '../errors.ts';
import { changesWithEvidence, deliveredCommit, lastGood } from './last-good.ts';
import type { StepRecord } from './record.ts';
import { EvidenceStore } from './store.ts';

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
 * What a change did to production, and what was last good there before it, from the evidence in the project. Throws Halt for a change
 * that never changed production, one that another has built upon since, and one that nothing good came before.
 */
export function wayBack(project: string, change: string): WayBack {
  const store = new EvidenceStore(project, change);
  const begun = firstBegun(store);
  const [first] = begun.values();
  if (first === undefined) throw new Halt({ problem: `${change} was never delivered: there is nothing to take back`, found: `no record of a promotion that changed production, in ${store.folder}`, next: `cutover status ${change} says where it stands; a request that was not delivered is cancelled (status: cancelled)` });
  assertLast(project, change, begun);
  const planned = plannedSchema.safeParse(store.latest('plan')?.record.facts['components']).data ?? [];
  const components = [...begun].map(([name, { record }]) => {
    const good = lastGood(project, name, 'production', record.target, { except: change, before: record.startedAt });
    const to = good === undefined ? undefined : { change: good.change, commit: deliveredCommit(project, good), stack: good.record.subjects['stack'] };
    return { name, changes: planned.find(({ component }) => component === name)?.changes ?? [], to };
  });
  if (components.every(({ to }) => to === undefined)) {
    throw new Halt({ problem: `nothing good is known from before ${change}, so there is nothing to go back to`, found: `no earlier promotion that passed of ${components.map(({ name }) => name).join(', ')} (${first.record.target})`, next: `bring the evidence of earlier changes (--evidence s3://…), or follow the procedures in ${store.folder}/prepare/rollback-<component>.md` });
  }
  const last = store.ofStep('promote').filter(({ record }) => record.component !== undefined && record.verdict === 'pass').at(-1) ?? first;
  return { change, target: first.record.target, commit: deliveredCommit(project, { change, record: last.record }), components };
}

/** Component → the first record of this change that says that production was changed. */
function firstBegun(store: EvidenceStore): Map<string, { record: StepRecord }> {
  const found = new Map<string, { record: StepRecord }>();
  for (const { record } of store.ofStep('promote')) {
    if (record.component !== undefined && record.environment === 'production' && record.facts['begun'] === true && !found.has(record.component)) found.set(record.component, { record });
  }
  return found;
}

/** Going back behind a later change would take that back too, unasked. */
function assertLast(project: string, change: string, begun: Map<string, { record: StepRecord }>): void {
  const later = changesWithEvidence(project).filter((id) => id !== change).flatMap((id) => {
    const theirs = firstBegun(new EvidenceStore(project, id));
    return [...begun].flatMap(([name, { record }]) => {
      const other = theirs.get(name)?.record;
      return other !== undefined && other.target === record.target && Date.parse(other.startedAt) > Date.parse(record.startedAt) ? [{ id, name, at: other.startedAt }] : [];
    });
  });
  const [newest] = later.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  if (newest === undefined) return;
  throw new Halt({ problem: `${change} is not the last change of ${newest.name}`, found: [...new Set(later.map(({ id }) => id))].reverse().join(', then '), allowed: 'the last one', next: `cutover rollback ${newest.id}, deliver that, and then take back what lies below` });
}
