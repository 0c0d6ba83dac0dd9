import { describe, expect, it } from '@jest/globals';
import { countApprovals, whoMay, type Count } from '../../src/change/counting.ts';
import { sha256 } from '../../src/digest.ts';
import type { Approval } from '../../src/evidence/approval-statement.ts';
import { ANN, anApprover, aQuestion, BOB, unverified, verified } from '../helpers/an-approval-question.ts';
import { anApproval } from '../helpers/an-approval.ts';

const count = (overrides: Partial<Count> = {}): ReturnType<typeof countApprovals> => countApprovals(aQuestion(overrides));
const candidates = (overrides: Partial<Count> = {}): string[] => whoMay(aQuestion(overrides), []).flatMap(({ names }) => names);

describe('an approval', () => {
  it('counts when everything fits, whatever lies beside it', () => {
    const counted = { approval: anApproval(), person: 'ann@example.com', groups: [] };
    expect(count()).toEqual({ counting: [counted], against: [] });
    expect(count({ approvals: [verified({ digest: sha256('old') }), unverified(), verified()] }).counting).toEqual([counted]);
  });

  it.each<[string, Partial<Approval>, RegExp]>([
    ['for an earlier text of the request (row 1)', { digest: sha256('earlier') }, /for another content \(SHA-256 .{12}…, now .{12}…\).*changed since$/],
    ['for another change (row 2)', { change: 'CR-0002' }, /: it is for change CR-0002, not CR-0001$/],
    ['for another repository (row 2)', { repository: sha256('other') }, /: it is for another repository$/],
    ['of a promotion (row 2)', { kind: 'promotion' }, /: it approves the promotion to production, not the request$/],
    ['of a handover (row 2)', { kind: 'acknowledgement' }, /: it approves the handover, not the request$/],
    ['of a review (row 2)', { kind: 'review' }, /: it approves the review of the emergency, not the request$/],
    ['for another world (row 2)', { target: 'cloud' }, /: it is for cloud, not for no target$/],
    ['by a name that is not the key\'s', { approver: 'bob@example.com' }, /key that does not belong to that name/],
    ['dated in the future', { at: '2026-03-01T12:05:00.001Z' }, /: it is dated in the future$/],
    ['dated at no time', { at: 'soon' }, /cannot be read/],
  ])('does not count %s', (_name, overrides, reason) => {
    const { counting, against } = count({ approvals: [verified(overrides)] });
    expect([counting, against]).toEqual([[], expect.arrayContaining([expect.stringMatching(reason)])]);
  });

  it('of something else says that, and not that the other digest is an edit', () => {
    expect(count({ approvals: [verified({ kind: 'promotion', digest: sha256('seal') })] }).against).toEqual([expect.stringContaining('it approves the promotion to production, not the request')]);
  });

  it('of no world does not count for one', () => {
    const subject = { ...aQuestion().subject, target: 'cloud' } as const;
    expect(count({ subject }).against).toEqual([expect.stringContaining(': it is for no target, not for cloud')]);
  });

  it('is of another person when all that is alike is how the names run together', () => {
    const [one, other] = [anApprover('x', { principals: ['ab', 'c'], key: '1' }), anApprover('x', { principals: ['a', 'bc'], key: '2' })];
    const people = count({ approvers: [one, other], approvals: [verified({}, one), verified({}, other)] }).counting.map(({ person }) => person);
    expect(new Set(people).size).toBe(2);
  });

  it('does not count with a bad signature, and says nothing of its key', () => {
    expect(count({ approvals: [unverified()] })).toEqual({ counting: [], against: ['approval of the request by ann@example.com at 2026-03-01T09:00:00.000Z: its signature is not by a key of ann@example.com'] });
  });

  it('does not count when the approver was taken off the list since, or has another key there', () => {
    for (const approvers of [[BOB], [BOB, anApprover('ann', { key: 'NEW' })], [BOB, anApprover('ann', { keyType: 'ssh-rsa' })], [BOB, anApprover('ann', { principals: ['ann@home.example'] })]]) {
      expect(count({ approvers }).against).toEqual([expect.stringContaining(': ann@example.com is not an approver')]);
    }
  });

  it.each([
    ['over when it was signed', { validBefore: new Date('2026-02-28T00:00:00Z') }, /: the approver's key is valid only before/],
    ['over since', { validBefore: new Date('2026-03-01T11:00:00Z') }, /: the approver's key is valid only before/],
    ['not begun when it was signed', { validAfter: new Date('2026-03-01T10:00:00Z') }, /: the approver's key is valid only after/],
    ['for another namespace', { namespaces: ['cutover-promotion'] }, /: the key may not be used to approve the request$/],
  ])("does not count when the key's validity is %s", (_name, overrides, reason) => {
    const approver = anApprover('ann', overrides);
    expect(count({ approvals: [verified({}, approver)], approvers: [approver] })).toEqual({ counting: [], against: [expect.stringMatching(reason)] });
  });

  it('may come from a clock that is a little ahead', () => {
    expect(count({ approvals: [verified({ at: '2026-03-01T12:05:00.000Z' })] }).counting).toHaveLength(1);
  });

  it('tells every reason, with who and when', () => {
    expect(count({ approvals: [verified({ change: 'CR-0002', digest: sha256('x') }), unverified({ approver: 'eve@example.com' })] }).against).toEqual([
      'approval of the request by ann@example.com at 2026-03-01T09:00:00.000Z: it is for change CR-0002, not CR-0001',
      expect.stringMatching(/by ann@example\.com .*another content/),
      expect.stringMatching(/by eve@example\.com .*signature/),
    ]);
  });
});

describe('a key on several lines', () => {
  const old = anApprover('ann', { validBefore: new Date('2026-01-01T00:00:00Z'), groups: ['platform'] });
  const now = anApprover('ann', { validAfter: new Date('2026-01-01T00:00:00Z'), groups: ['security'], line: 4 });

  it('counts by the line that is valid, with the groups of that line and no other', () => {
    for (const signedBy of [old, now]) {
      expect(count({ approvals: [verified({}, signedBy)], approvers: [old, now] }).counting).toEqual([expect.objectContaining({ groups: ['security'] })]);
    }
  });

  it('does not count when it was valid by one when it was signed, and by another is now', () => {
    const later = anApprover('ann', { validAfter: new Date('2026-03-01T10:00:00Z') });
    const before = anApprover('ann', { validBefore: new Date('2026-03-01T10:00:00Z') });
    expect(count({ approvals: [verified({}, later)], approvers: [before, later] })).toMatchObject({ counting: [], against: [expect.stringContaining('only before'), expect.stringContaining('only after')] });
  });

  it('speaks for the groups of all lines that are valid, once each', () => {
    const both = anApprover('ann', { groups: ['security', 'network'], line: 5 });
    expect(count({ approvals: [verified({}, now)], approvers: [now, both] }).counting).toEqual([expect.objectContaining({ groups: ['security', 'network'] })]);
  });
});

describe('a review', () => {
  const subject = { ...aQuestion().subject, kind: 'review', target: 'cloud' } as const;
  const review = { kind: 'review', target: 'cloud' } as const;

  it('still counts when its key has run out since, and not when it had run out before', () => {
    const until = (validBefore: string): Partial<Count> => {
      const approver = anApprover('ann', { validBefore: new Date(validBefore) });
      return { subject, approvals: [verified(review, approver)], approvers: [approver] };
    };
    expect(count(until('2026-03-01T10:00:00Z')).counting).toHaveLength(1);
    expect(count(until('2026-03-01T08:00:00Z')).counting).toHaveLength(0);
  });
});

describe('row 5: self-approval', () => {
  it.each(['asked for the change', 'wrote a part of the change', 'committed a part of the change', 'runs this'])('does not count from the one who %s', (because) => {
    for (const identity of ['ann@example.com', 'Ann@Example.COM', ' ann@example.com ']) {
      const excluded = [{ identity: 'rita@example.com', because: 'x' }, { identity, because }];
      expect(count({ excluded })).toEqual({ counting: [], against: [expect.stringContaining(`: ${identity} does not count: ${because}`)] });
      expect(candidates({ excluded })).toEqual(['bob@example.com']);
    }
  });

  const excluded = [{ identity: 'ann@example.com', because: 'asked for the change' }];

  it('does not count under a second name of the same key, on the same line or another', () => {
    const alias = anApprover('ann', { principals: ['ann@home.example'], line: 3 });
    const both = anApprover('ann', { principals: ['ann@example.com', 'ann@home.example'] });
    for (const [signedBy, approvers] of [[alias, [ANN, alias, BOB]], [both, [both, BOB]]] as const) {
      const about = { approvals: [verified({ approver: 'ann@home.example' }, signedBy)], approvers: [...approvers], excluded };
      expect(count(about).counting).toEqual([]);
      expect(candidates(about)).toEqual(['bob@example.com']);
    }
  });

  it('does not count under a second name with a second key, when the two are known to be one person\'s', () => {
    const alias = anApprover('ann', { principals: ['ann@home.example'], line: 3 });
    const other = anApprover('ann', { principals: ['ann@home.example'], key: 'SECOND', line: 4 });
    const about = { approvals: [verified({}, other)], approvers: [ANN, alias, other, BOB], excluded };
    expect(count(about)).toEqual({ counting: [], against: [expect.stringContaining('ann@example.com does not count: asked for the change')] });
    expect(candidates(about)).toEqual(['bob@example.com']);
  });

  it('counts from someone else who approved too', () => {
    expect(count({ approvals: [verified(), verified({}, BOB)], excluded }).counting.map(({ person }) => person)).toEqual(['bob@example.com']);
  });
});

describe('who may', () => {
  it('leaves out who is excluded, not valid now, or for something else', () => {
    const approvers = [ANN, anApprover('bob', { validBefore: new Date('2026-01-01') }), anApprover('eve', { namespaces: ['git'] })];
    expect(candidates({ approvers, excluded: [{ identity: 'ann@example.com', because: 'x' }] })).toEqual([]);
    expect(candidates({ approvers })).toEqual(['ann@example.com']);
  });

  it('leaves out who has approved already, with any key, and knows the groups of the others', () => {
    const second = anApprover('ann', { key: 'SECOND' });
    const [bob1, bob2] = [anApprover('bob', { groups: ['security'] }), anApprover('bob', { key: 'B2', groups: ['network'] })];
    const about = aQuestion({ approvers: [ANN, second, bob1, bob2] });
    expect(whoMay(about, countApprovals(about).counting)).toEqual([{ names: ['bob@example.com'], groups: ['security', 'network'] }]);
  });
});

describe('an approval that was given on the host', () => {
  const login = { ...ANN, github: 'ann' };
  const reviewer = anApprover('eve', { keyType: undefined, key: undefined, github: 'Eve', line: 3 });
  const given = { host: 'github', kind: 'review', url: 'https://github.com/octo/shop/pull/7#pullrequestreview-80', id: 80, commit: 'a'.repeat(40), login: 'ann' } as const;

  it.each([
    ['a line with a key and a login', login],
    ['a line without a key', reviewer],
  ])('counts as that of %s', (_name, line) => {
    const { counting, against } = count({ approvers: [login, BOB, reviewer], approvals: [{ ...verified({}, line), given }] });
    expect([counting.map(({ approval, given: where }) => [approval.approver, where]), against]).toEqual([[[line.principals[0], given]], []]);
  });

  it('and one by the same login under another name are one person\'s', () => {
    const other = anApprover('a.smith', { github: 'ANN', line: 4 });
    const { counting } = count({ approvers: [login, other], approvals: [{ ...verified({}, login), given }, { ...verified({}, other), given }, verified({}, login)] });
    expect([counting.length, new Set(counting.map(({ person }) => person)).size]).toEqual([3, 1]);
  });

  it('by people without a key are by different people', () => {
    const another = anApprover('zoe', { keyType: undefined, key: undefined, github: 'zoe', line: 5 });
    const { counting } = count({ approvers: [reviewer, another], approvals: [{ ...verified({}, reviewer), given }, { ...verified({}, another), given }] });
    expect(new Set(counting.map(({ person }) => person)).size).toBe(2);
  });

  it.each<[string, Partial<Count>, RegExp]>([
    ['whose login was taken off the list', { approvers: [ANN] }, /ann@example\.com is not an approver/],
    ['whose line has run out, though another key of hers has not', { approvers: [{ ...login, validBefore: new Date('2026-02-01T00:00:00Z') }, anApprover('ann', { key: 'OTHER', line: 9 })] }, /the approver's key is valid only before/],
    ['whose line may not approve requests', { approvers: [{ ...login, namespaces: ['cutover-promotion'] }] }, /may not be used to approve the request/],
    ['who is excluded by login', { approvers: [login], excluded: [{ identity: '@ANN', because: 'started the run' }] }, /@ANN does not count: started the run/],
    ['who is excluded by the address that GitHub gave her', { approvers: [login], excluded: [{ identity: '99+Ann@users.noreply.github.com', because: 'wrote a part of the change' }] }, /wrote a part of the change/],
    ['who is excluded by the name of the line', { approvers: [login], excluded: [{ identity: 'ann@example.com', because: 'asked for it' }] }, /asked for it/],
  ])('by one %s does not count', (_name, overrides, reason) => {
    const { counting, against } = count({ approvals: [{ ...verified({}, login), given }], ...overrides });
    expect(counting).toEqual([]);
    expect(against.join('\n')).toMatch(reason);
  });

  it('does not lend its login to a signature: that takes a line with its key', () => {
    const expired = { ...login, validBefore: new Date('2026-02-01T00:00:00Z') };
    const { counting } = count({ approvers: [expired, anApprover('ann', { key: 'OTHER', github: 'ann', line: 9 })], approvals: [verified({}, expired)] });
    expect(counting).toEqual([]);
  });
});
