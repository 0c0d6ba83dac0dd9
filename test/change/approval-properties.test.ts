import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideApproval, type ApprovalQuestion } from '../../src/change/approval.ts';
import type { ApprovalPolicy, Quorum } from '../../src/change/approval-policy.ts';
import type { Approver } from '../../src/change/approvers.ts';
import { requestDigest } from '../../src/change/request.ts';
import { sha256 } from '../../src/digest.ts';
import { aChangeRequest } from '../helpers/a-change-request.ts';
import { anApprover, aPolicy, aPromotionQuestion, aQuestion, unverified, verified } from '../helpers/an-approval-question.ts';

const NAMES = ['ann', 'bob', 'eve', 'joe'];
const LINES = NAMES.map((name, index) => anApprover(name, { groups: index % 2 === 0 ? ['security'] : ['network'], line: index + 1 }));

/** Everything that a person could change after the approvals, as a world that decisions are made from. */
interface World {
  text: string;
  seal: string;
  policy: ApprovalPolicy;
  approvers: Approver[];
}

const APPROVED: World = { text: aChangeRequest(), seal: 'seal', policy: aPolicy({ request: { normal: { required: 2, groups: ['security'] } }, promotion: { normal: { required: 2, groups: ['security'] } } }), approvers: LINES.slice(0, 2) };

/** Both decisions in this world, on the approvals that Ann and Bob gave in the approved one. */
function decisions(world: World): { request: boolean; promotion: boolean } {
  const [request, promotion] = (['request', 'promotion'] as const).map((kind) => {
    const digestIn = ({ text, seal }: World): string => (kind === 'request' ? requestDigest(text) : sha256(seal));
    const target = kind === 'request' ? null : 'cloud';
    const base = kind === 'request' ? aQuestion() : aPromotionQuestion();
    const question: ApprovalQuestion = {
      ...base,
      subject: { ...base.subject, digest: digestIn(world) },
      policy: world.policy,
      approvers: world.approvers,
      approvals: APPROVED.approvers.map((line) => verified({ kind, target, digest: digestIn(APPROVED) }, line)),
    };
    return decideApproval(question).allowed;
  });
  return { request: request === true, promotion: promotion === true };
}

type Edit = (world: World) => World;

/** Any byte of the text but those of the status, which Cutover writes. */
const textEdit: fc.Arbitrary<Edit> = fc.tuple(fc.nat(), fc.constantFrom('x', '9', ' ', 'ü')).map(([at, character]) => (world) => {
  const body = world.text.indexOf('\n---\n') + 5;
  const place = body + (at % (world.text.length - body + 1));
  return { ...world, text: world.text.slice(0, place) + character + world.text.slice(place) };
});
const fieldEdit: fc.Arbitrary<Edit> = fc.constantFrom<[string, string]>(['30 to 365', '30 to 36500'], ['"all"', '["storage"]'], ['2099-12-31', '2099-12-30'], ['rita@', 'rosa@'], ['"normal"', '"emergency"']).map(([from, to]) => (world) => ({ ...world, text: world.text.replace(from, to) }));
const sealEdit: fc.Arbitrary<Edit> = fc.string({ minLength: 1 }).map((more) => (world) => ({ ...world, seal: world.seal + more }));
const stricter: fc.Arbitrary<Edit> = fc.constantFrom<Edit>(
  (world) => ({ ...world, policy: withQuorums(world.policy, ({ required, groups }) => ({ required: required + 1, groups })) }),
  (world) => ({ ...world, policy: withQuorums(world.policy, ({ required, groups }) => ({ required, groups: [...groups, 'finance'] })) }),
);
const approversEdit: fc.Arbitrary<Edit> = fc.tuple(fc.nat(), fc.constantFrom('remove', 'rotate', 'expire', 'regroup', 'restrict', 'merge')).map(([at, how]) => (world) => {
  const chosen = world.approvers[at % Math.max(1, world.approvers.length)];
  return { ...world, approvers: world.approvers.flatMap((line) => (line === chosen ? editedLine(line, how, world.approvers) : [line])) };
});

