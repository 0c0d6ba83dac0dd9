import { z } from 'zod';
import type { ObjectStore } from '../evidence/object-store.ts';
import { jsonIn } from '../json.ts';
import type { Whether } from './holder.ts';
import type { Lease } from './lease.ts';

/** What the S3 backend writes into `<key>.tflock`. https://developer.hashicorp.com/terraform/language/backend/s3 */
const lockSchema = z.object({ ID: z.string().min(1), Who: z.string(), Created: z.string(), Operation: z.string() });
export type EngineLock = z.infer<typeof lockSchema>;

/** The engine's lock on a state in a bucket; undefined where there is none. A lock on a file ends with its process. */
export async function engineLock(objects: ObjectStore, state: string): Promise<EngineLock | 'unreadable' | undefined> {
  const [, key] = /^s3:\/\/[^/]+\/(.+)$/.exec(state) ?? [];
  if (key === undefined) return undefined;
  const name = `${key}.tflock`;
  if (!(await objects.list(name)).some((object) => object.key === name)) return undefined;
  const parsed = lockSchema.safeParse(jsonIn(await objects.read(name)));
  return parsed.success ? parsed.data : 'unreadable';
}

/**
 * Why a lock may not be broken; undefined when it may: the run of the lease wrote it, on its machine and in its time, and has ended. `ended`:
 * of the lease's run, and of one that began to take it back. Pure.
 */
export function whyNotBreak(lock: EngineLock | 'unreadable', { run, reaper, at }: Pick<Lease, 'run' | 'reaper' | 'at'>, ended: { run: Whether; reaper: Whether }): string | undefined {
  if (lock === 'unreadable') return 'it cannot be read';
  const writers = [{ ...run, ended: ended.run }, ...(reaper === null ? [] : [{ ...reaper, ended: ended.reaper }])].filter(({ machine }) => machine === lock.Who);
  if (writers.length === 0) return `${lock.Who} wrote it, and that is not the machine of the rehearsal (${run.machine})`;
  if (!(Date.parse(lock.Created) >= Date.parse(at))) return `it was there before the rehearsal (${lock.Created})`;
  const alive = writers.find((writer) => writer.ended !== 'ended');
  if (alive === undefined) return undefined;
  return alive.ended === 'running' ? 'the run that wrote it goes on' : 'nobody here can tell whether the run that wrote it has ended';
}
