import type { GitHub } from '../client.ts';
import type { ActionsContext } from '../context.ts';
import type { Environment } from './environment.ts';
import { readAttempts, readEnvironment, readRunApprovals } from './read-run.ts';
import type { RunApproval } from './run-approval.ts';
import type { RunAttempt } from './run-attempt.ts';

/** The environment that `promote` runs in. */
export const PRODUCTION = 'production';

/** What of the answers is bound to the run, and can be asked for before anything of the project is read. */
export interface RunReading {
  attempts: RunAttempt[];
  approvals: RunApproval[];
  /** Undefined when there is no such environment. */
  production: Environment | undefined;
}

/** Asks at once for what needs nothing but the job's variables. Not waited for here, so that it is under way while the project is read. */
export function beginReading(github: GitHub, context: Pick<ActionsContext, 'repository' | 'run'>): Promise<RunReading> {
  const reading = Promise.all([readAttempts(github, context), readRunApprovals(github, context), readEnvironment(github, context, PRODUCTION)]).then(([attempts, approvals, production]) => ({ attempts, approvals, production }));
  // Whoever waits for it hears of it; nobody may ever come to that.
  reading.catch(() => undefined);
  return reading;
}
