import type { Claim, Decider, Decision, Violation } from './claim.ts';

const WORDS: Record<Decision, string> = { pass: 'pass', fail: 'FAIL', 'not-applicable': 'not applicable', undecided: 'undecided' };
const BY: Record<Decider, string> = { probe: 'a probe', rule: 'a rule', applicability: 'applicability', attestation: 'an attestation' };

/** A report shows this many violations of one claim; the record has all of them. */
const MOST = 20;

/**
 * One claim for a terminal or an error: where it is demanded and by whom, how it was decided, and for each violation where it is,
 * what is there and what would be right. Lines hold words of others; who prints them escapes them (src/ui.ts, src/escape.ts).
 */
export function describeClaim(claim: Claim): string {
  const { id, owner, statement, source, level, violations } = claim;
  const head = `${source.file}:${source.line}: ${id}${level === 'should' ? ' (should)' : ''}: ${statement}`;
  const because = violations.length > 0 ? '' : `: ${claim.reason}`;
  const lines = violations.slice(0, MOST).map((violation) => `  - ${[...placeOf(violation), violation.problem].join(': ')}`);
  return [head, `  ${decided(claim)}${because}; ${owner} answers for it`, ...lines, ...moreThan(violations.length)].join('\n');
}

function decided({ decision, by, level }: Claim): string {
  const warning = decision === 'fail' && level === 'should' ? ', a warning' : '';
  return `${WORDS[decision]}${by === null ? '' : ` by ${BY[by]}`}${warning}`;
}

function placeOf({ component, environment, resource, place }: Violation): string[] {
  const where = component === undefined ? environment : `${component}${environment === undefined ? '' : ` (${environment})`}`;
  return [where, resource, place === undefined ? undefined : `${place.file}:${place.line}`].filter((part) => part !== undefined);
}

function moreThan(count: number): string[] {
  return count > MOST ? [`  - and ${count - MOST} more; the record has all of them`] : [];
}
