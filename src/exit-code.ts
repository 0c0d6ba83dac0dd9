import { Halt, Indeterminate, StepFailure, UserError } from './errors.ts';
import type { Verdict } from './evidence/record.ts';
import { NotPassed } from './step.ts';

export const EXIT = { pass: 0, fail: 1, usage: 2, halt: 3, indeterminate: 4 } as const satisfies Record<Verdict | 'usage', number>;

/** What an error means to the caller of the command line. `bug`: Cutover's own mistake, to be shown with its stack. */
export function judge(error: unknown): { code: number; message: string; bug: boolean } {
  if (error instanceof NotPassed) return { code: EXIT[error.record.verdict], message: error.message, bug: false };
  if (error instanceof UserError) return { code: EXIT.usage, message: error.message, bug: false };
  if (error instanceof Halt) return { code: EXIT.halt, message: error.message, bug: false };
  if (error instanceof StepFailure) return { code: EXIT.fail, message: error.message, bug: false };
  if (error instanceof Indeterminate) return { code: EXIT.indeterminate, message: error.message, bug: false };
  return { code: EXIT.indeterminate, message: error instanceof Error ? (error.stack ?? error.message) : String(error), bug: true };
}

const WORDS: Record<number, string> = { 1: 'FAIL', 2: 'cannot start', 3: 'HALT', 4: 'INDETERMINATE' };

/** `HALT: …`, as it is printed last. */
export function describe(verdict: { code: number; message: string; bug: boolean }): string {
  return `${verdict.bug ? 'Cutover itself failed; please report this' : (WORDS[verdict.code] ?? 'FAIL')}: ${verdict.message}`;
}
