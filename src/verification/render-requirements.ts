import { blocks, code, escapeMarkdown, table } from '../documents/markdown.ts';
import { numberOf } from '../number-of.ts';
import type { Measurement } from './baseline.ts';
import type { RequirementResult } from './requirements.ts';
import { duration, shortNumber } from './targets.ts';

export interface ValidatedChange {
  change: { id: string; title: string };
  target: 'sandbox' | 'cloud';
  /** ISO 8601. */
  at: string;
  results: RequirementResult[];
}

const WORDS: Record<RequirementResult['decision'], string> = { pass: 'met', fail: '**MISSED**', undecided: 'undecided' };

/** What `validate` found, for people: each requirement with what it was decided by, and what was measured beside the last good delivery. Markdown. */
export function renderRequirements({ change, target, at, results }: ValidatedChange): string {
  const met = results.filter(({ decision }) => decision === 'pass').length;
  const measured = distinct(results.flatMap((result) => result.measured));
  return blocks(
    `# Requirements: ${escapeMarkdown(change.title)}`,
    `Change ${code(change.id)}, validated in test (${target === 'sandbox' ? 'a sandbox: nothing here speaks for a real account' : 'a real account'}) at ${code(at)}: ${met} of ${numberOf(results.length, 'requirement')} met.`,
    results.length === 0 ? 'The architecture has no requirement.' : table(['Requirement', 'Says', '', 'By', 'Because'], results.map(({ id, statement, decision, by, says }) => [code(id), escapeMarkdown(statement), WORDS[decision], by ?? 'nobody yet', escapeMarkdown(says)])),
    '## Performance',
    measured.length === 0 ? 'No check of a requirement was measured under load.' : measured.map((one) => performance(one, results)).join('\n\n'),
  );
}

/** One measurement may show several requirements. */
function distinct(measured: Measurement[]): Measurement[] {
  return [...new Map(measured.map((one) => [JSON.stringify([one.check, one.definition, one.components]), one])).values()];
}

function performance(one: Measurement, results: RequirementResult[]): string {
  const { baseline } = one;
  const shows = results.filter(({ measured }) => measured.some(({ check, definition }) => check === one.check && definition === one.definition)).map(({ id }) => code(id));
  const time = (seconds: number | null): string => (seconds === null ? 'too few runs' : duration(seconds));
  const rate = (perSecond: number | null): string => (perSecond === null ? 'none' : shortNumber(perSecond));
  const rows = [
    ...(['p50', 'p95', 'p99', 'slowest'] as const).map((what) => [what, time(one[what]), baseline === null ? '' : time(baseline[what]), change(baseline?.difference[what])]),
    ['a second', rate(one.perSecond), baseline === null ? '' : rate(baseline.perSecond), change(baseline?.difference.perSecond)],
    ['runs', String(one.n), baseline === null ? '' : String(baseline.n), ''],
    ['errors', String(one.errors), '', ''],
    ['duration', duration(one.seconds), baseline === null ? '' : duration(baseline.seconds), ''],
  ];
  const from = baseline === null ? 'There is no earlier good delivery in which the same was measured.' : `Compared with ${code(baseline.change)}, validated at ${code(baseline.at)} (${code(baseline.record)}, SHA-256 ${code(baseline.sha256.slice(0, 12))}). The difference decides nothing: it may be the machine's.`;
  return blocks(`### ${escapeMarkdown(one.check)}`, `Of ${one.components.map(code).join(', ')}, for ${shows.join(', ')}: ${one.atOnce} at once, after ${one.warmUp} to warm up. ${from}`, table(['', 'now', 'then', 'difference'], rows)).trim();
}

function change(difference: number | null | undefined): string {
  if (difference === null || difference === undefined) return '';
  return `${difference > 0 ? '+' : difference < 0 ? '−' : '±'}${shortNumber(Math.abs(difference) * 100)} %`;
}