/** All but `regroup` make of two people too few. */
function editedLine(line: Approver, how: string, all: Approver[]): Approver[] {
  if (how === 'remove') return [];
  if (how === 'rotate') return [{ ...line, key: `${line.key}-NEW` }];
  if (how === 'expire') return [{ ...line, validBefore: new Date('2026-03-01T11:59:59Z') }];
  if (how === 'restrict') return [{ ...line, namespaces: ['git'] }];
  if (how === 'merge') return [{ ...line, principals: [...new Set(all.flatMap(({ principals }) => principals))] }];
  return [{ ...line, groups: ['network'] }];
}

function withQuorums(policy: ApprovalPolicy, edit: (quorum: Quorum) => Quorum): ApprovalPolicy {
  return { ...policy, request: { ...policy.request, normal: { ...policy.request.normal, ...edit(policy.request.normal) } }, promotion: { ...policy.promotion, normal: edit(policy.promotion.normal) } };
}

const apply = (edits: Edit[]): World => edits.reduce((world, edit) => edit(world), APPROVED);
const others = fc.array(fc.oneof(textEdit, sealEdit, stricter, approversEdit), { maxLength: 6 });

describe('edits after an approval', () => {
  it('begin where both are approved', () => {
    expect(decisions(APPROVED)).toEqual({ request: true, promotion: true });
  });

  it.each<[string, fc.Arbitrary<Edit>, (keyof ReturnType<typeof decisions>)[]]>([
    ['of the text of the request', textEdit, ['request']],
    ['of a field of the request', fieldEdit, ['request']],
    ['of the seal', sealEdit, ['promotion']],
    ['of the policy, towards stricter', stricter, ['request', 'promotion']],
  ])('%s end it, whatever is edited before and after', (_name, edit, ended) => {
    fc.assert(
      fc.property(others, edit, others, (before, one, after) => {
        const allowed = decisions(apply([...before, one, ...after]));
        for (const decision of ended) expect(allowed[decision]).toBe(false);
      }),
    );
  });

  it('of the approvers end it: with Ann or Bob removed, expired, under a new key, for something else, or known to be one person, there are too few', () => {
    const fatal = fc.tuple(fc.constantFrom(0, 1), fc.constantFrom('remove', 'rotate', 'expire', 'restrict', 'merge')).map(([at, how]): Edit => (world) => ({ ...world, approvers: world.approvers.flatMap((line, index) => (index === at ? editedLine(line, how, world.approvers) : [line])) }));
    fc.assert(
      fc.property(fatal, others, (one, after) => {
        expect(decisions(apply([one, ...after]))).toEqual({ request: false, promotion: false });
      }),
    );
  });

  it('of the approvers end it when nobody who approved is of the group any more', () => {
    const [ann, bob] = APPROVED.approvers as [Approver, Approver];
    expect(decisions({ ...APPROVED, approvers: [{ ...ann, groups: [] }, bob] })).toEqual({ request: false, promotion: false });
  });

  it('do not end it when they are of nothing that was approved: the status, and approvers who did not approve', () => {
    expect(decisions({ ...APPROVED, text: APPROVED.text.replace('status: approved', 'status: implementing'), approvers: LINES })).toEqual({ request: true, promotion: true });
  });

  it('that are all taken back are no edits: the approvals are for these very bytes', () => {
    fc.assert(
      fc.property(textEdit, (edit) => {
        expect(decisions({ ...edit(APPROVED), text: APPROVED.text })).toEqual({ request: true, promotion: true });
      }),
    );
  });
});

const line = fc.record({ person: fc.constantFrom(...NAMES), key: fc.constantFrom('K1', 'K2', 'K3', 'K4', 'K5'), groups: fc.subarray(['security', 'network']), expired: fc.boolean() });
const anyApprovers = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.map(({ person, key, groups, expired }) => anApprover(person, { key, groups, validBefore: expired ? new Date('2026-02-01T00:00:00Z') : undefined })));
const anyPolicy = fc.record({ required: fc.integer({ min: 1, max: 3 }), groups: fc.subarray(['security', 'network']) }).map((normal) => aPolicy({ request: { normal }, promotion: { normal } }));

