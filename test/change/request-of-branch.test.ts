import { describe, expect, it } from '@jest/globals';
import { draftRequest } from '../../src/change/draft.ts';
import type { ListedRequest } from '../../src/change/find-request.ts';
import { parseRequest, requestDigest } from '../../src/change/request.ts';
import { nextId, requestOfBranch, standIn } from '../../src/change/request-of-branch.ts';
import { digestOf } from '../../src/digest.ts';
import { aChangeRequest } from '../helpers/a-change-request.ts';

function listed(id: string): ListedRequest {
  const [file, text] = [`changes/${id}.md`, aChangeRequest({ id })];
  return { file, found: { file, text, request: parseRequest(text, file), digest: requestDigest(text, file) } };
}
const broken: ListedRequest = { file: 'changes/CR-0009.md', found: undefined, error: 'changes/CR-0009.md:3: title: missing' };

describe('the request of a branch', () => {
  it('is the one that it adds or edits, whatever else lies there', () => {
    expect(requestOfBranch([listed('CR-0001'), listed('CR-0002')], ['changes/CR-0002.md', 'main.tf']).found?.request.id).toBe('CR-0002');
  });

  it.each<[string, ListedRequest[], string[], object]>([
    ['none differs: one that lies there already is not taken', [listed('CR-0001')], ['main.tf'], { why: 'there is no change request in this change', atFault: [] }],
    ['two differ', [listed('CR-0001'), listed('CR-0002')], ['changes/CR-0001.md', 'changes/CR-0002.md'], { why: 'this change has 2 change requests, and each has to come by itself: changes/CR-0001.md, changes/CR-0002.md', atFault: ['changes/CR-0001.md', 'changes/CR-0002.md'] }],
    ['it cannot be read', [broken], ['changes/CR-0009.md'], { why: 'changes/CR-0009.md:3: title: missing', atFault: ['changes/CR-0009.md'] }],
    ['it was deleted', [], ['changes/CR-0001.md'], { why: 'there is no change request in this change', atFault: [] }],
  ])('is none where %s', (_name, requests, changed, expected) => {
    expect(requestOfBranch(requests, changed)).toEqual({ found: undefined, ...expected });
  });

  it.each([[[], 'CR-0001'], [['CR-0001', 'CR-0009'], 'CR-0010'], [['CHG7', 'other'], 'CHG8'], [['CR-0099', 'CR-0100'], 'CR-0101'], [['CR-0100', 'CR-0099'], 'CR-0101'], [['CHG7b'], 'CR-0001'], [['no-number'], 'CR-0001']])('after %j comes %s', (ids, id) => {
    expect(nextId(ids)).toBe(id);
  });
});

describe('what stands in for a request', () => {
  it('covers everything, is a draft, and says in every field that there is none', () => {
    const { file, request, digest } = standIn('CR-0003', 'changes/CR-0003.md');
    expect([file, digest]).toEqual(['changes/CR-0003.md', digestOf(request)]);
    expect(request).toEqual({
      id: 'CR-0003', title: 'no change request yet', why: 'nobody has said', requester: 'nobody@example.invalid', status: 'draft', risk: 'normal', expires: '9999-12-31',
      components: 'all', environments: ['test', 'production'], freezeExceptions: [], requirements: [], adopt: false,
    });
  });
});

describe('the draft of a request', () => {
  it('is valid, stays a draft until somebody submits it, and keeps any characters of a title', () => {
    const title = '$(touch x) `id` "quoted": # & *bold*';
    const request = parseRequest(draftRequest({ id: 'CR-0004', title, why: undefined, requester: 'rita@example.com', components: ['storage'], now: new Date('2026-03-01T00:00:00Z') }), 'changes/CR-0004.md');
    expect(request).toMatchObject({ id: 'CR-0004', title, status: 'draft', risk: 'normal', components: ['storage'], expires: '2026-05-30' });
    expect(request.rollback).toBeUndefined();
  });
});
