import type { Told } from '../claims/decided.ts';
import type { Decision } from '../claims/claim.ts';
import type { DocumentStatement } from '../documents/document-statement.ts';

/** A decision of the architecture, and whether the change keeps to it. */
export interface DecisionPoint {
  id: string;
  statement: string;
  why: string;
  owner: string;
  source: { file: string; line: number };
  /** Whether a rule decides it, or a person has to. */
  ruled: boolean;
  outcome: Decision;
  says: string;
  /** Records that it was decided from. */
  records: string[];
}

/** Each decision of base and change: by its rule, as the records have it; without a rule by an attestation, else it is for a person. Pure. */
export function decideDecisions(statements: DocumentStatement[], tell: (statement: DocumentStatement) => Told): DecisionPoint[] {
  return statements.flatMap((statement) => {
    const { id, decision, owner, source, rule, level } = statement;
    if (decision === undefined) return [];
    const { decision: outcome, says, records } = tell(statement);
    const base = { id, statement: statement.statement, why: decision.why, owner, source: { file: source.file, line: source.line }, ruled: rule !== undefined, records };
    if (outcome === 'fail' && level === 'should') return [{ ...base, outcome: 'undecided', says: `broken, at level should: ${says}` }];
    if (outcome === 'undecided' && rule === undefined) return [{ ...base, outcome, says: `no rule decides it: ${owner} has to, by an attestation of ${id} in attestations.yaml on the base (${says})` }];
    return [{ ...base, outcome, says }];
  });
}