/** Approvals that were really signed: each by a line, of this subject or of something else; and some that were not. */
const anyQuestion = fc.tuple(anyApprovers, anyPolicy, fc.boolean()).chain(([approvers, policy, production]) => {
  const base = production ? aPromotionQuestion() : aQuestion();
  const { kind, target } = base.subject;
  const one = fc.tuple(fc.constantFrom(...approvers), fc.constantFrom<object>({}, {}, {}, { digest: sha256('other') }, { change: 'CR-0002' }, { at: '2026-01-15T00:00:00.000Z' }), fc.constantFrom(true, true, true, false)).map(([by, overrides, genuine]) => (genuine ? verified({ kind, target, ...overrides }, by) : unverified({ kind, target })));
  return fc.record({ approvals: fc.array(one, { maxLength: 6 }), more: fc.array(one, { minLength: 1, maxLength: 3 }), excluded: fc.subarray(NAMES) }).map(({ approvals, more, excluded }) => ({
    question: { ...base, policy, approvers, approvals, excluded: excluded.map((name) => ({ identity: `${name}@example.com`, because: 'x' })) },
    more,
  }));
});

describe('whatever the approvers, the policy and the approvals are', () => {
  it('one more approval never turns allow into HALT, wherever it lies', () => {
    fc.assert(
      fc.property(anyQuestion, fc.boolean(), ({ question, more }, first) => {
        fc.pre(decideApproval(question).allowed);
        const approvals = first ? [...more, ...question.approvals] : [...question.approvals, ...more];
        expect(decideApproval({ ...question, approvals }).allowed).toBe(true);
      }),
    );
  });

  it('who is excluded never counts, nor does anybody with one of their keys', () => {
    fc.assert(
      fc.property(anyQuestion, ({ question }) => {
        const identities = question.excluded.map(({ identity }) => identity);
        const keys = question.approvers.filter(({ principals }) => principals.some((name) => identities.includes(name))).map(({ key }) => key);
        const { by } = decideApproval(question);
        for (const approval of by) {
          expect(identities).not.toContain(approval.approver);
          const used = question.approvals.find((one) => one.approval === approval)?.signedBy?.key;
          expect(keys).not.toContain(used);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('to exclude somebody, or to ask for more, never turns HALT into allow', () => {
    fc.assert(
      fc.property(anyQuestion, fc.constantFrom(...NAMES), ({ question }, name) => {
        fc.pre(!decideApproval(question).allowed);
        const policy = withQuorums(question.policy, ({ required, groups }) => ({ required: required + 1, groups }));
        expect(decideApproval({ ...question, excluded: [...question.excluded, { identity: `${name}@example.com`, because: 'x' }] }).allowed).toBe(false);
        expect(decideApproval({ ...question, policy }).allowed).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('a HALT has a reason, and every approval that it says is missing can be given by somebody it names, or by nobody', () => {
    fc.assert(
      fc.property(anyQuestion, ({ question }) => {
        const decision = decideApproval(question);
        if (decision.allowed) return;
        expect(decision.reasons.length).toBeGreaterThan(0);
        for (const name of decision.missing?.whoMay ?? []) expect(question.excluded.map(({ identity }) => identity)).not.toContain(name);
      }),
      { numRuns: 300 },
    );
  });

  it('when all whom it names have signed for what it is about, it allows', () => {
    fc.assert(
      fc.property(anyQuestion, ({ question }) => {
        const decision = decideApproval(question);
        fc.pre(!decision.allowed);
        const { kind, target } = question.subject;
        const named = decision.allowed ? [] : (decision.missing?.whoMay ?? []);
        const signed = question.approvers.filter(({ principals, validBefore }) => validBefore === undefined && named.includes(principals[0] ?? '')).map((by) => verified({ kind, target }, by));
        const again = decideApproval({ ...question, approvals: [...question.approvals, ...signed] });
        if (!again.allowed) expect(again.missing?.whoMay).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
