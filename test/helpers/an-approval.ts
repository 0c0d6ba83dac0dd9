import { sha256 } from '../../src/digest.ts';
import type { Approval } from '../../src/evidence/approval-statement.ts';

/** Ann's approval of the request CR-0001. */
export function anApproval(overrides: Partial<Approval> = {}): Approval {
  return {
    kind: 'request',
    change: 'CR-0001',
    repository: sha256('repository'),
    digest: sha256('request'),
    target: null,
    approver: 'ann@example.com',
    at: '2026-03-01T09:00:00.000Z',
    ...overrides,
  };
}
