import { rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Halt, Indeterminate } from '../errors.ts';
import { EvidenceStore } from '../evidence/store.ts';
import type { Run } from '../step.ts';
import { pushState, type EngineCall } from '../terraform/engine.ts';
import { keepErroredState, keptStates } from '../terraform/errored-state.ts';
import { forgetPlan } from '../terraform/kept-plan.ts';
import { forgetRunning, isRunning, runningNotes, type RunningNote } from '../terraform/running.ts';

/** Notes of killed runs that somebody answers for; all of them, on one's own machine. */
export type Mine = (note: RunningNote) => boolean;

/** Records what a run that was killed did not live to record, and returns that. Throws Halt while its engine still works. */
export function settleInterrupted(run: Pick<Run, 'root' | 'now' | 'store'>, mine: Mine = () => true): RunningNote[] {
  const notes = runningNotes(run.root).filter(mine);
  const running = notes.find(isRunning);
  if (running !== undefined) {
    const { component, environment } = running.record;
    throw new Halt({ problem: `the engine of a run that was ended still works on ${component} (${environment})`, found: `process ${running.process?.pid ?? 0}`, next: 'wait until it has ended, and leave it alone: it saves its state and frees its lock' });
  }
  for (const { folders } of notes) keepErroredState(folders);
  const open = notes.filter(({ record }) => !isRecorded(run.root, record));
  for (const { record } of open) {
    // What is added through the run's own store is signed with the rest.
    const store = record.change === run.store.change ? run.store : new EvidenceStore(run.root, record.change);
    store.append({ ...record, finishedAt: run.now().toISOString() });
  }
  for (const { record } of notes) {
    // A rehearsal plans anew. What was sealed for production stays as it is.
    if (record.step === 'rehearse') forgetPlan(run.root, { environment: record.environment, name: record.component });
    forgetRunning(run.root, record);
  }
  return open;
}

/** The run was killed between its record and the end of its note. */
function isRecorded(root: string, { change, step, component, environment, startedAt }: RunningNote['record']): boolean {
  const last = new EvidenceStore(root, change).latest(step, component, environment);
  return last !== undefined && last.record.finishedAt >= startedAt;
}

/** Waits until no engine of a killed run works any more, or the time is over. Returns those that still do. */
export async function awaitInterrupted(root: string, { mine = () => true, until, signal, pollMs = 250 }: { mine?: Mine; until: () => boolean; signal: AbortSignal; pollMs?: number }): Promise<RunningNote[]> {
  for (;;) {
    const running = runningNotes(root).filter((note) => mine(note) && isRunning(note));
    if (running.length === 0 || until() || signal.aborted) return running;
    await wait(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Puts states that a backend did not take before into it, before anything is planned without them. Never forced: a backend that
 * has moved on keeps what it has. Throws Indeterminate when one is still not taken; it stays kept.
 */
export async function pushKeptStates(call: EngineCall): Promise<void> {
  keepErroredState(call.workspace);
  for (const file of keptStates(call.workspace)) {
    const said = await pushState(call, file);
    if (said !== undefined) throw new Indeterminate({ file, problem: `${call.workspace.label}: the state that an earlier apply could not save is still not where it belongs`, found: said, next: 'see to the backend, then run the same command again; if the backend has a newer state, compare the two by hand first' });
    rmSync(file);
  }
}
