import { describe, expect, it } from '@jest/globals';
import { parseRequest } from '../../src/change/request.ts';
import { rollbackDraft, type RollbackDraft } from '../../src/change/rollback-draft.ts';
import type { PlannedChange, WayBack } from '../../src/evidence/way-back.ts';

const now = new Date('2026-03-01T12:00:00Z');
const to = { change: 'CR-0001', commit: 'c0ffee', stack: 'd1ce' };
const table: PlannedChange = { address: 'aws_dynamodb_table.orders', type: 'aws_dynamodb_table', action: 'create' };
const alarm: PlannedChange = { address: 'aws_cloudwatch_metric_alarm.full', type: 'aws_cloudwatch_metric_alarm', action: 'update' };

function draft(overrides: Partial<RollbackDraft> = {}, way: Partial<WayBack> = {}): string {
  return rollbackDraft({
    id: 'CR-0003',
    requester: 'rita@example.com',
    why: undefined,
    risk: undefined,
    request: { title: 'Orders in a table', risk: 'normal', environments: ['test', 'production'], requirements: [] },
    way: { change: 'CR-0002', target: 'cloud', commit: 'beef', components: [{ name: 'orders', changes: [alarm], to }], ...way },
    now,
    ...overrides,
  });
}

const bodyOf = (text: string): string => text.slice(text.indexOf('# Back to'));

describe('the draft of a rollback', () => {
  it('takes back what can be taken back, and says where to and what that does', () => {
    const text = draft();
    expect(parseRequest(text, 'changes/CR-0003.md')).toMatchObject({
      id: 'CR-0003',
      title: 'Take back CR-0002: Orders in a table',
      why: 'CR-0002 is taken back. Say here what is wrong with it.',
      requester: 'rita@example.com',
      status: 'draft',
      risk: 'normal',
      expires: '2026-05-30',
      components: ['orders'],
      rollback: 'A request of its own delivers CR-0002 again: it restores commit beef, through the same steps.',
    });
    expect(text).not.toContain('requirements');
    expect(bodyOf(text)).toBe(
      [
        '# Back to',
        '',
        '- orders: as CR-0001 delivered it, commit `c0ffee`. `cutover synth` then says of its stack for production `d1ce`.',
        '',
        '# What to expect',
        '',
        'Told from the plan that was delivered; the plan of this change has the last word.',
        '',
        '- orders: `aws_cloudwatch_metric_alarm.full` is updated',
        '',
        '# Data at stake',
        '',
        'Nothing that is known to hold data is destroyed or replaced.',
        '',
      ].join('\n'),
    );
  });

  it('leaves alone what is new with the change, and says so', () => {
    const text = draft({}, { components: [{ name: 'orders', changes: [alarm], to }, { name: 'fresh', changes: [table], to: undefined }] });
    expect(parseRequest(text, 'changes/CR-0003.md').components).toEqual(['orders']);
    expect(text).toContain('- fresh is new with CR-0002: there is nothing to go back to. It stays, and taking it away is a change of its own.\n');
    expect(text).not.toContain('aws_dynamodb_table');
  });

  it('names the data at stake, with the way to get it back', () => {
    const text = bodyOf(draft({}, { components: [{ name: 'orders', changes: [table, { ...alarm, action: 'no-op' }], to }] }));
    expect(text).toContain('the last word.\n\n- orders: `aws_dynamodb_table.orders` is destroyed\n\n# Data at stake\n\n- `aws_dynamodb_table.orders`: ');
    expect(text).toMatch(/Getting it back: .+\.\n\nSave what must be kept before this is approved\.\n$/);
  });

  it('says so when the plan is not known, and what was not recorded', () => {
    const text = draft({}, { commit: undefined, components: [{ name: 'orders', changes: [], to: { change: 'CR-0001', commit: undefined, stack: undefined } }] });
    expect(text).toContain('as CR-0001 delivered it, commit `not recorded`. `cutover synth` then says of its stack for production `not recorded`.');
    expect(text).toContain('Nothing is known to change.\n\n# Data');
    expect(parseRequest(text, 'changes/CR-0003.md').rollback).toBe('A request of its own delivers CR-0002 again, through the same steps.');
  });

  it.each([
    ['as risky as what it takes back', 'emergency', undefined, 'emergency'],
    ['no standard change: its template is not about the way back', 'standard', undefined, 'normal'],
    ['as somebody says', 'normal', 'emergency', 'emergency'],
  ] as const)('is %s', (_what, was, asked, risk) => {
    const text = draft({ risk: asked, request: { title: 'It', risk: was, environments: ['production'], requirements: ['REQ-1'] } });
    expect(parseRequest(text, 'changes/CR-0003.md')).toMatchObject({ risk, environments: ['production'], requirements: ['REQ-1'] });
  });

  it('says why, in the words of who knows, and has a title that a request may have', () => {
    const text = draft({ why: 'Orders are lost', request: { title: 'x'.repeat(300), risk: 'normal', environments: ['test'], requirements: [] } });
    expect(parseRequest(text, 'changes/CR-0003.md')).toMatchObject({ why: 'Orders are lost', title: `Take back CR-0002: ${'x'.repeat(281)}` });
  });
});
