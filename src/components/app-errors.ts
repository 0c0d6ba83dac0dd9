import type { Place } from '../claims/claim.ts';
import { StepFailure } from '../errors.ts';
import { redactLines } from '../terraform/secret-text.ts';

/** An error that one of the app's Aspects reports about a construct: a control of the guidelines that it breaks. */
export interface AppError {
  constructPath: string;
  message: string;
}

/** A message shows this many of them. */
const MOST = 20;

/**
 * The errors of Aspects with which an app gave up, read from what it printed: CDKTF throws them as one text, before it has written
 * a manifest. cdktf 0.21 and cdktn 0.24 word it alike. Empty when the app failed for another reason.
 */
export function appErrorsIn(output: string): AppError[] {
  const lines = output.split(/\r?\n/);
  const head = lines.findIndex((line) => /Encountered Annotations with level "ERROR":\s*$/.test(line));
  if (head === -1) return [];
  const errors: AppError[] = [];
  for (const line of lines.slice(head + 1)) {
    // CDKTF's advice to carry on regardless, or the stack trace.
    if (/^\s*(Either fix the issues above|at )/.test(line)) break;
    const [, constructPath, message = ''] = /^\s*\[([^\]\s]+)\] (.*)$/.exec(line) ?? [];
    const last = errors.at(-1);
    if (constructPath !== undefined) errors.push({ constructPath, message });
    else if (last !== undefined) last.message = `${last.message}\n${line}`.trimEnd();
  }
  return errors;
}

/** What stops synth then: each error with the line on which its construct is made, as far as that is known. */
export function appErrorsFailure(environment: string, errors: AppError[], places: Map<string, Place>): StepFailure {
  const shown = errors.slice(0, MOST).map(({ constructPath, message }) => {
    const place = places.get(constructPath);
    const text = [place === undefined ? undefined : `${place.file}:${place.line}`, constructPath, message].filter((part) => part !== undefined).join(': ');
    return redactLines(text).split('\n').map((line) => `    ${line}`).join('\n');
  });
  const more = errors.length > MOST ? [`    and ${errors.length - MOST} more`] : [];
  return new StepFailure({
    problem: [`the app reports errors for ${environment}`, ...shown, ...more].join('\n'),
    next: 'correct the code, or change the guideline by a change of its own',
  });
}
