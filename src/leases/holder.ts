import { hostname, userInfo } from 'node:os';
import { z } from 'zod';
import { processIdentity } from '../process-identity.ts';
import { isRunning, runningNotes } from '../terraform/running.ts';

/** `user@host`, as the engine writes it into its locks. */
const machine = z.string();

/** Which run wrote a lease: enough to tell later whether it has ended. */
export const holderSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('github'), machine, repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/), run: z.number().int().positive(), attempt: z.number().int().positive() }),
  z.strictObject({ kind: z.literal('process'), machine, pid: z.number().int().positive(), identity: z.string(), folder: z.string() }),
]);
export type Holder = z.infer<typeof holderSchema>;

export type Whether = 'ended' | 'running' | 'unknown';

/** This run: that of GitHub where it is one (its variables), else this process. `folder`: absolute path of the project. */
export function thisRun(folder: string, variable: (name: string) => string | undefined, inPipeline: boolean): Holder {
  const here = machineName();
  if (inPipeline) return holderSchema.parse({ kind: 'github', machine: here, repository: variable('GITHUB_REPOSITORY'), run: Number(variable('GITHUB_RUN_ID')), attempt: Number(variable('GITHUB_RUN_ATTEMPT')) });
  return { kind: 'process', machine: here, pid: process.pid, identity: processIdentity(process.pid) ?? '', folder };
}

export function machineName(): string {
  return `${userInfo().username}@${hostname()}`;
}

/**
 * Whether a run has ended, as far as this machine knows: of its own processes. A process that has ended may have left an engine that
 * still works; then the run goes on.
 */
export function endedHere(run: Holder): Whether {
  if (run.kind !== 'process' || run.machine !== machineName()) return 'unknown';
  if (processIdentity(run.pid) === run.identity) return 'running';
  return runningNotes(run.folder).some(isRunning) ? 'running' : 'ended';
}
