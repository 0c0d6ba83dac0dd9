import type { Past } from '../../src/evidence/past.ts';
import { readPast, type Judge } from '../../src/evidence/read-past.ts';
import { EvidenceStore } from '../../src/evidence/store.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import { aRecord } from './a-record.ts';
import { close } from './a-bundle.ts';

/** What the evidence of a folder says, to somebody who names nobody and has every commit in the base. */
export async function pastIn(project: string, judge: Partial<Judge> = {}): Promise<Past> {
  return await readPast(project, { trust: undefined, isInBase: () => true, ...judge });
}

/** Leaves the records of changes that came to their end, each with its closing manifest; `commit`: what they delivered. */
export function finished(project: string, commit: string, ...records: Partial<StepRecord>[]): void {
  const all = records.map((overrides) => aRecord({ step: 'promote', environment: 'production', ...overrides, facts: { commit, lineage: 'noted', begun: true, ...overrides.facts } }));
  for (const record of all) new EvidenceStore(project, record.change).append(record);
  for (const change of new Set(all.map((record) => record.change))) close(new EvidenceStore(project, change));
}
