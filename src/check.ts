import { Halt, Indeterminate, StepFailure, UserError } from './errors.ts';
import { ENVIRONMENTS, type EnvironmentName, type StepName, type StepRecord } from './evidence/record.ts';
import type { FoundRequest } from './change/find-request.ts';
import type { OpenCheck } from './open-check.ts';
import { nextSteps, touched } from './presentation/check-next.ts';
import { worstOf, type CheckedPlan, type CheckedStep, type CheckReport } from './presentation/check-report.ts';
import { NotPassed, type Run } from './step.ts';
import { NO_CREDENTIALS } from './steps/can-plan.ts';
import { checkedClaims, checkedComponents, checkedFindings, type CheckRecords } from './steps/checked.ts';
import { decideItems } from './steps/checklist.ts';
import { reviewsToCount } from './steps/check-reviews.ts';
import { standingOf, type Standing } from './steps/check-standing.ts';
import { prepare } from './steps/prepare.ts';
import { scan } from './steps/scan.ts';
import { synth } from './steps/synth.ts';
import { planUnsealed } from './steps/unsealed-plan.ts';

/**
 * Looks at a change before anyone has approved it: synth, prepare, scan, and a plan of each environment as far as there are
 * credentials. A step that does not pass keeps no other from looking. What it leaves is marked unapproved and counts nowhere else
 * (docs/decisions/0014-check-before-approval.md). Mistakes of the user's are in the report; it throws for our own.
 */
export async function check({ run, branch, changed }: OpenCheck): Promise<CheckReport> {
  const walk = new Walk(run);
  const records: CheckRecords = { synth: undefined, prepare: undefined, scan: undefined, plans: [] };
  run.ui.heading('synth, prepare, scan: what is it, in what order, is it secure?');
  records.synth = await walk.step('synth', undefined, () => synth(run));
  const notPlanned: CheckedPlan[] = [];
  if (records.synth?.verdict === 'pass') {
    records.prepare = await walk.step('prepare', undefined, () => prepare(run));
    records.scan = await walk.step('scan', undefined, () => scan(run));
    run.ui.heading('plan: what would happen?');
    for (const environment of ENVIRONMENTS) {
      if (!run.change.request.environments.includes(environment)) continue;
      const record = await walk.step('plan', environment, () => planUnsealed(run, environment));
      if (record !== undefined) records.plans.push(record);
      else if (walk.skipped.includes(environment)) notPlanned.push({ state: 'not planned', environment, because: NO_CREDENTIALS });
    }
  }
  return reportOf({ run, branch, changed }, records, walk.steps, notPlanned);
}

/** The steps as they went, in order. */
class Walk {
  readonly steps: CheckedStep[] = [];
  /** Environments of which nothing could be planned. */
  readonly skipped: EnvironmentName[] = [];
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
  }

  /** Undefined when there is no record: it was not reached, or stopped before there was one. */
  async step(step: StepName, environment: EnvironmentName | undefined, work: () => Promise<StepRecord | undefined>): Promise<StepRecord | undefined> {
    const named = { step, ...(environment === undefined ? {} : { environment }) };
    if (this.#run.signal.aborted) return void this.steps.push({ ...named, verdict: 'indeterminate', reasons: ['the check was interrupted'] });
    try {
      const record = await work();
      if (record !== undefined) this.steps.push({ ...named, verdict: record.verdict, reasons: record.reasons });
      else if (environment !== undefined) this.#skip(environment);
      return record;
    } catch (error) {
      if (error instanceof NotPassed) {
        this.steps.push({ ...named, verdict: error.record.verdict, reasons: error.record.reasons });
        this.#run.ui.line(`${step}: ${error.message}`, 'bad');
        return error.record;
      }
      this.steps.push({ ...named, ...asStep(error) });
      this.#run.ui.line(`${step}: ${(error as Error).message}`, 'bad');
      return undefined;
    }
  }

  #skip(environment: EnvironmentName): void {
    this.skipped.push(environment);
    this.steps.push({ step: 'plan', environment, verdict: 'not reached', reasons: [`not planned: ${NO_CREDENTIALS}`] });
    this.#run.ui.line(`${environment} is not planned: ${NO_CREDENTIALS}`, 'note');
  }
}

