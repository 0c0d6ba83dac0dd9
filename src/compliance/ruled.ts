import type { Decision, Statement } from '../claims/claim.ts';
import { DecidedDemands } from '../claims/decided.ts';
import { digestOf } from '../digest.ts';
import type { StepRecord } from '../evidence/record.ts';
import { told, type Told } from './finding.ts';
import { worstOf, type Result } from './state.ts';

const RESULT_OF: Record<Decision, Result> = { pass: 'passed', fail: 'failed', undecided: 'open', 'not-applicable': 'not applicable' };

/** What the documents demand, and how it was decided. */
export class Ruled {
  readonly #statements: Statement[];
  readonly #decided: DecidedDemands;

  constructor(statements: Statement[], records: StepRecord[]) {
    this.#statements = statements;
    this.#decided = new DecidedDemands(records);
  }

  /**
   * All demands under this id: what the base demands counts beside what the change does. `pinned`: SHA-256 of the rule that is meant, null
   * for a demand without one; undefined where the id alone counts.
   */
  tell(id: string, pinned: string | null | undefined): Told {
    const demands = this.#statements.filter((statement) => statement.id === id);
    if (demands.length === 0) return told('absent', 'the documents here do not demand it');
    const other = demands.find(({ rule }) => pinned !== undefined && (rule === undefined ? null : digestOf(rule)) !== pinned);
    if (other !== undefined) return told('absent', `${other.source.file}:${other.source.line} has another rule under this id than the one that is meant`);
    const answers = demands.map((demand) => this.#decided.tell(demand));
    const result = worstOf(answers.map(({ decision }) => RESULT_OF[decision]));
    const telling = answers.filter(({ decision }) => RESULT_OF[decision] === result);
    return told(result, telling.map(({ says }) => says).join('; '), { records: [...new Set(telling.flatMap(({ records }) => records))] });
  }
}
