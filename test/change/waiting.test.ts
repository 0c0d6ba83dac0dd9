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
    shown: { began: false, productionBegun: false, failed: [], failedEarlier: [], handedOver: false, acknowledged: false },
    results: [],
    components: ['storage'],
    target: 'cloud',
    ...overrides,
  };
}

const later = { reasons: ['freeze year-end'], opens: { at: new Date('2026-12-21T08:00:00Z'), timeZone: 'Europe/Berlin' } };
const never = { reasons: ['the window ended'], opens: undefined };
const RUNNER = 'whoever runs Cutover';

describe('what a change waits for', () => {
  it.each<[string, WaitingFacts, { what: RegExp; whom: string[]; next: RegExp }]>([
    ['a draft', facts('draft'), { what: /submitted/, whom: ['rita@example.com'], next: /set the status in changes\/CR-0001\.md to submitted/ }],
    ['a request without its approvals', facts('submitted', { request: lacking(['ann@example.com', 'bob@example.com']) }), { what: /its approval: nobody has approved it/, whom: ['ann@example.com', 'bob@example.com'], next: /^cutover approve CR-0001$/ }],
    ['a request that nobody may approve', facts('submitted', { request: lacking([]) }), { what: /its approval/, whom: [], next: /^cutover approve CR-0001$/ }],
    ['a standard request outside of its template', facts('submitted', { request: { allowed: false, by: [], reasons: ['the template is not for network'], missing: undefined, opens: undefined } }), { what: /not for network/, whom: ['rita@example.com'], next: /edit changes/ }],
    ['an approved request', facts('approved'), { what: /somebody to begin/, whom: [RUNNER], next: /^cutover deliver --change CR-0001$/ }],
    ['a scheduled request', facts('scheduled', { time: later }), { what: /from Mon 2026-12-21 09:00 Europe\/Berlin.*freeze year-end/, whom: [RUNNER], next: /cutover deliver/ }],
    ['a request whose window is over', facts('scheduled', { time: never }), { what: /the window ended/, whom: ['rita@example.com'], next: /edit the window/ }],
    ['an expired request', facts('approved', { expired: true }), { what: /later day/, whom: ['rita@example.com'], next: /edit expires/ }],
    ['one that has begun', facts('implementing', { results: [result('approval'), result('synth')] }), { what: /the step prepare/, whom: [RUNNER], next: /cutover deliver/ }],
    ['one that failed in a step', facts('implementing', { results: [result('approval'), result('synth'), result('scan', { verdict: 'fail', reasons: ['CKV_1\nmore'] })] }), { what: /^scan: fail: CKV_1$/, whom: [RUNNER], next: /set it right, then cutover deliver/ }],
    ['one whose component failed', facts('implementing', { results: [result('rehearse', { component: 'storage', verdict: 'fail' })] }), { what: /^rehearse of storage: fail$/, whom: [RUNNER], next: /set it right/ }],
    ['one whose seal is there', facts('implementing', { results: SEALED, promotion: lacking(['ann@example.com']) }), { what: /the production plan says: nobody/, whom: ['ann@example.com'], next: /read the production plan, then cutover approve CR-0001/ }],
    ['one that stopped for that approval', facts('implementing', { results: [...SEALED, result('promote', { verdict: 'halt' })], promotion: lacking(['ann@example.com']) }), { what: /the production plan says/, whom: ['ann@example.com'], next: /cutover approve/ }],
    ['one whose seal is approved, in a freeze', facts('implementing', { results: SEALED, promotion: allowed, time: later }), { what: /production, which may be changed from/, whom: [RUNNER], next: /, then$/ }],
    ['one whose seal is approved', facts('implementing', { results: SEALED, promotion: allowed }), { what: /the step promote/, whom: [RUNNER], next: /cutover deliver/ }],
    ['one whose scan failed after the seal', facts('implementing', { results: [...SEALED.filter(({ step }) => step !== 'scan'), result('scan', { verdict: 'fail', finishedAt: '2026-03-02T10:00:00.000Z' })], promotion: lacking(['ann@example.com']) }), { what: /^scan: fail/, whom: [RUNNER], next: /set it right/ }],
    ['one that failed in production', facts('failed', { shown: { ...facts('failed').shown, failed: ['storage'] } }), { what: /storage failed/, whom: ['operations'], next: /write a change request/ }],
    ['one that is implemented', facts('implemented', { acknowledgement: lacking(['olga@example.com']) }), { what: /acknowledgement of operations/, whom: ['olga@example.com'], next: /^cutover acknowledge CR-0001$/ }],
    ['one that is acknowledged and not handed over again', facts('implemented', { acknowledgement: allowed }), { what: /taken into the handover/, whom: [RUNNER], next: /^cutover handover --change CR-0001$/ }],
    ['an emergency that nobody reviewed', facts('closed', { review: lacking(['bob@example.com']) }), { what: /review of the emergency/, whom: ['bob@example.com'], next: /^cutover approve CR-0001$/ }],
    ['a file that says what nothing shows', facts('submitted', { derived: { status: 'submitted', problem: 'the file says closed' } }), { what: /the file says closed/, whom: ['rita@example.com'], next: /set the status in changes\/CR-0001\.md to submitted/ }],
  ])('%s', (_name, given, { what, whom, next }) => {
    expect(waitsFor(given)).toEqual([{ what: expect.stringMatching(what), whom, next: expect.stringMatching(next) }]);
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
    const { shown } = facts('implemented');
    expect(waitsFor(facts('implemented', { shown: { ...shown, handedOver: true, acknowledged: true }, acknowledgement: allowed, review: lacking(['bob@example.com']) }))).toEqual([{ what: expect.stringMatching(/^the review of the emergency/), whom: ['bob@example.com'], next: 'cutover approve CR-0001' }]);
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
