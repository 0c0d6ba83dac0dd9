import { describe, expect, it } from '@jest/globals';
import { approvalPolicySchema, datedWindowSchema, freezeNameSchema, groupNameSchema, templateNameSchema } from '../../src/change/approval-policy.ts';
import { parseYaml } from '../../src/documents/yaml.ts';
import { UserError } from '../../src/errors.ts';
import { refused } from '../helpers/refused.ts';

function refusal(policy: object): UserError {
  return refused(UserError, () => parseYaml(JSON.stringify(policy), { file: 'cutover.yaml' }, approvalPolicySchema));
}

const ticket = (url: string): object => ({ ticket: { url, status: 'status', approved: ['Approved'] } });
const window = (more: object): object => ({ windows: [{ days: ['mon'], from: '09:00', to: '17:00', timeZone: 'UTC', ...more }] });
const freeze = { name: 'year-end', from: '2026-12-18T18:00', to: '2027-01-04T08:00', timeZone: 'UTC', why: 'x' };

describe('the approval policy', () => {
  it('asks for one approval of each kind when it says nothing', () => {
    const one = { required: 1, groups: [] };
    expect(approvalPolicySchema.parse({})).toEqual({ request: { normal: { ...one, codeOwners: false }, emergency: { ...one, codeOwners: false } }, promotion: { standard: one, normal: one, emergency: one }, templates: {}, windows: [], freezes: [], reviewWithinDays: 5 });
  });

  it('is read as it is written, with defaults for what it leaves out', () => {
    const quorum = { required: 2, groups: ['security', 'network-2'] };
    const span = { from: '2026-12-18T18:00', to: '2027-01-04T23:59', timeZone: 'Europe/Berlin' };
    const written = {
      request: { normal: { ...quorum, codeOwners: true }, emergency: { ...quorum, codeOwners: false } },
      promotion: { standard: quorum, normal: quorum, emergency: quorum },
      templates: {
        everything: { description: ' Does all of it. ', components: ['a', 'b'], environments: ['test', 'production'], actions: ['create', 'update', 'replace', 'delete'] },
        'rotate-key': { description: 'x', components: ['encryption'] },
      },
      windows: [
        { days: ['mon', 'sun'], from: '00:00', to: '24:00', timeZone: 'UTC' },
        { days: ['sat'], from: '22:30', to: '04:00', timeZone: 'Asia/Tokyo', risks: ['emergency'] },
      ],
      freezes: [{ ...span, name: 'year-end', why: 'nobody is there' }, { ...span, name: '2027-audit', why: 'the auditors are' }],
      reviewWithinDays: 10,
      ticket: { url: 'https://tickets.example/{id}', status: 'fields.status', approved: ['Approved', 'Done'], tokenVariable: 'TICKET_TOKEN', timeoutSeconds: 120 },
    };
    expect(approvalPolicySchema.parse(written)).toEqual({
      ...written,
      templates: {
        everything: { ...written.templates.everything, description: 'Does all of it.' },
        'rotate-key': { description: 'x', components: ['encryption'], environments: ['test', 'production'], actions: ['update'] },
      },
      windows: [{ ...written.windows[0], risks: ['standard', 'normal', 'emergency'] }, written.windows[1]],
    });
  });

  it.each<[string, object, string, RegExp]>([
    ['a template that says nothing', { templates: { rotate: { description: ' ', components: ['a'] } } }, 'templates.rotate.description', /./],
    ['a template for no environment', { templates: { rotate: { description: 'x', components: ['a'], environments: [] } } }, 'templates.rotate.environments', /./],
    ['a template that may do nothing', { templates: { rotate: { description: 'x', components: ['a'], actions: [] } } }, 'templates.rotate.actions', /./],
    ['a freeze without a reason', { freezes: [{ ...freeze, why: '' }] }, 'freezes.0.why', /./],
    ['a freeze of another name', { freezes: [{ ...freeze, name: 'Year End' }] }, 'freezes.0.name', /a name such as year-end-2026/],
    ['a freeze from some day', { freezes: [{ ...freeze, from: '2026-12-18' }] }, 'freezes.0.from', /a local time such as 2026-12-20T18:00/],
    ['a freeze to the second', { freezes: [{ ...freeze, from: '2026-12-18T18:00:00' }] }, 'freezes.0.from', /a local time such as/],
    ['a time of day after something else', window({ from: 'x09:00' }), 'windows.0.from', /a time of day such as 09:00/],
    ['a time of day to the second', window({ from: '09:00:00' }), 'windows.0.from', /time of day/],
    ['midnight after something else', window({ to: '124:00' }), 'windows.0.to', /time of day/],
    ['midnight to the second', window({ to: '24:00:00' }), 'windows.0.to', /time of day/],
    ['a ticket address of a user', ticket('https://cutover@tickets.example/{id}'), 'ticket.url', /without a user name/],
    ['a ticket address with a password alone', ticket('https://:secret@tickets.example/{id}'), 'ticket.url', /without a user name/],
    ['a ticket address of another protocol on this machine', ticket('ftp://localhost/{id}'), 'ticket.url', /https/],
    ['a ticket address that holds no {id}', ticket('https://tickets.example/'), 'ticket.url', /an address that holds \{id\}/],
    ['a ticket that nobody waits for', { ticket: { url: 'https://t.example/{id}', status: 's', approved: ['x'], timeoutSeconds: 0 } }, 'ticket.timeoutSeconds', /./],
    ['a ticket that is waited for too long', { ticket: { url: 'https://t.example/{id}', status: 's', approved: ['x'], timeoutSeconds: 121 } }, 'ticket.timeoutSeconds', /./],
    ...['token', '1TOKEN', 'a-TOKEN', 'TOKEN-a', 'TOKENa', ''].map((tokenVariable): [string, object, string, RegExp] => [`a token in ${JSON.stringify(tokenVariable)}`, { ticket: { url: 'https://t.example/{id}', status: 's', approved: ['x'], tokenVariable } }, 'ticket.tokenVariable', /a name of an environment variable/]),
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

describe('a name of the policy', () => {
  const longest = 'a'.repeat(63);
  const common: [string, boolean][] = [['a', true], ['a1-b', true], [longest, true], [`${longest}a`, false], ['', false], ['-a', false], ['aB', false], ['a!', false], ['!a', false], ['a b', false]];

  it.each(common)('%j may be one of a group, a template, a freeze: %s', (name, valid) => {
    expect([groupNameSchema, templateNameSchema, freezeNameSchema].map((schema) => schema.safeParse(name).success)).toEqual([valid, valid, valid]);
  });

  it('may begin with a digit where it is of a freeze', () => {
    expect([groupNameSchema, templateNameSchema, freezeNameSchema].map((schema) => schema.safeParse('2026').success)).toEqual([false, false, true]);
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
