import { lstatSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { recordSchema, type StepRecord } from '../evidence/record.ts';
import type { ArtifactStore } from './artifact-store.ts';
import type { ActionsContext } from './context.ts';

/** The records of a check, for what is asked about the pull request later. They were made by a job that ran its code: data, no evidence. */
const keptSchema = z.strictObject({ schema: z.literal(1), project: z.string().max(100), head: z.string().max(100), records: z.array(recordSchema).max(100) });
export type CheckRecords = z.infer<typeof keptSchema>;

export const CHECK_ARTIFACT = /^cutover-check-(?<project>[a-z][a-z0-9-]{0,62})-(?<attempt>[1-9]\d{0,8})$/;

const FILE = 'records.json';
const MAX_BYTES = 64_000_000;

/** Keeps what the steps of a check recorded, redacted as records are. One artifact a project and attempt. */
export async function saveCheckRecords(artifacts: Pick<ArtifactStore, 'upload'>, { run }: Pick<ActionsContext, 'run'>, { project, head, records }: Omit<CheckRecords, 'schema'>): Promise<string> {
  const name = `cutover-check-${project}-${run.attempt}`;
  await inFolder(async (folder) => {
    writeFileSync(join(folder, FILE), JSON.stringify(keptSchema.parse({ schema: 1, project, head, records: newest(records) })));
    await artifacts.upload(name, [join(folder, FILE)], folder);
  });
  return name;
}

/** Of each step and environment the last. */
function newest(records: StepRecord[]): StepRecord[] {
  return [...new Map(records.map((record) => [`${record.step} ${record.environment ?? ''} ${record.component ?? ''}`, record])).values()];
}

/** Undefined for what is no such artifact: whoever opens a pull request can change what its job saves. */
export async function loadCheckRecords(download: (folder: string) => Promise<boolean>): Promise<CheckRecords | undefined> {
  return await inFolder(async (folder) => {
    if (!(await download(folder))) return undefined;
    const stats = lstatSync(join(folder, FILE), { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size > MAX_BYTES) return undefined;
    try {
      return keptSchema.safeParse(JSON.parse(readFileSync(join(folder, FILE), 'utf8'))).data;
    } catch {
      return undefined;
    }
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cutover-check-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
