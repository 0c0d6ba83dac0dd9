import type { Claim, Decider, Decision, Evidence } from '../../claims/claim.ts';
import { countClaims } from './verdict.ts';

/** What `cutover checklist --file … --json` prints. */
export interface ChecklistReport {
  items: ReportedItem[];
  /** By decision and, of what was decided, by what: an attestation counts apart from what a probe has shown. */
  counts: Record<'items' | Decision, number> & { by: Record<Decider, number> };
}

export interface ReportedItem {
  id: string;
  /** Headings above it, outermost first, with ` / ` between them. */
  section: string;
  text: string;
  decision: Decision;
  /** Null exactly when it is undecided. */
  by: Decider | null;
  evidence: Evidence[];
}

export function checklistReport(claims: Claim[]): ChecklistReport {
  const { items, decisions, deciders } = countClaims(claims);
  return {
    items: claims.map(({ id, section, statement, decision, by, evidence }) => ({ id, section: section.join(' / '), text: statement, decision, by, evidence })),
    counts: { items, ...decisions, by: deciders },
  };
}
