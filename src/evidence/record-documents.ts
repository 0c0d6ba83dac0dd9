import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../digest.ts';
import { readPlain } from './folder.ts';
import type { StepRecord } from './record.ts';

/** Of what a record is about, the documents: path in the bundle, and SHA-256. */
export function documentsOf({ step, subjects }: Pick<StepRecord, 'step' | 'subjects'>): [path: string, sha256: string][] {
  return Object.entries(subjects).filter(([name]) => name.startsWith(`${step}/`) && /\.(md|json)$/.test(name));
}

/** Whether every document that a record is about lies in the bundle as the record has it. */
export function documentsStand(folder: string, record: Pick<StepRecord, 'step' | 'subjects'>): boolean {
  return documentsOf(record).every(([path, digest]) => existsSync(join(folder, path)) && sha256(readPlain(folder, path)) === digest);
}
