import { describe, expect, it } from '@jest/globals';
import { approvalPolicySchema, datedWindowSchema } from '../../src/change/approval-policy.ts';
import { parseYaml } from '../../src/documents/yaml.ts';
import { UserError } from '../../src/errors.ts';

function refusal(policy: object): UserError {
  try {
    parseYaml(JSON.stringify(policy), { file: 'cutover.yaml' }, approvalPolicySchema);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the policy was accepted');
}

const ticket = (url: string): object => ({ ticket: { url, status: 'status', approved: ['Approved'] } });
const window = (more: object): object => ({ windows: [{ days: ['mon'], from: '09:00', to: '17:00', timeZone: 'UTC', ...more }] });
const freeze = { name: 'year-end', from: '2026-12-18T18:00', to: '2027-01-04T08:00', timeZone: 'UTC', why: 'x' };

describe('the approval policy', () => {
  it('asks for one approval of each kind when it says nothing', () => {
    const one = { required: 1, groups: [] };
    expect(approvalPolicySchema.parse({})).toEqual({ request: { normal: one, emergency: one }, promotion: { standard: one, normal: one, emergency: one }, templates: {}, windows: [], freezes: [], reviewWithinDays: 5 });
  });

  it.each<[string, object, string, RegExp]>([
    ['an approval by nobody', { request: { normal: { required: 0 } } }, 'request.normal.required', /at least one/],
    ['half an approval', { request: { normal: { required: 1.5 } } }, 'request.normal.required', /./],
    ['approvals of standard requests', { request: { standard: {} } }, 'request.standard', /no such field/],
    ['an unknown risk', { promotion: { urgent: {} } }, 'promotion.urgent', /no such field/],
    ['a group in capitals', { request: { normal: { groups: ['Security'] } } }, 'request.normal.groups.0', /a group name/],
    ['a template without components', { templates: { rotate: { description: 'x', components: [] } } }, 'templates.rotate.components', /./],
    ['a template in capitals', { templates: { Rotate: { description: 'x', components: ['a'] } } }, 'templates.Rotate', /a template name/],
    ['an unknown action', { templates: { rotate: { description: 'x', components: ['a'], actions: ['forget'] } } }, 'templates.rotate.actions.0', /./],
    ['a window on no day', window({ days: [] }), 'windows.0.days', /./],
    ['an unknown day', window({ days: ['monday'] }), 'windows.0.days.0', /./],
    ['a window for nobody', window({ risks: [] }), 'windows.0.risks', /./],
    ['an unknown time zone', window({ timeZone: 'Berlin' }), 'windows.0.timeZone', /a time zone such as/],
    ['a time of day that is none', window({ from: '24:30' }), 'windows.0.from', /time of day/],
    ['an empty window', window({ from: '09:00', to: '09:00' }), 'windows.0.to', /empty/],
    ['a window that begins when the day is over', window({ from: '24:00' }), 'windows.0.to', /empty/],
    ['a freeze that ends before it begins', { freezes: [{ ...freeze, to: '2026-12-18T18:00' }] }, 'freezes.0.to', /from must be before to/],
    ['a freeze on a day that is none', { freezes: [{ ...freeze, from: '2026-02-30T00:00' }] }, 'freezes.0.from', /calendar/],
    ['two freezes of one name', { freezes: [freeze, freeze] }, 'freezes', /same name/],
    ['a review within no time', { reviewWithinDays: 0 }, 'reviewWithinDays', /./],
    ['a ticket address without the id', ticket('https://tickets.example/x'), 'ticket.url', /\{id\}/],
    ['a ticket address in clear', ticket('http://tickets.example/{id}'), 'ticket.url', /https/],
    ['a ticket address in clear that looks like this machine', ticket('http://127.0.0.1:80@tickets.example/{id}'), 'ticket.url', /https/],
    ['a ticket address with a password', ticket('https://cutover:secret@tickets.example/{id}'), 'ticket.url', /https/],
    ['a ticket address whose host is the id', ticket('https://{id}.example/{id}'), 'ticket.url', /https/],
    ['a ticket address that is a file', ticket('file:///tickets/{id}'), 'ticket.url', /https/],
    ['a ticket address that is none', ticket('{id}'), 'ticket.url', /https/],
    ['a ticket without an approved status', { ticket: { url: 'https://t.example/{id}', status: 's', approved: [] } }, 'ticket.approved', /./],
  ])('with %s is an error at its field', (_name, policy, field, problem) => {
    const { complaint, message } = refusal(policy);
    expect(complaint).toMatchObject({ file: 'cutover.yaml', line: 1, field });
    expect(message).toMatch(problem);
  });

  it.each(['https://tickets.example/rest/{id}?fields=status', 'http://127.0.0.1:8080/{id}', 'http://localhost/{id}'])('may ask %s', (url) => {
    expect(approvalPolicySchema.parse(ticket(url)).ticket).toMatchObject({ url, timeoutSeconds: 10 });
  });
});

describe('the window of a request', () => {
  it.each([
    ['2026-06-06T10:00', '2026-06-06T12:00', true],
    ['2026-06-06T12:00', '2026-06-06T12:00', false],
    ['2026-06-07T12:00', '2026-06-06T12:00', false],
    ['2026-06-06', '2026-06-07', false],
    ['2026-06-06T10:00Z', '2026-06-06T12:00Z', false],
  ])('from %s to %s is one: %s', (from, to, valid) => {
    expect(datedWindowSchema.safeParse({ from, to, timeZone: 'Europe/Berlin' }).success).toBe(valid);
  });
});
