import { describe, expect, it } from '@jest/globals';
import { derivedStatus, mayBegin, shownBy, type Shown } from '../../src/change/derived-status.ts';
import { REQUEST_STATUSES, type RequestStatus } from '../../src/change/lifecycle.ts';
import { sha256 } from '../../src/digest.ts';
import type { StepRecord } from '../../src/evidence/record.ts';
import { aChangeRecord, aRecord } from '../helpers/a-record.ts';

const DIGEST = sha256('the request as it reads now');
const EARLIER = sha256('the request as it read before');
const NOTHING: Shown = { began: false, productionBegun: false, failed: [], failedEarlier: [], handedOver: false, acknowledged: false };

const approvalOf = (digest: string, verdict: StepRecord['verdict'] = 'pass'): StepRecord => aChangeRecord({ step: 'approval', verdict, inputs: { request: digest } });
const promotionOf = (component: string, verdict: StepRecord['verdict'], begun: boolean, digest = DIGEST, applied = begun): StepRecord =>
  aRecord({ step: 'promote', component, environment: 'production', verdict, inputs: { request: digest }, facts: { begun, applied } });
const handoverOf = (acknowledgement: { by: string } | null, verdict: StepRecord['verdict'] = 'pass'): StepRecord => aChangeRecord({ step: 'handover', environment: 'production', verdict, facts: { acknowledgement } });

describe('what the records of a change show', () => {
  it.each<[string, StepRecord[], Partial<Shown>]>([
    ['no record', [], {}],
    ['an approval of this text', [approvalOf(DIGEST)], { began: true }],
    ['an approval of another text', [approvalOf(EARLIER)], {}],
    ['an approval that was a HALT', [approvalOf(DIGEST, 'halt')], {}],
    ['an approval that is a HALT by now', [approvalOf(DIGEST), approvalOf(DIGEST, 'halt')], {}],
    ['a promotion that was refused before it began', [promotionOf('storage', 'fail', false)], {}],
    ['a promotion that passed', [promotionOf('storage', 'pass', true)], { productionBegun: true }],
    ['a promotion that failed', [promotionOf('storage', 'fail', true)], { productionBegun: true, failed: ['storage'] }],
    ['one that failed and then passed', [promotionOf('storage', 'fail', true), promotionOf('storage', 'pass', true)], { productionBegun: true }],
    ['one that passed and another that failed', [promotionOf('network', 'fail', true), promotionOf('storage', 'pass', true)], { productionBegun: true, failed: ['network'] }],
    ['an apply that failed halfway, which goes on from there', [promotionOf('storage', 'fail', true, DIGEST, false)], { productionBegun: true }],
    ['one that says that it was applied, and not that it began', [promotionOf('storage', 'fail', false, DIGEST, true)], {}],
    ['one that was cut off', [promotionOf('storage', 'indeterminate', true)], { productionBegun: true }],
    ['one that failed under an earlier text', [promotionOf('storage', 'fail', true, EARLIER)], { productionBegun: true, failedEarlier: ['storage'] }],
    ['the gate of the promotion, which is about no component', [aChangeRecord({ step: 'promote', environment: 'production', verdict: 'fail', facts: { begun: true } })], {}],
    ['an approval about one component, which is none of the change', [aRecord({ step: 'approval', inputs: { request: DIGEST } })], {}],
    ['a rehearsal that failed', [aRecord({ step: 'rehearse', verdict: 'fail', inputs: { request: DIGEST }, facts: { begun: true } })], {}],
    ['a handover', [handoverOf(null)], { handedOver: true }],
    ['a handover that operations acknowledged', [handoverOf(null), handoverOf({ by: 'olga@example.com' })], { handedOver: true, acknowledged: true }],
    ['a handover that failed', [handoverOf({ by: 'olga@example.com' }, 'fail')], {}],
  ])('with %s', (_name, records, expected) => {
    expect(shownBy(records, DIGEST)).toEqual({ ...NOTHING, ...expected });
  });
});

const BEGAN: Shown = { ...NOTHING, began: true };
const IN_PRODUCTION: Shown = { ...BEGAN, productionBegun: true };
const FAILED: Shown = { ...IN_PRODUCTION, failed: ['storage'] };
const DONE: Shown = { ...IN_PRODUCTION, handedOver: true };
const ACKNOWLEDGED: Shown = { ...DONE, acknowledged: true };

