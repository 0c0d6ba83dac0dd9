import { describe, expect, it } from '@jest/globals';
import { decideApproval, type ApprovalQuestion, type VerifiedApproval } from '../../src/change/approval.ts';
import type { Approver } from '../../src/change/approvers.ts';
import { sha256 } from '../../src/digest.ts';
import type { Approval } from '../../src/evidence/approval-statement.ts';
import { anApproval } from '../helpers/an-approval.ts';

function anApprover(overrides: Partial<Approver> = {}): Approver {
  return { principals: ['ann@example.com'], keyType: 'ssh-ed25519', key: 'ANN', namespaces: undefined, validAfter: undefined, validBefore: undefined, line: 1, ...overrides };
}

const BOB = anApprover({ principals: ['bob@example.com'], key: 'BOB', line: 2 });
const ANN = anApprover();

function verified(overrides: Partial<Approval> = {}, signedBy: Approver | null = ANN): VerifiedApproval {
  return signedBy === null ? { approval: anApproval(overrides), signedBy, problem: 'its signature is not by a key of ann@example.com' } : { approval: anApproval(overrides), signedBy };
}

/** May CR-0001 begin on the first of March at noon? By default Ann has approved it that morning, and Bob could have. */
function aQuestion(overrides: Partial<ApprovalQuestion> = {}): ApprovalQuestion {
  const { kind, change, repository, digest, target } = anApproval();
  return { subject: { kind, change, repository, digest, target }, approvals: [verified()], approvers: [ANN, BOB], excluded: [], now: new Date('2026-03-01T12:00:00Z'), ...overrides };
}

describe('an approval', () => {
  it('counts when everything fits; one is enough, whatever else lies beside it', () => {
    expect(decideApproval(aQuestion())).toEqual({ allowed: true, by: [anApproval()] });
    expect(decideApproval(aQuestion({ approvals: [verified({ digest: sha256('old') }), verified({}, null), verified()] }))).toEqual({ allowed: true, by: [anApproval()] });
  });

  it('is missing when there is none: who may approve is said', () => {
    expect(decideApproval(aQuestion({ approvals: [] }))).toEqual({ allowed: false, reasons: ['nobody has approved the request'], whoMay: ['ann@example.com', 'bob@example.com'] });
  });

  it.each<[string, Partial<Approval>, RegExp]>([
    ['for an earlier text of the request (row 1)', { digest: sha256('earlier') }, /for another content .* changed since/],
    ['for another change (row 2)', { change: 'CR-0002' }, /for change CR-0002, not CR-0001/],
    ['for another repository (row 2)', { repository: sha256('other') }, /for another repository/],
    ['of a promotion (row 2)', { kind: 'promotion' }, /approves the promotion to production, not the request/],
    ['of a handover (row 2)', { kind: 'acknowledgement' }, /approves the handover, not the request/],
    ['for another world (row 2)', { target: 'cloud' }, /for cloud, not for no target/],
    ['by a name that is not the key\'s', { approver: 'bob@example.com' }, /key that does not belong to that name/],
    ['dated in the future', { at: '2026-03-01T13:00:00.000Z' }, /dated in the future/],
    ['dated at no time', { at: 'soon' }, /cannot be read/],
  ])('does not count %s', (_name, overrides, reason) => {
    const decision = decideApproval(aQuestion({ approvals: [verified(overrides)] }));
    expect(decision).toMatchObject({ allowed: false, reasons: expect.arrayContaining([expect.stringMatching(reason)]) });
  });

  it('does not count for the cloud when it is of the sandbox, though the seal is the same', () => {
    const subject = { ...aQuestion().subject, kind: 'promotion', target: 'cloud' } as const;
    expect(decideApproval(aQuestion({ subject, approvals: [verified({ kind: 'promotion', target: 'sandbox' })] }))).toMatchObject({ allowed: false, reasons: [expect.stringContaining('for sandbox, not for cloud')] });
    expect(decideApproval(aQuestion({ subject, approvals: [verified({ kind: 'promotion', target: 'cloud' })] }))).toMatchObject({ allowed: true });
  });

  it('does not count with a bad signature', () => {
    expect(decideApproval(aQuestion({ approvals: [verified({}, null)] }))).toMatchObject({ allowed: false, reasons: [expect.stringContaining('signature is not by a key')] });
  });

  it('does not count when the approver was taken off the list since', () => {
    expect(decideApproval(aQuestion({ approvers: [BOB] }))).toEqual({ allowed: false, reasons: [expect.stringContaining('ann@example.com is not an approver')], whoMay: ['bob@example.com'] });
  });

  it.each([
    ['over when it was signed', { validBefore: new Date('2026-02-28T00:00:00Z') }, /valid only before/],
    ['over since', { validBefore: new Date('2026-03-01T11:00:00Z') }, /valid only before/],
    ['not begun when it was signed', { validAfter: new Date('2026-03-01T10:00:00Z') }, /valid only after/],
    ['for another namespace', { namespaces: ['cutover-promotion'] }, /may not be used to approve the request/],
  ])("does not count when the key's validity is %s", (_name, overrides, reason) => {
    const approver = anApprover(overrides);
    expect(decideApproval(aQuestion({ approvals: [verified({}, approver)], approvers: [approver] }))).toMatchObject({ allowed: false, reasons: [expect.stringMatching(reason)] });
  });

  it('may come from a clock that is a little ahead', () => {
    expect(decideApproval(aQuestion({ approvals: [verified({ at: '2026-03-01T12:04:00.000Z' })] })).allowed).toBe(true);
  });

  it('tells every reason, with who and when', () => {
    const decision = decideApproval(aQuestion({ approvals: [verified({ change: 'CR-0002', digest: sha256('x') }), verified({ approver: 'eve@example.com' }, null)] }));
    expect(decision).toMatchObject({ allowed: false });
    expect(decision.allowed ? [] : decision.reasons).toEqual([
      'approval of the request by ann@example.com at 2026-03-01T09:00:00.000Z: it is for change CR-0002, not CR-0001',
      expect.stringMatching(/by ann@example\.com .*another content/),
      expect.stringMatching(/by eve@example\.com .*signature/),
    ]);
  });
});

