import { sectionsOf } from './sections.ts';

/** What can be counted about one section of a document's body; whether it is true is for people. */
export interface SectionFact {
  title: string;
  /** Words of its own text, diagrams and tables included. */
  words: number;
  /** What it answers one by one (`- **Label:** text`), except what it says not to apply. */
  points: string[];
  /** Drawn in Mermaid. */
  diagrams: number;
}

/** Fewer words than that under a label say nothing that can be acted on. */
const FEWEST_WORDS = 4;

/** The sections of a body that say anything. The text before the first heading, and headings without text, are none. */
export function sectionFacts(body: string): SectionFact[] {
  return sectionsOf(body, 1).flatMap(({ title, text }) => {
    const words = wordsIn(text);
    return title === '' || words === 0 ? [] : [{ title, words, points: pointsIn(text), diagrams: [...text.matchAll(/^ {0,3}(?:`{3,}|~{3,})\s*mermaid\b/gm)].length }];
  });
}

function pointsIn(text: string): string[] {
  return text.split(/^(?=[-*+] )/m).flatMap((item) => {
    const [, label, said = ''] = /^[-*+] \*\*(.{1,120}?):?\*\*:?\s*([^]*)$/.exec(item) ?? [];
    // A table or a paragraph behind the last item is not its text.
    const own = said.split(/\n\s*\n/)[0] ?? '';
    return label === undefined || wordsIn(own) < FEWEST_WORDS || /^(?:not applicable|n\/a|none\b|tbd|todo)/i.test(own) ? [] : [label.replace(/:$/, '')];
  });
}

function wordsIn(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}
