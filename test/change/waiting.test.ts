import { describe, expect, it } from '@jest/globals';
import type { ApprovalDecision } from '../../src/change/approval.ts';
import type { RequestStatus } from '../../src/change/lifecycle.ts';
import { lastResults, nextStep, stoppedAt, type StepResult } from '../../src/change/progress.ts';
import { waitsFor, type WaitingFacts } from '../../src/change/waiting.ts';
import { STEPS } from '../../src/evidence/record.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';

const allowed: ApprovalDecision = { allowed: true, by: [], template: null };
const lacking = (whoMay: string[], reasons = ['nobody has approved it']): ApprovalDecision => ({ allowed: false, by: [], reasons, missing: { reasons, whoMay }, opens: undefined });

const result = (step: StepResult['step'], overrides: Partial<StepResult> = {}): StepResult => ({ step, verdict: 'pass', finishedAt: `2026-03-01T10:00:${String(STEPS.indexOf(step)).padStart(2, '0')}.000Z`, reasons: [], ...overrides });
const BEFORE_PLAN = (['approval', 'synth', 'prepare', 'scan', 'refine', 'rehearse', 'validate', 'integrate', 'checklist'] as const).map((step) => result(step, step === 'refine' || step === 'rehearse' ? { component: 'storage' } : {}));
const SEALED = [...BEFORE_PLAN, result('plan')];

const NOTHING_SHOWN: WaitingFacts['shown'] = { began: false, productionBegun: false, failed: [], failedEarlier: [], handedOver: false, acknowledged: false };

function facts(status: RequestStatus, overrides: Partial<WaitingFacts> = {}): WaitingFacts {
  return {
    id: 'CR-0001',
    file: 'changes/CR-0001.md',
    requester: 'rita@example.com',
    derived: { status },
    expired: false,
    time: { reasons: [], opens: undefined },
    request: allowed,
    promotion: undefined,
    acknowledgement: undefined,
    review: undefined,
    shown: NOTHING_SHOWN,
    results: [],
    components: ['storage'],
    target: 'cloud',
    ...overrides,
  };
}

const later = { reasons: ['freeze year-end', 'a Sunday'], opens: { at: new Date('2026-12-21T08:00:00Z'), timeZone: 'Europe/Berlin' } };
const never = { reasons: ['the window ended', 'a freeze'], opens: undefined };
const RUNNER = 'whoever runs Cutover';
const RITA = ['rita@example.com'];
const DELIVER = 'cutover deliver --change CR-0001';

