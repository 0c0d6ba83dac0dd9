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

  it.each<[RequestStatus, RequestStatus, string]>([
    ['draft', 'submitted', 'requester'],
    ['submitted', 'approved', 'approver'],
    ['submitted', 'rejected', 'approver'],
    ['approved', 'implementing', 'cutover'],
    ['implementing', 'implemented', 'cutover'],
    ['implementing', 'failed', 'cutover'],
    ['implemented', 'closed', 'operations'],
    ['failed', 'rolled-back', 'operations'],
    ['approved', 'cancelled', 'requester'],
  ])('goes from %s to %s by the %s', (from, to, by) => {
    expect(moveBetween(from, to)?.by).toBe(by);
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
