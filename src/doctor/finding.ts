import { SetupError } from '../../setup/errors.mjs';
import { Halt, StepFailure, UserError, type Complaint } from '../errors.ts';

/** `missing`: it is not there. `wrong`: it is, and not as it has to be. `unknown`: it cannot be told from here. */
export type State = 'ok' | 'missing' | 'wrong' | 'unknown';

/** What was looked at, how it is, and what to do about it. */
export interface Finding {
  /** `git`, `cutover.yaml`, `approvers`. */
  about: string;
  state: State;
  /** One or more lines. */
  says: string;
  /** A command, or an edit. */
  next?: string;
  /** Whether a delivery needs it. */
  needed: boolean;
}

/** What a look comes to: what is well, in words, or that it is not. */
export type Seen = string | (Pick<Finding, 'state' | 'says'> & Partial<Finding>);

/** Looks at one thing. Whatever a step would throw as a user's mistake becomes a finding, so that the rest is looked at too. */
export async function look(about: string, work: () => Seen | Promise<Seen>, needed = true): Promise<Finding> {
  try {
    const seen = await work();
    return { about, needed, ...(typeof seen === 'string' ? { state: 'ok', says: seen } : seen) };
  } catch (error) {
    if (error instanceof SetupError) return { about, needed, state: 'missing', ...inWords(error.complaint) };
    if (error instanceof UserError || error instanceof Halt || error instanceof StepFailure) return { about, needed, state: 'wrong', ...inWords(error.complaint) };
    throw error;
  }
}

function inWords({ file, line, field, problem, found, allowed, next }: Complaint): Pick<Finding, 'says' | 'next'> {
  const place = [file, line].filter((part) => part !== undefined).join(':');
  const says = [
    [place, field, problem].filter((part) => part !== undefined && part !== '').join(': '),
    ...(found === undefined ? [] : [`found:   ${found}`]),
    ...(allowed === undefined ? [] : [`allowed: ${allowed}`]),
  ].join('\n');
  return next === undefined ? { says } : { says, next };
}

/** Nothing that a delivery needs is missing, wrong, or beyond telling. */
export function isReady(findings: Finding[]): boolean {
  return findings.every(({ state, needed }) => state === 'ok' || !needed);
}
