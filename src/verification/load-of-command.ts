import type { CheckContext } from './attempt.ts';
import type { CommandCheck } from './check.ts';
import { tryCommand } from './command-check.ts';
import type { Samples } from './measured.ts';

export interface LoadCall {
  runs: number;
  atOnce: number;
  /** Comes when there is no time left, or the run is stopped. */
  signal: AbortSignal;
  /** Seconds until then: what has a deadline of its own gets a later one. */
  left: () => number;
}

/** Runs a command as often as it is asked for, its start included in each time. The first that fails ends it: the measurement has failed. */
export async function loadCommand(check: Pick<CommandCheck, 'command'>, context: CheckContext, { runs, atOnce, signal, left }: LoadCall): Promise<Samples> {
  const times: number[] = [];
  let begun = 0;
  let firstError: string | undefined;
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const started = performance.now();
  const worker = async (): Promise<void> => {
    while (begun < runs && !both.aborted) {
      begun += 1;
      const number = begun;
      const { outcome, detail, seconds } = await tryCommand(check, { ...context, signal: both }, Math.max(0, left()) + 1);
      if (outcome === 'pass') times.push(seconds);
      else if (!both.aborted) firstError ??= `run ${number}: ${detail}`;
      if (outcome === 'fail') stop.abort();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, runs) }, worker));
  return { times, errors: firstError === undefined ? 0 : 1, firstError, seconds: (performance.now() - started) / 1000 };
}
