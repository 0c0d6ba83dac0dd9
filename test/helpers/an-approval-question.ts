import type { ApprovalQuestion } from '../../src/change/approval.ts';
import { approvalPolicySchema, type ApprovalPolicy } from '../../src/change/approval-policy.ts';
import type { Approver } from '../../src/change/approvers.ts';
import type { VerifiedApproval } from '../../src/change/counting.ts';
import type { Approval } from '../../src/evidence/approval-statement.ts';
import { anApproval } from './an-approval.ts';

/** `ann` → ann@example.com with the key ANN. */
export function anApprover(name: string, overrides: Partial<Approver> = {}): Approver {
  return { principals: [`${name}@example.com`], keyType: 'ssh-ed25519', key: name.toUpperCase(), namespaces: undefined, validAfter: undefined, validBefore: undefined, groups: [], github: undefined, line: 1, ...overrides };
}

export const [ANN, BOB, EVE] = [anApprover('ann'), anApprover('bob', { line: 2 }), anApprover('eve', { line: 3 })];

/** Signed by that line of the approvers file, in its first name. */
export function verified(overrides: Partial<Approval> = {}, signedBy: Approver = ANN): VerifiedApproval {
  return { approval: anApproval({ approver: signedBy.principals[0] ?? '', ...overrides }), signedBy };
}

export function unverified(overrides: Partial<Approval> = {}): VerifiedApproval {
  return { approval: anApproval(overrides), signedBy: null, problem: 'its signature is not by a key of ann@example.com' };
}

export interface QuestionOverrides extends Partial<Omit<ApprovalQuestion, 'policy' | 'request'>> {
  /** As written in cutover.yaml. */
  policy?: object;
  request?: Partial<ApprovalQuestion['request']>;
}

/** May the normal change CR-0001 begin on Sunday, the first of March, at noon? By default Ann has approved it that morning, and Bob could have. */
export function aQuestion({ policy, request, ...overrides }: QuestionOverrides = {}): ApprovalQuestion {
  const { kind, change, repository, digest, target } = anApproval();
  return {
    subject: { kind, change, repository, digest, target },
    policy: aPolicy(policy),
    request: { risk: 'normal', components: ['storage'], environments: ['test', 'production'], freezeExceptions: [], ...request },
    approvals: [verified()],
    approvers: [ANN, BOB],
    excluded: [],
    ticket: 'not asked',
    overdue: [],
    owned: [],
    now: new Date('2026-03-01T12:00:00Z'),
    ...overrides,
  };
}

export function aPolicy(written: object = {}): ApprovalPolicy {
  return approvalPolicySchema.parse(written);
}

/** The same about the seal, in the cloud. */
export function aPromotionQuestion(overrides: QuestionOverrides = {}): ApprovalQuestion {
  const { subject } = aQuestion();
  return aQuestion({ subject: { ...subject, kind: 'promotion', target: 'cloud' }, approvals: [verified({ kind: 'promotion', target: 'cloud' })], ...overrides });
}
