import { blocks, code, escapeMarkdown } from '../../documents/markdown.ts';
import type { Verdict } from '../../evidence/record.ts';
import type { CheckReport, NextStep } from '../../presentation/check-report.ts';
import { headline } from '../../presentation/check-words.ts';

const MARKS: Record<Verdict, string> = { pass: '✅', fail: '❌', halt: '⛔', indeterminate: '❔' };

/** Verdict, which change it is about, and what to do next: what a reader sees without scrolling. */
export function verdictPart(report: CheckReport): string {
  const { verdict, change, noChange, next, project } = report;
  return blocks(`## ${MARKS[verdict]} ${escapeMarkdown(project)}: ${headline(report)}`, change === null ? escapeMarkdown(sentence(noChange ?? '')) : aboutChange(change), ...next.map(nextPart)).trim();
}

function aboutChange({ id, title, risk, requester, status, components }: NonNullable<CheckReport['change']>): string {
  const covers = components === 'all' ? 'all components' : named(components);
  return `**${escapeMarkdown(id)}: ${escapeMarkdown(title)}**<br>${escapeMarkdown(status)}, ${escapeMarkdown(risk)} risk, covers ${covers}, asked for by ${code(requester)}`;
}

/** A review counts as an approval for whom the approvers file names by login. */
const OR_REVIEW = ', or a review that approves this pull request';

/** A command is code; what says more than a command is a sentence. */
function nextPart({ what, whom, how }: NextStep): string {
  const by = whom.length === 0 ? '' : ` by ${named(whom, ' or ')}`;
  const command = /^cutover \S/.test(how) && !/[;(]|, | says /.test(how);
  return `> **Waits for** ${escapeMarkdown(cut(what))}.<br>**Next:** ${command ? `${code(cut(how))}${by}${how.startsWith('cutover approve ') ? OR_REVIEW : ''}` : escapeMarkdown(sentence(how))}`;
}

/** The verdict is always shown, so all of it is bounded. */
const MOST_NAMED = 12;
const WIDEST = 500;

function named(names: string[], or = ', '): string {
  return names.slice(0, MOST_NAMED).map(code).join(or) + (names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '');
}

function cut(text: string): string {
  return text.length <= WIDEST ? text : `${text.slice(0, WIDEST)}…`;
}

function sentence(text: string): string {
  const trimmed = cut(text.split(/\r?\n/)[0]?.trim() ?? '');
  const begun = trimmed.startsWith('cutover ') ? trimmed : `${trimmed.slice(0, 1).toUpperCase()}${trimmed.slice(1)}`;
  return trimmed === '' ? '' : `${begun}${/[.!?]$/.test(trimmed) ? '' : '.'}`;
}
