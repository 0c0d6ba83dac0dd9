import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempt } from './attempt.ts';
import type { Retry } from './check.ts';

export interface Patience {
  retry?: Retry | undefined;
  /** Deadline of all tries together. */
  timeoutSeconds: number;
  signal?: AbortSignal | undefined;
}

/** Tries until it passes, the tries are used up, or there is no time for another. `once` is given the seconds that this try may take. */
export async function tried({ retry, timeoutSeconds, signal }: Patience, once: (seconds: number) => Promise<Attempt>): Promise<Attempt> {
  const started = performance.now();
  const left = (): number => timeoutSeconds - (performance.now() - started) / 1000;
  for (let number = 1; ; number += 1) {
    const attempt = await once(Math.max(0.001, Math.min(number === 1 ? timeoutSeconds : left(), retry?.trySeconds ?? Infinity)));
    if (retry === undefined) return attempt;
    if (attempt.outcome === 'pass') return number === 1 ? attempt : withNote(attempt, `at try ${number} of ${retry.tries}`);
    const over = number === retry.tries ? 'at each of' : left() <= retry.everySeconds ? 'no time is left after' : undefined;
    if (over !== undefined || signal?.aborted === true) return withNote(attempt, `${over ?? 'stopped after'} ${number} ${number === 1 ? 'try' : 'tries'}`);
    await sleep(retry.everySeconds * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

function withNote({ outcome, detail }: Attempt, note: string): Attempt {
  const [first = '', ...rest] = detail.split('\n');
  return { outcome, detail: [first === '' ? note : `${first} (${note})`, ...rest].join('\n') };
}