/** Throws the error itself where it is no mistake of the user's. */
export function asStep(error: unknown): Pick<CheckedStep, 'verdict' | 'reasons' | 'place'> {
  if (!(error instanceof UserError || error instanceof Halt || error instanceof StepFailure || error instanceof Indeterminate)) throw error;
  const { file, line } = error.complaint;
  return {
    verdict: error instanceof Halt ? 'halt' : error instanceof Indeterminate ? 'indeterminate' : 'fail',
    reasons: [error.message],
    ...(file === undefined ? {} : { place: { file, ...(line === undefined ? {} : { line }) } }),
  };
}

function reportOf({ run, branch, changed }: OpenCheck, records: CheckRecords, steps: CheckedStep[], notPlanned: CheckedPlan[]): CheckReport {
  const components = checkedComponents(records, changed, notPlanned);
  const { found } = branch;
  const atFault = branch.found === undefined ? branch.atFault : [];
  const requestMissing = found === undefined && touched(components).length > 0;
  const { step: status, untrue, waiting } = found === undefined ? NO_REQUEST : standingSoFar(run, found, components.some(({ touchedBy }) => touchedBy.length > 0));
  const verdict = worstOf([...steps.map((step) => step.verdict), ...(atFault.length > 0 ? ['fail' as const] : requestMissing ? ['halt' as const] : [])]);
  const next = nextSteps({ verdict, hasRequest: found !== undefined, atFault, components, waiting, untrue });
  return {
    schema: 1,
    project: run.config.name,
    prefix: run.git.prefix,
    head: run.git.head,
    target: run.target,
    verdict: status === undefined ? verdict : worstOf([verdict, status.verdict]),
    change: found === undefined ? null : changeOf(found),
    noChange: branch.found === undefined ? branch.why : null,
    atFault,
    steps: status === undefined ? steps : [status, ...steps],
    components,
    ...checkedFindings(records),
    claims: checkedClaims(records),
    checklist: checklistSoFar(run, records),
    next,
    reviews: found === undefined ? null : reviewsSoFar(run, found, next),
  };
}

function changeOf({ request: { id, title, risk, requester, status, components }, file }: FoundRequest): CheckReport['change'] {
  return { id, file, title, risk, requester, status, components };
}

/** How many items the check alone decides; the rest waits for the rehearsal, or for people. */
function checklistSoFar(run: Run, { prepare: prepared }: CheckRecords): CheckReport['checklist'] {
  if (prepared === undefined) return null;
  try {
    const { claims } = decideItems({ ...run, ui: { line: () => undefined } }, 'checklist', []);
    const count = (decision: string): number => claims.filter((claim) => claim.decision === decision).length;
    return { items: claims.length, decisions: { pass: count('pass'), fail: count('fail'), 'not-applicable': count('not-applicable'), undecided: count('undecided') } };
  } catch (error) {
    asStep(error);
    return null;
  }
}

/** A base that has no approvers yet has been said. */
function reviewsSoFar(run: Run, change: FoundRequest, next: CheckReport['next']): CheckReport['reviews'] {
  try {
    return reviewsToCount(run, change, next);
  } catch (error) {
    asStep(error);
    return null;
  }
}

const NO_REQUEST: Standing = { step: undefined, untrue: [], waiting: [] };

/** From the approvals and records of the delivery. A base that has no approvers yet is said so. */
function standingSoFar(run: Run, change: FoundRequest, touchesFiles: boolean): Standing {
  try {
    const standing = standingOf(run, change, touchesFiles);
    for (const reason of standing.step?.reasons ?? []) run.ui.line(reason, 'bad');
    return standing;
  } catch (error) {
    return { ...NO_REQUEST, waiting: asStep(error).reasons.map((what) => ({ what, whom: [], next: `cutover status ${change.request.id} says what the request waits for` })) };
  }
}
