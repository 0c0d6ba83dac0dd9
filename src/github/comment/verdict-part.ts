import { blocks, code, escapeMarkdown } from '../../documents/markdown.ts';
import type { Verdict } from '../../evidence/record.ts';
import type { CheckReport, NextStep } from '../../presentation/check-report.ts';
import { headline } from '../../presentation/check-words.ts';

const MARKS: Record<Verdict, string> = { pass: '✅', fail: '❌', halt: '⛔', indeterminate: '❔' };

/** Verdict, which change it is about, and what to do next: what a reader sees without scrolling. */
export function verdictPart(report: Pick<CheckReport, 'verdict' | 'change' | 'noChange' | 'components' | 'next' | 'project'>): string {
  const { verdict, change, noChange, next, project } = report;
  return blocks(`## ${MARKS[verdict]} ${escapeMarkdown(project)}: ${headline(report)}`, change === null ? escapeMarkdown(sentence(noChange ?? '')) : aboutChange(change), ...next.map(nextPart)).trim();
}

function aboutChange({ id, title, risk, requester, status, components }: NonNullable<CheckReport['change']>): string {
  const covers = components === 'all' ? 'all components' : components.map(code).join(', ');
  return `**${escapeMarkdown(id)}: ${escapeMarkdown(title)}**<br>${escapeMarkdown(status)}, ${escapeMarkdown(risk)} risk, covers ${covers}, asked for by ${code(requester)}`;
}

/** A command is code; what says more than a command is a sentence. */
function nextPart({ what, whom, how }: NextStep): string {
  const who = whom.length === 0 ? '' : ` from ${whom.map(code).join(' or ')}`;
  const command = /^(?:cutover|git) [^,;]*$/.test(how);
  return `> **Next:** it waits for ${escapeMarkdown(what)}${who}.\n> ${command ? code(how) : escapeMarkdown(sentence(how))}`;
}

function sentence(text: string): string {
  const trimmed = text.split(/\r?\n/)[0]?.trim() ?? '';
  return trimmed === '' ? '' : `${trimmed.slice(0, 1).toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? '' : '.'}`;
}