describe('what a change waits for', () => {
  it.each<[string, WaitingFacts, string, string[], string]>([
    ['a draft', facts('draft'), 'being submitted', RITA, 'set the status in changes/CR-0001.md to submitted'],
    ['a request without its approvals', facts('submitted', { request: lacking(['ann@example.com', 'bob@example.com'], ['nobody has approved it', 'nobody of security']) }), 'its approval: nobody has approved it; nobody of security', ['ann@example.com', 'bob@example.com'], 'cutover approve CR-0001'],
    ['a request that nobody may approve', facts('submitted', { request: lacking([]) }), 'its approval: nobody has approved it', [], 'cutover approve CR-0001'],
    ['a request that was submitted again with approvals that count', facts('submitted'), 'its approval', [], 'cutover approve CR-0001'],
    ['a standard request outside of its template', facts('submitted', { request: { allowed: false, by: [], reasons: ['not for network', 'not for test'], missing: undefined, opens: undefined } }), 'not for network; not for test', RITA, 'edit changes/CR-0001.md, then cutover status CR-0001'],
    ['an approved request', facts('approved'), 'somebody to begin', [RUNNER], DELIVER],
    ['a scheduled request', facts('scheduled', { time: later }), 'production, which may be changed from Mon 2026-12-21 09:00 Europe/Berlin (2026-12-21T08:00Z): freeze year-end; a Sunday', [RUNNER], `${DELIVER} (all but production can be done before)`],
    ['a request whose window is over', facts('scheduled', { time: never }), 'a time at which production may be changed: the window ended; a freeze', RITA, 'edit the window in changes/CR-0001.md, then cutover approve CR-0001'],
    ['one that has begun', facts('implementing', { results: [result('approval'), result('synth')] }), 'the step prepare', [RUNNER], DELIVER],
    ['one that failed in a step', facts('implementing', { results: [result('approval'), result('synth'), result('scan', { verdict: 'fail', reasons: ['CKV_1\nmore'] })] }), 'scan: fail: CKV_1', [RUNNER], `set it right, then ${DELIVER}`],
    ['one whose component failed', facts('implementing', { results: [result('rehearse', { component: 'storage', verdict: 'fail' })] }), 'rehearse of storage: fail', [RUNNER], `set it right, then ${DELIVER}`],
    ['one whose seal is there', facts('implementing', { results: SEALED, promotion: lacking(['ann@example.com']) }), 'the approval of what the production plan says: nobody has approved it', ['ann@example.com'], 'read the production plan, then cutover approve CR-0001'],
    ['one that stopped for that approval', facts('implementing', { results: [...SEALED, result('promote', { verdict: 'halt' })], promotion: lacking(['ann@example.com']) }), 'the approval of what the production plan says: nobody has approved it', ['ann@example.com'], 'read the production plan, then cutover approve CR-0001'],
    ['one whose promotion stopped at a component', facts('implementing', { results: [...SEALED, result('promote', { verdict: 'halt', component: 'storage' })], promotion: lacking(['ann@example.com']) }), 'promote of storage: halt', [RUNNER], `set it right, then ${DELIVER}`],
    ['one whose seal is approved, in a freeze', facts('implementing', { results: SEALED, promotion: allowed, time: later }), 'production, which may be changed from Mon 2026-12-21 09:00 Europe/Berlin (2026-12-21T08:00Z): freeze year-end; a Sunday', [RUNNER], `${DELIVER}, then`],
    ['one whose seal is refused for the time alone', facts('implementing', { results: SEALED, promotion: { allowed: false, by: [], reasons: ['a freeze'], missing: undefined, opens: undefined }, time: never }), 'a time at which production may be changed: the window ended; a freeze', RITA, 'edit the window in changes/CR-0001.md, then cutover approve CR-0001'],
    ['one whose seal is approved', facts('implementing', { results: SEALED, promotion: allowed }), 'the step promote', [RUNNER], DELIVER],
    ['one that is not sealed, in a freeze', facts('implementing', { results: BEFORE_PLAN, promotion: lacking(['ann@example.com']), time: later }), 'the step plan', [RUNNER], DELIVER],
    ['one whose seal is there, before anything was asked of it', facts('implementing', { results: SEALED, time: later }), 'the step promote', [RUNNER], DELIVER],
    ['one whose scan failed after the seal', facts('implementing', { results: [...SEALED.filter(({ step }) => step !== 'scan'), result('scan', { verdict: 'fail', finishedAt: '2026-03-02T10:00:00.000Z' })], promotion: lacking(['ann@example.com']) }), 'scan: fail', [RUNNER], `set it right, then ${DELIVER}`],
    ['one whose validation failed after the seal', facts('implementing', { results: [...SEALED, result('validate', { verdict: 'fail', finishedAt: '2026-03-02T10:00:00.000Z' })], promotion: lacking(['ann@example.com']) }), 'validate: fail', [RUNNER], `set it right, then ${DELIVER}`],
    ['one of which all steps have passed', facts('implementing', { results: [...SEALED, result('promote', { component: 'storage' }), result('handover')] }), 'being finished', [RUNNER], DELIVER],
    ['one that failed in production', facts('failed', { shown: { ...NOTHING_SHOWN, failed: ['storage', 'queue'], failedEarlier: ['network'] } }), 'what is to become of production, which was changed in part: storage, queue, network failed', ['operations'], 'write a change request that finishes it or takes it back; or say in CR-0001 what is still to be done, and have that approved'],
    ['one that is implemented', facts('implemented', { acknowledgement: lacking(['olga@example.com']) }), 'the acknowledgement of operations: nobody has approved it', ['olga@example.com'], 'cutover acknowledge CR-0001'],
    ['one that is implemented, without a seal to acknowledge', facts('implemented'), 'the acknowledgement of operations', [], 'cutover acknowledge CR-0001'],
    ['one that is acknowledged and not handed over again', facts('implemented', { acknowledgement: allowed }), 'the acknowledgement to be taken into the handover', [RUNNER], 'cutover handover --change CR-0001'],
    ['an emergency that nobody reviewed', facts('closed', { review: lacking(['bob@example.com']) }), 'the review of the emergency: nobody has approved it', ['bob@example.com'], 'cutover approve CR-0001'],
    ['a file that says what nothing shows', facts('submitted', { derived: { status: 'submitted', problem: 'the file says closed' } }), 'a status that is true: the file says closed', RITA, 'set the status in changes/CR-0001.md to submitted'],
  ])('%s', (_name, given, what, whom, next) => {
    expect(waitsFor(given)).toEqual([{ what, whom, next }]);
  });

  it.each<RequestStatus>(['draft', 'submitted', 'approved', 'scheduled', 'implementing'])('is a later day where it is %s and has expired', (status) => {
    expect(waitsFor(facts(status, { expired: true }))).toEqual([{ what: 'a later day to expire on, approved anew', whom: RITA, next: 'edit expires in changes/CR-0001.md, then cutover approve CR-0001' }]);
  });

  it.each<RequestStatus>(['failed', 'implemented'])('is not a later day where it is %s', (status) => {
    expect(waitsFor(facts(status, { expired: true })).map(({ what }) => what)).toEqual([expect.not.stringContaining('expire')]);
  });

  it.each([
    ['a file that says what nothing shows', facts('submitted', { derived: { status: 'submitted', problem: 'x' } })],
    ['one that has expired', facts('implementing', { expired: true })],
  ])('is the review too, of %s', (_name, given) => {
    expect(waitsFor({ ...given, review: lacking(['bob@example.com']) }).map(({ whom }) => whom)).toEqual([RITA, ['bob@example.com']]);
  });

  it.each<RequestStatus>(['closed', 'rejected', 'cancelled', 'rolled-back'])('is nothing once it is %s, expired or not', (status) => {
    expect(waitsFor(facts(status, { expired: true, review: allowed }))).toEqual([]);
  });

  it.each<[string, WaitingFacts, RegExp]>([
    ['to begin', facts('approved'), /^cutover deliver --change CR-0001 --sandbox$/],
    ['to wait for its window', facts('scheduled', { time: later }), /^cutover deliver --change CR-0001 --sandbox \(all but/],
    ['to go on', facts('implementing', { results: [result('approval')] }), /^cutover deliver --change CR-0001 --sandbox$/],
    ['to set something right', facts('implementing', { results: [result('scan', { verdict: 'fail' })] }), /^set it right, then cutover deliver --change CR-0001 --sandbox$/],
    ['to go on when production is open', facts('implementing', { results: SEALED, promotion: allowed, time: later }), /^cutover deliver --change CR-0001 --sandbox, then$/],
    ['to hand over again', facts('implemented', { acknowledgement: allowed }), /^cutover handover --change CR-0001 --sandbox$/],
  ])('%s in the sandbox names the sandbox', (_name, given, next) => {
    expect(waitsFor({ ...given, target: 'sandbox' })).toEqual([expect.objectContaining({ next: expect.stringMatching(next) })]);
  });

  it('is its review alone, where operations have taken over an emergency', () => {
    expect(waitsFor(facts('implemented', { shown: { ...NOTHING_SHOWN, handedOver: true, acknowledged: true }, acknowledgement: allowed, review: lacking(['bob@example.com']) }))).toEqual([{ what: expect.stringMatching(/^the review of the emergency/), whom: ['bob@example.com'], next: 'cutover approve CR-0001' }]);
  });

  it('is two things where operations and a reviewer are waited for', () => {
    expect(waitsFor(facts('implemented', { acknowledgement: lacking(['olga@example.com']), review: lacking(['bob@example.com']) })).map(({ whom }) => whom)).toEqual([['olga@example.com'], ['bob@example.com']]);
  });
});

describe('how far a change is', () => {
  it('is told by the last record of each step and component', () => {
    const records = [aRecord({ step: 'rehearse', component: 'network' }), aRecord({ step: 'rehearse', verdict: 'fail' }), aRecord({ step: 'rehearse', environment: 'test' }), aChangeRecord({ step: 'scan', verdict: 'halt', reasons: ['x'] })];
    expect(lastResults(records)).toStrictEqual([
      { step: 'scan', verdict: 'halt', finishedAt: expect.any(String), reasons: ['x'] },
      { step: 'rehearse', component: 'network', verdict: 'pass', finishedAt: expect.any(String), reasons: [] },
      { step: 'rehearse', component: 'storage', environment: 'test', verdict: 'pass', finishedAt: expect.any(String), reasons: [] },
    ]);
  });

  it('goes on with the first step that is not done for all components', () => {
    expect(nextStep([], [])).toBe('approval');
    expect(nextStep([result('approval', { verdict: 'fail' })], [])).toBe('approval');
    expect(nextStep(BEFORE_PLAN.map((one) => (one.step === 'rehearse' ? { ...one, verdict: 'indeterminate' } : one)), ['storage'])).toBe('rehearse');
    expect(nextStep(BEFORE_PLAN, ['storage'])).toBe('plan');
    expect(nextStep(BEFORE_PLAN, ['storage', 'network'])).toBe('refine');
    expect(nextStep(BEFORE_PLAN, [])).toBe('refine');
    expect(nextStep([...SEALED, result('promote', { component: 'storage' }), result('handover')], ['storage'])).toBeUndefined();
  });

  it('has stopped where the newest record is no pass', () => {
    const failed = result('scan', { verdict: 'fail' });
    expect(stoppedAt([failed])).toBe(failed);
    expect(stoppedAt([failed, result('plan')])).toBeUndefined();
    expect(stoppedAt([])).toBeUndefined();
    const later = result('scan', { verdict: 'fail', finishedAt: '2026-03-02T10:00:00.000Z' });
    expect(stoppedAt([later, result('plan')])).toBe(later);
    expect(stoppedAt([{ ...later, verdict: 'pass' }, result('plan', { verdict: 'halt' })])).toBeUndefined();
  });
});
