import { describe, expect, it } from '@jest/globals';
import { decideApproval } from '../../src/change/approval.ts';
import type { VerifiedApproval } from '../../src/change/counting.ts';
import { sha256 } from '../../src/digest.ts';
import { ANN, anApprover, aPromotionQuestion, aQuestion, BOB, EVE, unverified, verified, type QuestionOverrides } from '../helpers/an-approval-question.ts';
import { anApproval } from '../helpers/an-approval.ts';

const begin = (overrides: QuestionOverrides = {}) => decideApproval(aQuestion(overrides));
const promote = (overrides: QuestionOverrides = {}) => decideApproval(aPromotionQuestion(overrides));

describe('a request', () => {
  it('may begin with one approval that counts; one is enough, whatever else lies beside it', () => {
    expect(begin()).toStrictEqual({ allowed: true, by: [anApproval()], template: null });
    expect(begin({ approvals: [verified({ digest: sha256('old') }), unverified(), verified()] })).toEqual({ allowed: true, by: [anApproval()], template: null });
  });

  it('keeps where an approval was given that is not signed', () => {
    const given = { host: 'github.com', id: 7, login: 'ann', url: 'https://github.com/acme/shop/pull/7#pullrequestreview-7' } as unknown as NonNullable<VerifiedApproval['given']>;
    const ann = anApprover('ann', { github: 'ann' });
    expect(begin({ approvers: [ann, BOB], approvals: [{ ...verified({}, ann), given }] })).toEqual({ allowed: true, by: [{ ...anApproval(), given }], template: null });
  });

  it('may not without one: who may approve is said', () => {
    expect(begin({ approvals: [] })).toEqual({ allowed: false, by: [], reasons: ['nobody has approved the request'], missing: { reasons: ['nobody has approved the request'], whoMay: ['ann@example.com', 'bob@example.com'] }, opens: undefined });
  });

  it('may not by approvals that do not count: each is explained', () => {
    expect(begin({ approvals: [verified({ digest: sha256('old') }), unverified()] })).toMatchObject({ allowed: false, reasons: ['nobody has approved the request', expect.stringContaining('another content'), expect.stringContaining('signature')] });
  });

  it('takes as many people as the policy says for its risk, and from the groups that it says', () => {
    const policy = { request: { normal: { required: 2, groups: ['security'] } } };
    const [ann, bob] = [anApprover('ann', { groups: ['security'] }), anApprover('bob')];
    const both = { policy, approvers: [ann, bob, EVE], approvals: [verified({}, ann), verified({}, bob)] };
    expect(begin(both)).toMatchObject({ allowed: true, by: [{ approver: 'ann@example.com' }, { approver: 'bob@example.com' }] });
    expect(begin({ ...both, approvals: [verified({}, ann), verified({ at: '2026-03-01T09:30:00.000Z' }, ann)] })).toMatchObject({ allowed: false, reasons: ['1 of 2 people have approved the request'], missing: { whoMay: ['bob@example.com', 'eve@example.com'] } });
    expect(begin({ ...both, approvals: [verified({}, bob), verified({}, EVE)] })).toMatchObject({ allowed: false, reasons: ['nobody of the group security has approved the request'], missing: { whoMay: ['ann@example.com'] } });
    expect(begin({ ...both, approvals: [verified({}, EVE)], request: { risk: 'emergency' } })).toMatchObject({ allowed: true });
  });

  it('counts one person once, with any number of keys and names', () => {
    const second = anApprover('ann', { key: 'SECOND', line: 3 });
    const alias = anApprover('ann', { key: 'SECOND', principals: ['ann@home.example'], line: 4 });
    const approvals = [verified({}, ANN), verified({}, second), verified({}, alias)];
    expect(begin({ policy: { request: { normal: { required: 2 } } }, approvers: [ANN, second, alias, BOB], approvals })).toMatchObject({ allowed: false, reasons: ['1 of 2 people have approved the request'], missing: { whoMay: ['bob@example.com'] } });
  });

  it('may begin while production is closed: that is a matter of its promotion', () => {
    expect(begin({ policy: { windows: [{ days: ['mon'], from: '09:00', to: '10:00', timeZone: 'UTC' }] } })).toMatchObject({ allowed: true });
  });

  it('that is an exception of a freeze that does not exist is not what its author means', () => {
    const freeze = { name: 'year-end', from: '2026-12-18T18:00', to: '2027-01-04T08:00', timeZone: 'UTC', why: 'x' };
    expect(begin({ request: { freezeExceptions: ['yearend'] } })).toMatchObject({ allowed: false, reasons: ['the request is an exception of the freeze yearend, and the policy has no freeze'], missing: undefined });
    expect(begin({ request: { freezeExceptions: ['yearend'] }, policy: { freezes: [freeze] } })).toMatchObject({ reasons: ['the request is an exception of the freeze yearend, and the policy has only year-end'] });
    expect(begin({ request: { freezeExceptions: ['yearend'] }, policy: { freezes: [freeze, { ...freeze, name: 'summer' }] } })).toMatchObject({ reasons: [expect.stringContaining('only year-end, summer')] });
    expect(begin({ request: { freezeExceptions: ['year-end'] }, policy: { freezes: [freeze] } })).toMatchObject({ allowed: true });
    expect(promote({ request: { freezeExceptions: ['yearend'] } })).toMatchObject({ allowed: true });
  });
});

