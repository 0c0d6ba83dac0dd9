import { blocks, code, escapeMarkdown, table } from '../documents/markdown.ts';
import type { Claim, Decider, Decision, Violation } from './claim.ts';

const WORDS: Record<Decision, string> = { pass: 'pass', fail: 'FAIL', 'not-applicable': 'not applicable', undecided: 'undecided' };
const BY: Record<Decider, string> = { probe: 'a probe', rule: 'a rule', applicability: 'applicability', attestation: 'an attestation' };

/** The worst first, as a reader needs them. */
const ORDER: readonly Decision[] = ['fail', 'undecided', 'pass', 'not-applicable'];

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

/** Claims in Markdown: how many were decided how, then each that is not as it must be, then all. */
export function renderClaims(claims: Claim[]): string {
  const sorted = ORDER.flatMap((decision) => claims.filter((claim) => claim.decision === decision));
  const counts = ORDER.map((decision) => [WORDS[decision], String(claims.filter((claim) => claim.decision === decision).length)]);
  const rows = sorted.map((claim) => [code(claim.id), escapeMarkdown(claim.statement), escapeMarkdown(decided(claim)), escapeMarkdown(claim.owner), code(`${claim.source.file}:${claim.source.line}`)]);
  return blocks(table(['Decision', 'Claims'], counts), ...sorted.filter(({ decision }) => decision === 'fail' || decision === 'undecided').map(renderClaim), table(['Claim', 'Statement', 'Decided', 'Owner', 'Source'], rows));
}

function renderClaim(claim: Claim): string {
  const { id, owner, statement, source, violations, reason } = claim;
  const items = violations.slice(0, MOST).map((violation) => `- ${[...placeOf(violation).map(code), escapeMarkdown(violation.problem)].join(' ')}`);
  return blocks(
    `**${escapeMarkdown(decided(claim))}**: ${escapeMarkdown(statement)} (${code(id)}, ${code(`${source.file}:${source.line}`)}; ${escapeMarkdown(owner)} answers for it)`,
    items.length === 0 ? escapeMarkdown(reason) : [...items, ...moreThan(violations.length)].map((line) => line.trim()).join('\n'),
  );
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
