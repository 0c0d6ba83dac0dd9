import type { StepRecord } from '../evidence/record.ts';
import type { ApprovalDecision } from './approval.ts';
import type { DerivedStatus, Shown } from './derived-status.ts';
import type { RequestStatus } from './lifecycle.ts';
import { nextStep, stoppedAt, type StepResult } from './progress.ts';
import type { Missing } from './quorum.ts';
import { openingText, type ProductionTime } from './windows.ts';

/** Something that a change cannot go on without. */
export interface Waiting {
  /** As the end of a sentence: `it waits for …`. */
  what: string;
  /** People, by the names of the approvers file, or roles. */
  whom: string[];
  /** A command, or an edit. */
  next: string;
}

export interface WaitingFacts {
  id: string;
  /** The request's file. */
  file: string;
  requester: string;
  derived: DerivedStatus;
  expired: boolean;
  /** Whether production may be changed now, as far as windows and freezes go. */
  time: ProductionTime;
  request: ApprovalDecision;
  /** Of the seal and of the handover; undefined where there is no seal. */
  promotion: ApprovalDecision | undefined;
  acknowledgement: ApprovalDecision | undefined;
  /** Of an emergency that has changed production. */
  review: ApprovalDecision | undefined;
  shown: Shown;
  results: StepResult[];
  components: string[];
  /** The world of its last run, which the next one has to be in too. */
  target: StepRecord['target'];
}

const ANYBODY = ['whoever runs Cutover'];

/** What the change waits for, from whom, and what to do about it. Empty: nothing. */
export function waitsFor(facts: WaitingFacts): Waiting[] {
  const { id, file, derived, requester, expired } = facts;
  const review = facts.review === undefined || facts.review.allowed ? [] : [missing('the review of the emergency', facts.review, `cutover approve ${id}`)];
  if (derived.problem !== undefined) return [{ what: `a status that is true: ${derived.problem}`, whom: [requester], next: `set the status in ${file} to ${derived.status}` }, ...review];
  if (expired && MAY_STILL_EXPIRE.includes(derived.status)) return [{ what: 'a later day to expire on, approved anew', whom: [requester], next: `edit expires in ${file}, then cutover approve ${id}` }, ...review];
  return [...OF_STATUS[derived.status](facts), ...review];
}

const MAY_STILL_EXPIRE: RequestStatus[] = ['draft', 'submitted', 'approved', 'scheduled', 'implementing'];

const OF_STATUS: Record<RequestStatus, (facts: WaitingFacts) => Waiting[]> = {
  draft: ({ file, requester }) => [{ what: 'being submitted', whom: [requester], next: `set the status in ${file} to submitted` }],
  submitted: ({ id, file, request, requester }) => [request.allowed || request.missing !== undefined ? missing('its approval', request, `cutover approve ${id}`) : { what: request.reasons.join('; '), whom: [requester], next: `edit ${file}, then cutover status ${id}` }],
  approved: (facts) => [{ what: 'somebody to begin', whom: ANYBODY, next: run('deliver', facts) }],
  scheduled: (facts) => [{ ...opening(facts), next: facts.time.opens === undefined ? opening(facts).next : `${run('deliver', facts)} (all but production can be done before)` }],
  implementing: (facts) => [inProgress(facts)],
  failed: ({ id, shown }) => [{ what: `what is to become of production, which was changed in part: ${[...shown.failed, ...shown.failedEarlier].join(', ')} failed`, whom: ['operations'], next: `write a change request that finishes it or takes it back; or say in ${id} what is still to be done, and have that approved` }],
  implemented: (facts) => (facts.shown.acknowledged ? [] : [toAcknowledge(facts)]),
  closed: () => [],
  rejected: () => [],
  cancelled: () => [],
  'rolled-back': () => [],
};

function toAcknowledge(facts: WaitingFacts): Waiting {
  const { id, acknowledgement } = facts;
  if (acknowledgement?.allowed === true) return { what: 'the acknowledgement to be taken into the handover', whom: ANYBODY, next: run('handover', facts) };
  return missing('the acknowledgement of operations', acknowledgement, `cutover acknowledge ${id}`);
}

function inProgress(facts: WaitingFacts): Waiting {
  const { id, results, components, promotion, time } = facts;
  const stopped = stoppedAt(results);
  const next = nextStep(results, components);
  // The gate of the promotion stops at what is missing; anything that stopped after it is the newer news.
  if (next === 'promote' && promotion !== undefined && (stopped === undefined || (stopped.step === 'promote' && stopped.component === undefined))) {
    if (!promotion.allowed && promotion.missing !== undefined) return missing('the approval of what the production plan says', promotion, `read the production plan, then cutover approve ${id}`);
    if (time.reasons.length > 0) return opening(facts);
  }
  if (stopped !== undefined) return { what: `${stopped.step}${stopped.component === undefined ? '' : ` of ${stopped.component}`}: ${stopped.verdict}${stopped.reasons[0] === undefined ? '' : `: ${stopped.reasons[0].split('\n')[0] ?? ''}`}`, whom: ANYBODY, next: `set it right, then ${run('deliver', facts)}` };
  return { what: next === undefined ? 'being finished' : `the step ${next}`, whom: ANYBODY, next: run('deliver', facts) };
}

function missing(what: string, decision: { allowed: true } | { allowed: false; missing?: Missing | undefined; reasons: string[] } | undefined, next: string): Waiting {
  const lacking = decision === undefined || decision.allowed ? undefined : decision.missing;
  return { what: lacking === undefined ? what : `${what}: ${lacking.reasons.join('; ')}`, whom: lacking?.whoMay ?? [], next };
}

/** Production to be open: by itself, or, where it will not be, by an edit of the request. */
function opening(facts: WaitingFacts): Waiting {
  const { id, file, requester, time: { reasons, opens } } = facts;
  if (opens !== undefined) return { what: `production, which may be changed from ${openingText(opens)}: ${reasons.join('; ')}`, whom: ANYBODY, next: `${run('deliver', facts)}, then` };
  return { what: `a time at which production may be changed: ${reasons.join('; ')}`, whom: [requester], next: `edit the window in ${file}, then cutover approve ${id}` };
}

function run(command: 'deliver' | 'handover', { id, target }: WaitingFacts): string {
  return `cutover ${command} --change ${id}${target === 'sandbox' ? ' --sandbox' : ''}`;
}
