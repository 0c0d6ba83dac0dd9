import type { Place, Statement } from '../claims/claim.ts';
import type { Target } from './architecture.ts';
import type { Demand } from './demand.ts';

/** What one of the four documents demands. */
export interface DocumentStatement extends Statement {
  level: 'must' | 'should';
  /** Set on the requirements of the architecture: which components they are about, and what is to be reached. */
  requirement?: { components: string[]; target?: Target };
  /** Set on the decisions of the architecture. */
  decision?: { why: string };
}

/** A place in a document's front matter → its file and line. */
export type PlaceOf = (...path: PropertyKey[]) => Place;

/** A demand that people wrote down as such. */
export function demanded(demand: Demand, owner: string, section: string[], source: Place): DocumentStatement {
  const { id, statement, level, rule } = demand;
  return { id, owner: demand.owner ?? owner, statement, section, source, level, ...(rule === undefined ? {} : { rule }) };
}
