import { claimSchema, type Claim, type Statement } from '../claims/claim.ts';
import { listed } from '../claims/probe.ts';
import { recordName } from '../claims/record-view.ts';
import { digestOf } from '../digest.ts';
import type { StepRecord } from '../evidence/record.ts';
import { told, type Told } from './finding.ts';
import { newest, recordsOf } from './newest.ts';
import { worstOf } from './state.ts';

interface Decided {
  record: string;
  claim: Claim;
}

/** What the documents demand, and how it was decided: on the code by `prepare`, on plans by `rehearse` and `plan`. */
export class Ruled {
  readonly #statements: Statement[];
  readonly #onCode: Decided[];
  readonly #onPlans: Decided[];

  constructor(statements: Statement[], records: StepRecord[]) {
    const [prepare, plan] = [newest(records, 'prepare'), newest(records, 'plan')];
    this.#statements = statements;
    this.#onCode = claimsIn(prepare);
    this.#onPlans = [...recordsOf(records, 'rehearse'), ...(plan === undefined ? [] : [plan])].flatMap(claimsIn);
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
    const answers = demands.map((demand) => this.#decided(demand));
    const result = worstOf(answers.map((answer) => answer.result));
    const telling = answers.filter((answer) => answer.result === result);
    return told(result, telling.map(({ says }) => says).join('; '), { records: [...new Set(telling.flatMap(({ records = [] }) => records))] });
  }

  #decided(demand: Statement): Told {
    const about = ({ claim }: Decided): boolean => claim.id === demand.id && claim.source.file === demand.source.file && claim.statement === demand.statement;
    const [onCode, onPlans] = [this.#onCode.filter(about), this.#onPlans.filter(about)];
    const all = [...onCode, ...onPlans];
    const of = (decision: Claim['decision'], among = all): Decided[] => among.filter(({ claim }) => claim.decision === decision);
    const say = (result: Told['result'], telling: Decided[]): Told => told(result, listed([...new Set(telling.map(({ claim }) => `${claim.by === 'attestation' ? 'a person: ' : ''}${claim.reason}`))], 3), { records: [...new Set(telling.map(({ record }) => record))] });
    if (of('fail').length > 0) return say('failed', of('fail'));
    if (onCode.length === 0) return told('open', 'no record says how it was decided');
    if (of('pass', onCode).length > 0) return say('passed', of('pass', onCode));
    // What the code leaves open each plan has to tell.
    const open = [...of('undecided', onPlans), ...(onPlans.length === 0 ? of('undecided', onCode) : [])];
    if (open.length > 0) return say('open', open);
    return of('pass', onPlans).length > 0 ? say('passed', of('pass', onPlans)) : say('not applicable', of('not-applicable'));
  }
}

function claimsIn(record: StepRecord | undefined): Decided[] {
  if (record === undefined) return [];
  const claims = claimSchema.array().safeParse(record.facts['claims']).data ?? [];
  return claims.map((claim) => ({ record: recordName(record), claim }));
}
