import type { Config } from '../config.ts';
import type { Verdict } from '../evidence/record.ts';
import type { CheckResult } from './check.ts';

export type Requirement = Config['requirements'][number];

/** A requirement as decided; what `validate` records. */
export interface RequirementResult {
  id: string;
  statement: string;
  /** `undecided`: what it asks for was not exercised here. It supports no pass. */
  decision: 'pass' | 'fail' | 'undecided';
  /** Measured, wall clock. */
  seconds: number;
  maxSeconds: number | null;
  says: string;
}

/** A requirement is met when its check passed, and no slower than its bound where it has one. */
export function decideRequirement(requirement: Requirement, result: CheckResult): RequirementResult {
  const { id, statement, maxSeconds } = requirement;
  const base = { id, statement, seconds: result.seconds, maxSeconds: maxSeconds ?? null };
  if (result.outcome === 'not-exercised') return { ...base, decision: 'undecided', says: result.detail };
  if (result.outcome === 'fail') return { ...base, decision: 'fail', says: `the check ${result.name} failed: ${result.detail}` };
  const measured = `${result.seconds.toFixed(3)} s`;
  if (maxSeconds === undefined) return { ...base, decision: 'pass', says: `the check ${result.name} passed in ${measured}` };
  const within = result.seconds <= maxSeconds;
  return { ...base, decision: within ? 'pass' : 'fail', says: `the check ${result.name} passed in ${measured}; the requirement allows ${maxSeconds} s` };
}

/** The verdict over all of them, and what a reader has to know: what was missed, what was not exercised, or that none is declared. */
export function requirementsVerdict(results: RequirementResult[]): { verdict: Verdict; reasons: string[] } {
  const reasons = results.filter(({ decision }) => decision !== 'pass').map(({ id, decision, says }) => `requirement ${id}: ${decision}: ${says}`);
  return {
    verdict: results.some(({ decision }) => decision === 'fail') ? 'fail' : 'pass',
    reasons: results.length === 0 ? ['no requirement is declared in cutover.yaml, so none was verified'] : reasons,
  };
}
