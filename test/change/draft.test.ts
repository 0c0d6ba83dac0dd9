import { describe, expect, it } from '@jest/globals';
import { draftRequest } from '../../src/change/draft.ts';
import { parseRequest } from '../../src/change/request.ts';

const now = new Date('2026-03-01T23:30:00Z');
const asked = { id: 'CR-0007', title: 'A queue', why: undefined, requester: 'rita@example.com', components: 'all' as const, now };

describe('the draft of a request', () => {
  it('asks for what only a person can say, and expires after 90 days', () => {
    const text = draftRequest(asked);
    expect(text).toBe(
      [
        '---',
        'id: CR-0007',
        'title: A queue',
        'why: Say why this is needed, and what happens without it.',
        'requester: rita@example.com',
        'status: draft',
        'risk: normal',
        'expires: 2026-05-30',
        'components: all',
        '---',
        '',
        '# What changes',
        '',
        'Say what is different afterwards. Before it is submitted, add `rollback` (how it is taken back) above, and set `status` to `submitted`.',
        '',
      ].join('\n'),
    );
    expect(parseRequest(text, 'changes/CR-0007.md')).toMatchObject({ status: 'draft', expires: '2026-05-30', environments: ['test', 'production'] });
  });

  it('says what is known', () => {
    const text = draftRequest({ ...asked, why: 'Orders wait', components: ['queue', 'alarm'], more: { risk: 'emergency', environments: ['test'], requirements: ['REQ-1'], rollback: 'Deliver CR-0006 again.' }, body: '# As told\n' });
    expect(parseRequest(text, 'changes/CR-0007.md')).toMatchObject({ why: 'Orders wait', risk: 'emergency', components: ['queue', 'alarm'], environments: ['test'], requirements: ['REQ-1'], rollback: 'Deliver CR-0006 again.' });
    expect(text.split('---\n').at(-1)).toBe('\n# As told\n');
  });
});