describe('a standard request', () => {
  const policy = { templates: { rotate: { description: 'rotate keys', components: ['encryption', 'storage'], environments: ['production'] } } };
  const standard = { risk: 'standard', template: 'rotate', components: ['storage'], environments: ['production'] } as const;
  const request = { ...standard, components: ['storage'], environments: ['production' as const] };

  it('is approved by its template, and says by which', () => {
    expect(begin({ policy, request, approvals: [] })).toEqual({ allowed: true, by: [], template: 'rotate' });
  });

  it.each<[string, object, string[]]>([
    ['a template that the policy does not have', { template: 'rotat' }, ['the policy has no template rotat (it has rotate)']],
    ['a name that every object has', { template: 'constructor' }, ['the policy has no template constructor (it has rotate)']],
    ['no template', { template: undefined }, ['the policy has no template for a request without one (it has rotate)']],
    ['another component', { components: ['storage', 'network'] }, ['the request covers network, and template rotate does not']],
    ['all components', { components: 'all' }, ['the request covers all components, and template rotate only encryption, storage']],
    ['another environment', { environments: ['test', 'production'] }, ['the request covers test, and template rotate does not']],
    ['too much of both', { components: ['network'], environments: ['test'] }, ['the request covers network, and template rotate does not', 'the request covers test, and template rotate does not']],
  ])('is not with %s, and no approval helps', (_name, overrides, reasons) => {
    expect(begin({ policy, request: { ...request, ...overrides } })).toMatchObject({ allowed: false, reasons, missing: undefined });
  });

  it('is not without naming one, whatever the templates are called', () => {
    expect(begin({ policy: { templates: { ...policy.templates, undefined: { description: 'x', components: ['storage'] } } }, request: { ...request, template: undefined } })).toMatchObject({ allowed: false, reasons: ['the policy has no template for a request without one (it has rotate, undefined)'] });
  });

  it('is not without any template', () => {
    expect(begin({ request })).toMatchObject({ allowed: false, reasons: ['the policy has no template rotate (it has none)'] });
  });

  it('still needs the approval of its promotion', () => {
    expect(promote({ policy, request, approvals: [] })).toMatchObject({ allowed: false, reasons: ['nobody has approved the promotion to production'] });
    expect(promote({ policy, request })).toMatchObject({ allowed: true, template: null });
    expect(promote({ policy: { ...policy, promotion: { standard: { required: 2 } } }, request })).toMatchObject({ allowed: false });
  });
});

describe('a promotion', () => {
  it('does not count for the cloud when it is of the sandbox, though the seal is the same', () => {
    expect(promote({ approvals: [verified({ kind: 'promotion', target: 'sandbox' })] })).toMatchObject({ allowed: false, reasons: ['nobody has approved the promotion to production', expect.stringContaining('for sandbox, not for cloud')] });
    expect(promote()).toMatchObject({ allowed: true, template: null });
  });

  it('has a quorum of its own', () => {
    const policy = { promotion: { normal: { required: 2 } } };
    expect(promote({ policy })).toMatchObject({ allowed: false, reasons: ['1 of 2 people have approved the promotion to production'], by: [{ approver: 'ann@example.com' }] });
    expect(begin({ policy })).toMatchObject({ allowed: true });
  });

  it('waits for its window; that it is approved is seen, and when it opens', () => {
    const policy = { windows: [{ days: ['mon'], from: '09:00', to: '10:00', timeZone: 'UTC' }] };
    expect(promote({ policy })).toEqual({ allowed: false, by: [expect.objectContaining({ approver: 'ann@example.com' })], reasons: ['outside of the change windows (Mon 09:00 to 10:00 UTC)'], missing: undefined, opens: { at: new Date('2026-03-02T09:00:00Z'), timeZone: 'UTC' } });
    expect(promote({ policy, now: new Date('2026-03-02T09:30:00Z') })).toMatchObject({ allowed: true });
  });

  it('says everything that is against it', () => {
    const policy = { windows: [{ days: ['mon'], from: '09:00', to: '10:00', timeZone: 'UTC' }], ticket: { url: 'https://tickets.example/{id}', status: 'status', approved: ['Approved'] } };
    const overdue = [{ change: 'CR-0000', due: new Date('2026-02-01T00:00:00Z') }];
    expect(promote({ policy, approvals: [], overdue, request: { risk: 'emergency' }, ticket: { status: 'Rejected' } })).toMatchObject({
      reasons: [
        'nobody has approved the promotion to production',
        'outside of the change windows (Mon 09:00 to 10:00 UTC)',
        'no further emergency: the review of emergency CR-0000 was due on 2026-02-01 and is missing (cutover approve CR-0000)',
        'the ticket has the status "Rejected", and not Approved',
      ],
    });
  });
});

