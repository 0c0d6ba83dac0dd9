import { setTimeout as wait } from 'node:timers/promises';
import type { Run } from '../step.ts';
import { keptStates } from '../terraform/errored-state.ts';
import type { RunningNote } from '../terraform/running.ts';
import { readyWorkspace } from './deployment.ts';
import { componentsOf } from './synth.ts';

/**
 * Puts the states that killed runs could not save where they belong, and tries again until the time is over: the machine may not
 * be there for another run. Throws what the last try said.
 */
export async function saveStates(run: Run, notes: RunningNote[], { until, pauseMs = 5000 }: { until: () => boolean; pauseMs?: number }): Promise<void> {
  for (const { folders, record } of notes) {
    if (keptStates(folders).length === 0) continue;
    const component = componentsOf(run, record.environment).find(({ name }) => name === record.component);
    if (component === undefined) throw new Error(`${record.component} was applied and is no component`);
    for (;;) {
      try {
        // It pushes what is kept before anything else is done there.
        await readyWorkspace(run, component);
        break;
      } catch (error) {
        if (until() || run.signal.aborted) throw error;
        await wait(pauseMs, undefined, { signal: run.signal }).catch(() => undefined);
      }
    }
  }
}
