import { describe, expect, it } from '@jest/globals';
import { evidenceLeads, moveBetween, MOVES, REQUEST_STATUSES, type RequestStatus } from '../../src/change/lifecycle.ts';

const ENDS: RequestStatus[] = ['cancelled', 'rolled-back'];

describe('the life of a change request', () => {
  it('reaches every state from a draft', () => {
    const reached = new Set<RequestStatus>(['draft']);
    for (const status of reached) for (const { from, to } of MOVES) if (from === status) reached.add(to);
    expect([...reached].sort()).toEqual([...REQUEST_STATUSES].sort());
  });

  it.each(REQUEST_STATUSES)('has no move out of %s only where it ends', (status) => {
    expect(MOVES.some(({ from }) => from === status)).toBe(!ENDS.includes(status));
  });

  it('has one move at most between two states, and none from a state to itself', () => {
    const names = MOVES.map(({ from, to }) => `${from} → ${to}`);
    expect(new Set(names).size).toBe(names.length);
    expect(MOVES.filter(({ from, to }) => from === to)).toEqual([]);
  });

  it('goes from one to another as this says, by whom, and nowhere else', () => {
    const lines = MOVES.map(({ from, to, by, shownBy, what, onlyBeforeProduction }) => `${from} → ${to}, ${by}: ${what ?? shownBy}${onlyBeforeProduction ? ', before production' : ''}`);
    expect(lines.sort()).toEqual([
      'approved → cancelled, requester: file, before production',
      'approved → draft, requester: file',
      'approved → implementing, cutover: a record of the step approval that passed',
      'approved → rejected, approver: file',
      'approved → scheduled, cutover: a window that has not opened yet',
      'approved → submitted, requester: edit',
      'closed → rolled-back, operations: file',
      'draft → cancelled, requester: file, before production',
      'draft → submitted, requester: file',
      'failed → rolled-back, operations: file',
      'failed → submitted, requester: file',
      'implemented → closed, operations: a signed acknowledgement in the record of the handover, and for an emergency its review',
      'implemented → rolled-back, operations: file',
      'implementing → cancelled, requester: file, before production',
      'implementing → draft, requester: file, before production',
      'implementing → failed, cutover: a record of a promotion that was applied and whose checks failed',
      'implementing → implemented, cutover: a record of the step handover that passed',
      'implementing → rejected, approver: file',
      'implementing → submitted, requester: edit',
      'rejected → draft, requester: file',
      'scheduled → approved, cutover: a window that is open',
      'scheduled → cancelled, requester: file, before production',
      'scheduled → draft, requester: file',
      'scheduled → implementing, cutover: a record of the step approval that passed',
      'scheduled → rejected, approver: file',
      'scheduled → submitted, requester: edit',
      'submitted → approved, approver: approvals of the request that count',
      'submitted → cancelled, requester: file, before production',
      'submitted → draft, requester: file',
      'submitted → rejected, approver: file',
    ]);
    expect(MOVES.filter(({ shownBy, what }) => (shownBy === 'evidence') !== (what !== undefined))).toEqual([]);
  });

  it.each<[RequestStatus, RequestStatus]>([
    ['draft', 'approved'], ['draft', 'implementing'], ['submitted', 'implementing'], ['approved', 'implemented'], ['rejected', 'approved'], ['cancelled', 'draft'],
    ['failed', 'approved'], ['failed', 'implemented'], ['implemented', 'approved'], ['implemented', 'cancelled'], ['closed', 'implementing'], ['rolled-back', 'approved'],
  ])('does not go from %s to %s at once', (from, to) => {
    expect(moveBetween(from, to)).toBeUndefined();
  });

  it('lets only evidence show what only Cutover and approvers can say with effect', () => {
    for (const status of ['approved', 'scheduled', 'implementing', 'implemented', 'closed', 'failed']) {
      expect(MOVES.filter(({ to, shownBy }) => to === status && shownBy !== 'evidence')).toEqual([]);
    }
  });
});

describe('a file that lags behind the evidence', () => {
  it.each<[RequestStatus, RequestStatus, boolean]>([
    ['submitted', 'closed', true],
    ['submitted', 'failed', true],
    ['approved', 'implementing', true],
    ['scheduled', 'approved', true],
    ['closed', 'closed', true],
    ['draft', 'submitted', false],
    ['draft', 'implemented', false],
    ['rejected', 'approved', false],
    ['failed', 'implemented', false],
    ['implemented', 'implementing', false],
  ])('says %s where the evidence shows %s: %s', (from, to, leads) => {
    expect(evidenceLeads(from, to)).toBe(leads);
  });
});
