import type { StepRecord } from '../evidence/record.ts';
import { evidenceLeads, moveBetween, MOVES, type RequestStatus } from './lifecycle.ts';

/** What the records of a change show of its life. */
export interface Shown {
  /** The step approval has let the request begin as it reads now. */
  began: boolean;
  /** Production was changed by some version of the request. */
  productionBegun: boolean;
  /**
   * Components that were promoted, and whose production did not stand up to it last: for the request as it reads now, and for an earlier
   * text. An apply that failed halfway is none of them: the promotion goes on from there, for what is still as sealed.
   */
  failed: string[];
  failedEarlier: string[];
  handedOver: boolean;
  /** Operations have signed that they take over, and the handover has recorded it. */
  acknowledged: boolean;
}

/** `digest`: that of the request as it reads now. Of the records only those of approval, promote and handover are looked at. */
export function shownBy(records: StepRecord[], digest: string): Shown {
  const last = (step: StepRecord['step']): StepRecord | undefined => records.findLast((record) => record.step === step && record.component === undefined);
  const [approval, handover] = [last('approval'), last('handover')];
  const promotions = records.flatMap(({ step, component, ...record }) => (step === 'promote' && component !== undefined ? [{ ...record, component }] : []));
  const failures = [...new Map(promotions.map((record) => [record.component, record])).values()].filter(({ verdict, facts }) => verdict === 'fail' && facts['begun'] === true && facts['applied'] === true);
  const failedUnder = (isThis: boolean): string[] => failures.filter(({ inputs }) => (inputs['request'] === digest) === isThis).map(({ component }) => component);
  return {
    began: approval?.verdict === 'pass' && approval.inputs['request'] === digest,
    productionBegun: promotions.some(({ facts }) => facts['begun'] === true),
    failed: failedUnder(true),
    failedEarlier: failedUnder(false),
    handedOver: handover?.verdict === 'pass',
    acknowledged: handover?.verdict === 'pass' && (handover.facts['acknowledgement'] ?? null) !== null,
  };
}

export interface StatusQuestion {
  /** What the file says. */
  file: RequestStatus;
  shown: Shown;
  /** Whether approvals of the request as it reads now count. */
  approved: boolean;
  /** Whether production may be changed only later. */
  early: boolean;
  /** Whether it is an emergency that has changed production and that nobody has reviewed. */
  unreviewed: boolean;
}

/** What a request is, and why what its file says cannot be. */
export interface DerivedStatus {
  status: RequestStatus;
  problem?: string;
}

/**
 * What a request is: what the evidence shows, unless a person has moved it by what they wrote into the file. A file may lag
 * behind the evidence; it may not say what nothing shows, and nothing that no move leads to.
 */
export function derivedStatus(question: StatusQuestion): DerivedStatus {
  const { file, shown } = question;
  const seen = evidenceStatus(question);
  if (evidenceLeads(file, seen) || moveBetween(file, seen)?.shownBy === 'edit') return { status: seen };
  const moved = moveBetween(seen, file);
  if (moved?.shownBy === 'file' && !(moved.onlyBeforeProduction && shown.productionBegun)) return { status: file };
  return { status: seen, problem: problemOf(file, seen, moved?.onlyBeforeProduction === true) };
}

function evidenceStatus({ file, shown, approved, early, unreviewed }: StatusQuestion): RequestStatus {
  if (shown.handedOver) return shown.acknowledged && !unreviewed ? 'closed' : 'implemented';
  // A text that was edited since begins anew, once somebody has submitted it.
  if (shown.failed.length > 0 || (file === 'failed' && shown.failedEarlier.length > 0)) return 'failed';
  if (!approved) return 'submitted';
  if (shown.began) return 'implementing';
  return early ? 'scheduled' : 'approved';
}

function problemOf(file: RequestStatus, seen: RequestStatus, tooLate: boolean): string {
  const says = `the file says ${file}, and the evidence shows ${seen}`;
  if (tooLate) return `${says}: production was changed already, so it can only be finished, rejected or rolled back`;
  const what = MOVES.find((move) => move.to === file && move.what !== undefined)?.what;
  if (what !== undefined) return `${says}: ${file} is shown by ${what}`;
  return `${says}: no move leads from ${seen} to ${file}`;
}

/** Why a change in each state may not begin or go on; undefined where it may. */
const WHY_NOT: Record<RequestStatus, string | undefined> = {
  draft: 'it is still a draft: submit it and have it approved',
  submitted: undefined, // its approvals are decided by themselves
  approved: undefined,
  scheduled: undefined,
  implementing: undefined,
  implemented: 'it is implemented already: a request is used once',
  closed: 'it is closed: a request is used once',
  rejected: 'it was rejected',
  cancelled: 'it was cancelled',
  failed: 'it failed: a new request is needed, or a text that says what is still to be done, submitted and approved again',
  'rolled-back': 'it was rolled back: a new request is needed',
};

/** Whether the request's own state lets the change begin, or go on, at `now`. Its approvals are decided elsewhere (approval.ts). */
export function mayBegin(request: { status: RequestStatus; expires: string }, shown: Shown, now: Date): { allowed: true } | { allowed: false; reasons: string[] } {
  const { status, problem } = derivedStatus({ file: request.status, shown, approved: true, early: false, unreviewed: false });
  const why = [...new Set([request.status, status])].flatMap((one) => (WHY_NOT[one] === undefined ? [] : [`status ${one}: ${WHY_NOT[one]}`]));
  const reasons = [...why, ...(problem === undefined ? [] : [problem]), ...(hasExpired(request.expires, now) ? [`it expired at the end of ${request.expires} (UTC)`] : [])];
  return reasons.length === 0 ? { allowed: true } : { allowed: false, reasons };
}

/** Written so that a date or a time that cannot be read counts as over. */
export function hasExpired(expires: string, now: Date): boolean {
  const end = Date.parse(expires) + 24 * 60 * 60 * 1000;
  return !(now.getTime() < end);
}