describe('row 5: self-approval', () => {
  it.each(['asked for the change', 'wrote a part of the change', 'committed a part of the change', 'runs this'])('does not count from the one who %s', (because) => {
    for (const identity of ['ann@example.com', 'Ann@Example.COM', ' ann@example.com ']) {
      expect(decideApproval(aQuestion({ excluded: [{ identity: 'rita@example.com', because: 'x' }, { identity, because }] }))).toEqual({
        allowed: false,
        reasons: [expect.stringContaining(`does not count: ${because}`)],
        whoMay: ['bob@example.com'],
      });
    }
  });

  it('does not count under a second name of the same key, on the same line or another', () => {
    const excluded = [{ identity: 'ann@example.com', because: 'asked for the change' }];
    const alias = anApprover({ principals: ['ann@home.example'], line: 3 });
    const both = anApprover({ principals: ['ann@example.com', 'ann@home.example'] });
    for (const [signedBy, approvers] of [[alias, [ANN, alias, BOB]], [both, [both, BOB]]] as const) {
      expect(decideApproval(aQuestion({ approvals: [verified({ approver: 'ann@home.example' }, signedBy)], approvers: [...approvers], excluded }))).toMatchObject({ allowed: false, whoMay: ['bob@example.com'] });
    }
  });

  it('counts from someone else who approved too', () => {
    const excluded = [{ identity: 'ann@example.com', because: 'asked for the change' }];
    const byBob = verified({ approver: 'bob@example.com' }, BOB);
    expect(decideApproval(aQuestion({ approvals: [verified(), byBob], excluded }))).toEqual({ allowed: true, by: [byBob.approval] });
  });

  it('leaves nobody when all are excluded or not valid now', () => {
    const excluded = [{ identity: 'ann@example.com', because: 'x' }];
    const approvers = [ANN, anApprover({ ...BOB, validBefore: new Date('2026-01-01') }), anApprover({ principals: ['eve@example.com'], key: 'EVE', namespaces: ['git'] })];
    expect(decideApproval(aQuestion({ approvals: [], approvers, excluded }))).toMatchObject({ allowed: false, whoMay: [] });
  });
});