describe('row 4: a ticket system', () => {
  const policy = { ticket: { url: 'https://tickets.example/{id}', status: 'status', approved: ['Approved', 'Done'] } };
  it.each<[string, QuestionOverrides['ticket'], string | undefined]>([
    ['approved', { status: 'Approved' }, undefined],
    ['the other approved status', { status: 'Done' }, undefined],
    ['a status that nobody knows', { status: 'New' }, 'the ticket has the status "New", and not Approved or Done'],
    ['another case', { status: 'approved' }, 'the ticket has the status "approved", and not Approved or Done'],
    ['no answer', { problem: 'it answered with HTTP 500' }, 'the ticket system does not say that the change is approved: it answered with HTTP 500'],
  ])('that says %s decides, beside the approvals', (_name, ticket, reason) => {
    for (const decision of [begin({ policy, ...(ticket === undefined ? {} : { ticket }) }), promote({ policy, ...(ticket === undefined ? {} : { ticket }) })]) {
      if (reason === undefined) expect(decision.allowed).toBe(true);
      else expect(decision).toMatchObject({ allowed: false, reasons: [reason], missing: undefined });
    }
  });

  it('does not make up for an approval', () => {
    expect(begin({ policy, ticket: { status: 'Approved' }, approvals: [] })).toMatchObject({ allowed: false });
  });

  it('has to be asked before production is changed', () => {
    expect(promote({ policy })).toMatchObject({ allowed: false, reasons: ['the ticket system was not asked'] });
    expect(begin({ policy })).toMatchObject({ allowed: true });
  });

  it('has no say where the policy has none, nor in what comes after production', () => {
    expect(begin({ ticket: { status: 'New' } })).toMatchObject({ allowed: true });
    const subject = { ...aQuestion().subject, kind: 'acknowledgement' } as const;
    expect(begin({ policy, ticket: { status: 'New' }, subject, approvals: [verified({ kind: 'acknowledgement' })] })).toMatchObject({ allowed: true });
  });
});

describe('an emergency', () => {
  const overdue = [{ change: 'CR-0000', due: new Date('2026-02-01T00:00:00Z') }];
  it('is stopped by an earlier one whose review is overdue; other changes are not', () => {
    expect(begin({ overdue, request: { risk: 'emergency' } })).toMatchObject({ allowed: false, reasons: [expect.stringContaining('no further emergency: the review of emergency CR-0000 was due on 2026-02-01')] });
    expect(promote({ overdue, request: { risk: 'emergency' } })).toMatchObject({ allowed: false });
    expect(begin({ overdue })).toMatchObject({ allowed: true });
    expect(begin({ overdue: [], request: { risk: 'emergency' } })).toMatchObject({ allowed: true });
  });

  it('has the quorum that the policy gives it', () => {
    const policy = { request: { normal: { required: 2 }, emergency: { required: 1 } }, promotion: { normal: { required: 2 } } };
    expect(begin({ policy, request: { risk: 'emergency' } })).toMatchObject({ allowed: true });
    expect(promote({ policy, request: { risk: 'emergency' } })).toMatchObject({ allowed: true });
    expect(begin({ policy: { request: { emergency: { required: 2 } } }, request: { risk: 'emergency' } })).toMatchObject({ allowed: false });
  });

  it.each(['review', 'acknowledgement'] as const)('and what comes after it: a %s takes one person, whatever the policy asks for before', (kind) => {
    const policy = { request: { emergency: { required: 2 } }, promotion: { emergency: { required: 2 } }, windows: [{ days: ['mon'], from: '09:00', to: '10:00', timeZone: 'UTC' }] };
    const subject = { ...aQuestion().subject, kind };
    expect(begin({ policy, overdue, subject, request: { risk: 'emergency' }, approvals: [verified({ kind })] })).toMatchObject({ allowed: true, template: null });
    expect(begin({ policy, subject, request: { risk: 'emergency' }, approvals: [] })).toMatchObject({ allowed: false });
  });
});