/** Everything a file can say, by what there is to show for it: the status that is derived; `!` where the file says what cannot be. */
const TABLE: [string, { shown: Shown; approved: boolean; early?: boolean; unreviewed?: boolean }, Record<RequestStatus, string>][] = [
  ['nothing', { shown: NOTHING, approved: false }, {
    draft: 'draft', submitted: 'submitted', approved: 'submitted', scheduled: 'submitted', implementing: 'submitted', implemented: 'submitted!', closed: 'submitted!',
    rejected: 'rejected', cancelled: 'cancelled', failed: 'submitted!', 'rolled-back': 'submitted!',
  }],
  ['approvals', { shown: NOTHING, approved: true }, {
    draft: 'draft', submitted: 'approved', approved: 'approved', scheduled: 'approved', implementing: 'approved!', implemented: 'approved!', closed: 'approved!',
    rejected: 'rejected', cancelled: 'cancelled', failed: 'approved!', 'rolled-back': 'approved!',
  }],
  ['approvals, before the window', { shown: NOTHING, approved: true, early: true }, {
    draft: 'draft', submitted: 'scheduled', approved: 'scheduled', scheduled: 'scheduled', implementing: 'scheduled!', implemented: 'scheduled!', closed: 'scheduled!',
    rejected: 'rejected', cancelled: 'cancelled', failed: 'scheduled!', 'rolled-back': 'scheduled!',
  }],
  ['a beginning', { shown: BEGAN, approved: true, early: true }, {
    draft: 'draft', submitted: 'implementing', approved: 'implementing', scheduled: 'implementing', implementing: 'implementing', implemented: 'implementing!', closed: 'implementing!',
    rejected: 'rejected', cancelled: 'cancelled', failed: 'implementing!', 'rolled-back': 'implementing!',
  }],
  ['a changed production', { shown: IN_PRODUCTION, approved: true }, {
    draft: 'implementing!', submitted: 'implementing', approved: 'implementing', scheduled: 'implementing', implementing: 'implementing', implemented: 'implementing!', closed: 'implementing!',
    rejected: 'rejected', cancelled: 'implementing!', failed: 'implementing!', 'rolled-back': 'implementing!',
  }],
  ['approvals that were withdrawn midway', { shown: IN_PRODUCTION, approved: false }, {
    draft: 'draft', submitted: 'submitted', approved: 'submitted', scheduled: 'submitted', implementing: 'submitted', implemented: 'submitted!', closed: 'submitted!',
    rejected: 'rejected', cancelled: 'submitted!', failed: 'submitted!', 'rolled-back': 'submitted!',
  }],
  ['a failed promotion', { shown: FAILED, approved: true }, {
    draft: 'failed!', submitted: 'failed', approved: 'failed', scheduled: 'failed', implementing: 'failed', implemented: 'failed!', closed: 'failed!',
    rejected: 'failed!', cancelled: 'failed!', failed: 'failed', 'rolled-back': 'rolled-back',
  }],
  ['a handover', { shown: DONE, approved: true }, {
    draft: 'implemented!', submitted: 'implemented', approved: 'implemented', scheduled: 'implemented', implementing: 'implemented', implemented: 'implemented', closed: 'implemented!',
    rejected: 'implemented!', cancelled: 'implemented!', failed: 'implemented!', 'rolled-back': 'rolled-back',
  }],
  ['the acknowledged handover of an emergency that nobody has reviewed', { shown: ACKNOWLEDGED, approved: true, unreviewed: true }, {
    draft: 'implemented!', submitted: 'implemented', approved: 'implemented', scheduled: 'implemented', implementing: 'implemented', implemented: 'implemented', closed: 'implemented!',
    rejected: 'implemented!', cancelled: 'implemented!', failed: 'implemented!', 'rolled-back': 'rolled-back',
  }],
  ['an acknowledged handover, whose approvers have left', { shown: ACKNOWLEDGED, approved: false }, {
    draft: 'closed!', submitted: 'closed', approved: 'closed', scheduled: 'closed', implementing: 'closed', implemented: 'closed', closed: 'closed',
    rejected: 'closed!', cancelled: 'closed!', failed: 'closed!', 'rolled-back': 'rolled-back',
  }],
];

describe.each(TABLE)('the status of a request with %s to show', (_name, { shown, approved, early = false, unreviewed = false }, expected) => {
  it.each(REQUEST_STATUSES)('where the file says %s', (file) => {
    const { status, problem } = derivedStatus({ file, shown, approved, early, unreviewed });
    expect(`${status}${problem === undefined ? '' : '!'}`).toBe(expected[file]);
    if (problem !== undefined) expect(problem).toContain(`the file says ${file}, and the evidence shows ${status}`);
  });
});

