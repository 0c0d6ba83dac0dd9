import type { StepRecord } from '../evidence/record.ts';
import { claimSchema, type Claim, type Decision, type Statement } from './claim.ts';
import { newest, recordsOf } from './newest.ts';
import { listed } from './probe.ts';
import { recordName } from './record-view.ts';

/** How a demand was decided, in one sentence, and the records that say so. */
export interface Told {
  decision: Decision;
  says: string;
  records: string[];
}

interface Recorded {
  record: string;
  claim: Claim;
}

/** What the records say about demands of the documents: on the code by `prepare`, on plans by `rehearse` and `plan`. */
export class DecidedDemands {
  readonly #onCode: Recorded[];
  readonly #onPlans: Recorded[];

  constructor(records: StepRecord[]) {
    const [prepare, plan] = [newest(records, 'prepare'), newest(records, 'plan')];
    this.#onCode = claimsIn(prepare);
    this.#onPlans = [...recordsOf(records, 'rehearse'), ...(plan === undefined ? [] : [plan])].flatMap(claimsIn);
  }

  /** One fail, wherever it was seen, is a fail. What the code leaves open each plan that looked at it has to tell. */
  tell({ id, statement, source }: Statement): Told {
    const about = ({ claim }: Recorded): boolean => claim.id === id && claim.source.file === source.file && claim.statement === statement;
    const [onCode, onPlans] = [this.#onCode.filter(about), this.#onPlans.filter(about)];
    const of = (decision: Decision, among: Recorded[]): Recorded[] => among.filter(({ claim }) => claim.decision === decision);
    const fails = of('fail', [...onCode, ...onPlans]);
    if (fails.length > 0) return say('fail', fails);
    if (onCode.length === 0) return { decision: 'undecided', says: 'no record says how it was decided', records: [] };
    if (of('pass', onCode).length > 0) return say('pass', of('pass', onCode));
    const open = onPlans.length === 0 ? of('undecided', onCode) : of('undecided', onPlans);
    if (open.length > 0) return say('undecided', open);
    return of('pass', onPlans).length > 0 ? say('pass', of('pass', onPlans)) : say('not-applicable', of('not-applicable', [...onCode, ...onPlans]));
  }
}

function say(decision: Decision, telling: Recorded[]): Told {
  const reasons = telling.map(({ claim }) => `${claim.by === 'attestation' ? 'a person: ' : ''}${claim.reason}`);
  return { decision, says: listed([...new Set(reasons)], 3), records: [...new Set(telling.map(({ record }) => record))] };
}

function claimsIn(record: StepRecord | undefined): Recorded[] {
  if (record === undefined) return [];
  const claims = claimSchema.array().safeParse(record.facts['claims']).data ?? [];
  return claims.map((claim) => ({ record: recordName(record), claim }));
}
