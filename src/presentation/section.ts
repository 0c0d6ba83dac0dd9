import type { Claim } from '../claims/claim.ts';
import { describeClaim } from '../claims/render.ts';
import type { Tone } from '../ui.ts';

/** A part of a page for a terminal. Texts may hold words of others and several lines; src/ui.ts escapes them. */
export interface Section {
  title: string;
  lines: { text: string; tone: Tone }[];
}

export const plain = (text: string): Section['lines'][number] => ({ text, tone: 'plain' });
export const note = (text: string): Section['lines'][number] => ({ text, tone: 'note' });

/** A broken `should` warns, and stops nothing. */
export function toneOf({ decision, level }: Claim): Tone {
  if (decision === 'pass') return 'good';
  return decision === 'fail' && level === 'must' ? 'bad' : 'note';
}

/**
 * Claims, the worst first: those that fail in full, what is undecided by its reason, which many of them share, and those that
 * hold in a line each. What does not apply is left out. Of two that have one id, as the base and the change demand it, each says
 * where it stands. `among`: all claims that there are, where these are some of them.
 */
export function claimLines(claims: Claim[], among: Claim[] = claims): Section['lines'] {
  const named = ({ id, source }: Claim): string => (among.filter((other) => other.id === id).length > 1 ? `${id} (${source.file})` : id);
  const decided = (decision: Claim['decision']): Claim[] => claims.filter((claim) => claim.decision === decision);
  return [
    ...decided('fail').map((claim) => ({ text: describeClaim(claim), tone: toneOf(claim) })),
    ...[...Map.groupBy(decided('undecided'), ({ reason }) => reason)].map(([reason, of]) => note(`undecided: ${of.map(named).join(', ')}\n${reason}`)),
    ...decided('pass').map((claim) => ({ text: `${named(claim)}: ${claim.statement} (${claim.by === 'attestation' ? claim.reason : `by ${claim.by ?? 'nothing'}`})`, tone: toneOf(claim) })),
  ];
}

/** What is not known yet, said and not left out. */
export function notYetSection(notYet: string[]): Section[] {
  return notYet.length === 0 ? [] : [{ title: 'Not known yet', lines: notYet.map(note) }];
}
