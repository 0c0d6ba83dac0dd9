import type { Claim, Decider, Decision } from '../../claims/claim.ts';
import { numberOf } from '../../number-of.ts';
import { blocks, code, escapeMarkdown, table } from '../markdown.ts';
import type { ChecklistVerdict } from './verdict.ts';

export interface RenderedChecklist {
  title: string;
  change: { id: string; title: string };
  target: 'sandbox' | 'cloud';
  /** When it was decided, ISO 8601. */
  at: string;
  claims: Claim[];
  verdict: ChecklistVerdict;
}

/** The record holds all evidence; a reader of the document needs enough to find it. */
const MOST_EVIDENCE = 6;

const WORDS: Record<Decision, string> = { pass: 'Pass', fail: 'FAIL', 'not-applicable': 'Not applicable', undecided: 'Undecided' };
const BY: Record<Decider, string> = { probe: 'a probe', rule: 'a rule', applicability: 'applicability', attestation: 'an attestation' };

/** The checklist as decided, in Markdown. A box is ticked for a pass and for nothing else. */
export function renderChecklist(input: RenderedChecklist): string {
  const { counts, verdict, reasons } = input.verdict;
  const world = input.target === 'sandbox' ? 'a sandbox: nothing here speaks for a real account' : 'real accounts';
  return blocks(
    `# ${escapeMarkdown(input.title)}`,
    `Change ${code(input.change.id)}: ${escapeMarkdown(input.change.title)}. Decided at ${code(input.at)} from its records, made in ${world}.`,
    `**Verdict: ${verdict}.** ${numberOf(counts.items, 'item')}.`,
    reasons.map((reason) => `- ${escapeMarkdown(reason)}`).join('\n'),
    table(['Decision', 'Items'], Object.entries(counts.decisions).map(([decision, count]) => [WORDS[decision as Decision], String(count)])),
    table(['Decided by', 'Items'], [...Object.entries(counts.deciders).map(([by, count]) => [BY[by as Decider], String(count)]), ['nobody yet', String(counts.decisions.undecided)]]),
    ...sections(input.claims),
  );
}

function sections(claims: Claim[]): string[] {
  const parts: string[] = [];
  let above: string[] = [];
  let items: string[] = [];
  const flush = (): void => {
    if (items.length > 0) parts.push(items.join('\n'));
    items = [];
  };
  for (const claim of claims) {
    if (claim.section.join('\n') !== above.join('\n')) {
      flush();
      const same = claim.section.findIndex((heading, index) => heading !== above[index]);
      claim.section.forEach((heading, index) => {
        if (same !== -1 && index >= same) parts.push(`${'#'.repeat(Math.min(6, index + 2))} ${escapeMarkdown(heading)}`);
      });
      // Back from a deeper section: without its heading the items would seem to belong to that one.
      if (same === -1) parts.push(`${'#'.repeat(Math.min(6, claim.section.length + 1))} ${escapeMarkdown(claim.section.at(-1) ?? 'Items')}`);
      above = claim.section;
    }
    items.push(itemOf(claim));
  }
  flush();
  return parts;
}

function itemOf({ decision, by, statement, id, reason, evidence }: Claim): string {
  const shown = evidence.slice(0, MOST_EVIDENCE).map(({ record, says }) => `  - ${code(record)}: ${escapeMarkdown(says)}`);
  const more = evidence.length > MOST_EVIDENCE ? [`  - and ${evidence.length - MOST_EVIDENCE} more records`] : [];
  return [`- [${decision === 'pass' ? 'x' : ' '}] ${escapeMarkdown(statement)}`, `  - **${WORDS[decision]}**${by === null ? '' : ` by ${BY[by]}`} (${code(id)}): ${escapeMarkdown(reason)}`, ...shown, ...more].join('\n');
}
