import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256File } from '../digest.ts';
import { Halt } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import type { EvidenceStore } from '../evidence/store.ts';
import { requireRecord, type Run } from '../step.ts';
import { sealDigest, sealSchema, type Seal } from '../terraform/seal.ts';

export interface Sealed {
  seal: Seal;
  digest: string;
}

/** The seal of the last plan record. Throws Halt when its document is not what the record says. */
export function readSeal(run: Run): Sealed {
  return readSealOf(run.store, requireRecord(run, 'plan'));
}

/** The same from the evidence alone; also refuses a page for people that is not the sealed one. */
export function readSealOf(store: EvidenceStore, record: StepRecord): Sealed {
  const refuse = (path: string): Halt => new Halt({ file: path, problem: 'the seal is not what was recorded', next: `cutover plan --change ${store.change}, which makes a new seal to approve` });
  const [path, page] = [pathIn(store, record, 'document'), pathIn(store, record, 'page')];
  if (!existsSync(path) || !existsSync(page)) throw refuse(path);
  const parsed = sealSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success || sealDigest(parsed.data) !== record.facts['seal']) throw refuse(path);
  if (sha256File(page) !== parsed.data.page) throw refuse(page);
  return { seal: parsed.data, digest: sealDigest(parsed.data) };
}

function pathIn(store: EvidenceStore, record: StepRecord, fact: string): string {
  const name = record.facts[fact];
  return join(store.folder, typeof name === 'string' ? name : `no ${fact} was recorded`);
}

export function wasPromoted(run: Run, seal: string, component: string): boolean {
  const record = run.store.latest('promote', component, 'production')?.record;
  return record?.verdict === 'pass' && record.facts['seal'] === seal;
}

/** True when this seal's own promotion has begun to change a component: its state may then have moved on. */
export function wasBegun(run: Run, seal: string, component: string): boolean {
  const record = run.store.latest('promote', component, 'production')?.record;
  return record?.inputs['seal'] === seal && record.facts['begun'] === true;
}