describe('what is wrong with a file', () => {
  const problem = (file: RequestStatus, shown: Shown, approved: boolean): string | undefined => derivedStatus({ file, shown, approved, early: false, unreviewed: false }).problem;

  it.each<[string, string | undefined, string]>([
    ['says which evidence would show it, once', problem('implementing', NOTHING, true), 'the file says implementing, and the evidence shows approved: implementing is shown by a record of the step approval that passed'],
    ['says that nothing leads there', problem('rolled-back', NOTHING, false), 'the file says rolled-back, and the evidence shows submitted: no move leads from submitted to rolled-back'],
    ['says that it is too late', problem('cancelled', IN_PRODUCTION, true), 'the file says cancelled, and the evidence shows implementing: production was changed already, so it can only be finished, rejected or rolled back'],
  ])('%s', (_name, said, expected) => {
    expect(said).toBe(expected);
  });
});

describe('a request that failed', () => {
  const earlier: Shown = { ...NOTHING, productionBegun: true, failedEarlier: ['storage'] };

  it('begins anew with another text, once somebody has submitted that', () => {
    expect(derivedStatus({ file: 'failed', shown: earlier, approved: true, early: false, unreviewed: false })).toEqual({ status: 'failed' });
    expect(derivedStatus({ file: 'submitted', shown: earlier, approved: true, early: false, unreviewed: false })).toEqual({ status: 'approved' });
  });
});

describe('whether a request may begin', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const may = ['submitted', 'approved', 'scheduled'];

  it.each(REQUEST_STATUSES)('with nothing but approvals, where the file says %s', (status) => {
    const decision = mayBegin({ status, expires: '2026-03-31' }, NOTHING, now);
    if (may.includes(status)) expect(decision).toEqual({ allowed: true });
    else expect(decision).toMatchObject({ allowed: false, reasons: expect.arrayContaining([expect.stringContaining(status)]) });
  });

  it.each<[RequestStatus, string, Shown, RegExp | undefined]>([
    ['submitted', 'the record of its beginning', BEGAN, undefined],
    ['implementing', 'the record of its beginning', BEGAN, undefined],
    ['implementing', 'a production that is changed in part', IN_PRODUCTION, undefined],
    ['implementing', 'nothing', NOTHING, /the evidence shows approved: implementing is shown by a record of the step approval that passed/],
    ['implemented', 'no handover', IN_PRODUCTION, /implemented is shown by a record of the step handover that passed/],
    ['approved', 'a handover, because somebody has set it back', DONE, /status implemented: .*used once/],
    ['submitted', 'an acknowledged handover', ACKNOWLEDGED, /status closed: .*used once/],
    ['approved', 'a failed promotion, because somebody has set it back', FAILED, /status failed: it failed/],
    ['rejected', 'a production that is changed in part', IN_PRODUCTION, /status rejected: it was rejected/],
    ['cancelled', 'a production that is changed in part', IN_PRODUCTION, /production was changed already/],
  ])('that says %s, with %s to show', (status, _name, shown, reason) => {
    const decision = mayBegin({ status, expires: '2026-03-31' }, shown, now);
    expect(decision).toEqual(reason === undefined ? { allowed: true } : { allowed: false, reasons: expect.arrayContaining([expect.stringMatching(reason)]) });
  });

  it.each([
    ['2026-03-02', '2026-03-01T12:00:00Z', true],
    ['2026-03-01', '2026-03-01T23:59:59.999Z', true],
    ['2026-03-01', '2026-03-02T00:00:00Z', false],
    ['2026-02-28', '2026-03-01T12:00:00Z', false],
    ['soon', '2026-03-01T12:00:00Z', false],
    ['2026-03-02', 'no time', false],
  ])('that expires on %s at %s: %s', (expires, at, allowed) => {
    expect(mayBegin({ status: 'approved', expires }, NOTHING, new Date(at))).toEqual(allowed ? { allowed } : { allowed, reasons: [expect.stringContaining('expired')] });
  });

  it.each<[RequestStatus, Shown, string]>([
    ['draft', NOTHING, 'it is still a draft: submit it and have it approved'],
    ['rejected', NOTHING, 'it was rejected'],
    ['cancelled', NOTHING, 'it was cancelled'],
    ['failed', FAILED, 'it failed: a new request is needed, or a text that says what is still to be done, submitted and approved again'],
    ['implemented', DONE, 'it is implemented already: a request is used once'],
    ['closed', ACKNOWLEDGED, 'it is closed: a request is used once'],
    ['rolled-back', DONE, 'it was rolled back: a new request is needed'],
  ])('says why one that is %s may not', (status, shown, why) => {
    expect(mayBegin({ status, expires: '2026-03-31' }, shown, now)).toEqual({ allowed: false, reasons: [`status ${status}: ${why}`] });
  });

  it('gives every reason', () => {
    expect(mayBegin({ status: 'implemented', expires: '2020-01-01' }, NOTHING, now)).toMatchObject({
      reasons: [expect.stringContaining('used once'), expect.stringContaining('the evidence shows approved'), expect.stringContaining('expired')],
    });
  });
});
