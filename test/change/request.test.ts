import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import { REQUEST_STATUSES } from '../../src/change/lifecycle.ts';
import { parseRequest, requestDigest, withStatus, type Implementation } from '../../src/change/request.ts';
import { aChangeRequest } from '../helpers/a-change-request.ts';
import { refused } from '../helpers/refused.ts';

const FILE = 'changes/CR-0001.md';
const DETAILS: Implementation = { at: '2026-03-01T12:00:00.000Z', components: ['network', 'storage'], note: '--- # "quoted"\n$(touch x)' };

function complaintAbout(text: string): UserError['complaint'] {
  return refused(UserError, () => parseRequest(text, FILE)).complaint;
}

/** With comments, odd spacing and quotes, as a person writes it. */
const HANDWRITTEN = `---
# our request
id: CR-0001
title:   'Keep uploads'   # short
status:   "approved"   # set by the board
why: >-
  because

  of this
requester: rita@example.com
risk: normal
expires: 2099-12-31
components: [storage, network]
rollback: take it back

# the end
---

# Body

status: draft
---
implementation:
  none
`;

describe('a change request', () => {
  it('is read with its defaults', () => {
    expect(parseRequest(aChangeRequest(), FILE)).toEqual({
      id: 'CR-0001',
      title: 'Keep uploads for a year',
      why: 'Support asks for files that were deleted after a month',
      requester: 'rita@example.com',
      status: 'submitted',
      risk: 'normal',
      expires: '2099-12-31',
      components: 'all',
      environments: ['test', 'production'],
      freezeExceptions: [],
      requirements: [],
      rollback: 'A change request of its own sets 30 days again',
      adopt: false,
    });
    expect(parseRequest(HANDWRITTEN, FILE)).toMatchObject({ status: 'approved', components: ['storage', 'network'], why: 'because\nof this' });
    const all = {
      adopt: true,
      risk: 'standard',
      template: 'longer-retention',
      environments: ['test'],
      window: { from: '2026-12-20T18:00', to: '2026-12-20T22:00', timeZone: 'Europe/Berlin' },
      freezeExceptions: ['year-end-2026'],
      requirements: ['REQ-1', 'REQ-2'],
    };
    expect(parseRequest(aChangeRequest(all), FILE)).toMatchObject(all);
  });

  it.each(['draft', 'cancelled'])('may leave open how it is taken back while it is a %s', (status) => {
    expect(parseRequest(aChangeRequest({ status, rollback: undefined }), FILE).rollback).toBeUndefined();
  });

  it.each([
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['both', (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
    ['spaces after the fence', (text: string) => text.replaceAll('---\n', '---  \n')],
    ['no body', (text: string) => text.slice(0, text.indexOf('---', 3) + 4)],
    ['no newline at its end', (text: string) => text.slice(0, text.indexOf('---', 3) + 3)],
  ])('is read with %s', (_name, edit) => {
    expect(parseRequest(edit(aChangeRequest()), FILE)).toEqual(parseRequest(aChangeRequest(), FILE));
  });

  it.each<[string, string, object]>([
    ['no front matter', '# A change\n', { line: 1, problem: expect.stringContaining('does not begin with front matter') }],
    ['an empty file', '', { line: 1 }],
    ['front matter without an end', '---\nid: CR-0001\n', { line: 1, problem: expect.stringContaining('no end') }],
    ['an unknown field', aChangeRequest().replace('why:', 'titel: x\nwhy:'), { line: 4, field: 'titel', problem: expect.stringContaining('no such field') }],
    ['no requester', aChangeRequest().replace(/requester:.*\n/, ''), { field: 'requester' }],
    ['a requester who is no address', aChangeRequest({ requester: 'rita' }), { line: 5, field: 'requester', found: '"rita"' }],
    ['an unknown status', aChangeRequest({ status: 'done' }), { line: 6, field: 'status', allowed: expect.stringContaining('rolled-back') }],
    ['a status of another case', aChangeRequest({ status: 'Approved' }), { field: 'status' }],
    ['an unknown risk', aChangeRequest({ risk: 'low' }), { line: 7, field: 'risk' }],
    ['a day that is none', aChangeRequest({ expires: '2026-02-30' }), { line: 8, field: 'expires' }],
    ['a date in another order', aChangeRequest({ expires: '31-12-2026' }), { field: 'expires' }],
    ['an empty list of components', aChangeRequest({ components: [] }), { field: 'components' }],
    ['a component that is no name', aChangeRequest({ components: ['../x'] }), { line: 9, field: 'components.0' }],
    ['a component listed twice', aChangeRequest({ components: ['a', 'b', 'a'] }), { line: 9, field: 'components', allowed: expect.stringContaining('a is listed twice') }],
    ['an environment listed twice', aChangeRequest({ environments: ['test', 'test'] }), { line: 11, field: 'environments', allowed: expect.stringContaining('test is listed twice') }],
    ['no environment', aChangeRequest({ environments: [] }), { line: 11, field: 'environments' }],
    ['an unknown environment', aChangeRequest({ environments: ['staging'] }), { line: 11, field: 'environments.0' }],
    ['a window that ends before it begins', aChangeRequest({ window: { from: '2026-12-20T18:00', to: '2026-12-20T08:00', timeZone: 'UTC' } }), { line: 11, field: 'window.to', allowed: 'from must be before to' }],
    ['a window of no length', aChangeRequest({ window: { from: '2026-12-20T18:00', to: '2026-12-20T18:00', timeZone: 'UTC' } }), { field: 'window.to' }],
    ['a window on a day that is none', aChangeRequest({ window: { from: '2026-02-30T18:00', to: '2026-12-20T18:00', timeZone: 'UTC' } }), { field: 'window.from' }],
    ['a window in no time zone', aChangeRequest({ window: { from: '2026-12-20T08:00', to: '2026-12-20T18:00', timeZone: 'Berlin' } }), { field: 'window.timeZone' }],
    ['a freeze that is no name', aChangeRequest({ freezeExceptions: ['Year End'] }), { line: 11, field: 'freezeExceptions.0' }],
    ['a requirement that is no id', aChangeRequest({ requirements: ['the first one'] }), { line: 11, field: 'requirements.0' }],
    ['a standard change without a template', aChangeRequest({ risk: 'standard' }), { field: 'template', problem: 'this field is missing', allowed: expect.stringContaining('template of the policy') }],
    ['a template on a normal change', aChangeRequest({ template: 'rotate-key' }), { line: 11, field: 'template', found: '"rotate-key"', allowed: expect.stringContaining('only a standard change') }],
    ['a template on an emergency', aChangeRequest({ risk: 'emergency', template: 'rotate-key' }), { line: 11, field: 'template' }],
    ['no rollback once it is submitted', aChangeRequest({ rollback: undefined }), { field: 'rollback', problem: 'this field is missing', allowed: expect.stringContaining('how the change is taken back') }],
    ['no rollback and a claim to be implemented', aChangeRequest({ rollback: undefined, status: 'implemented' }), { field: 'rollback' }],
    ['an empty rollback', aChangeRequest({ rollback: ' ' }), { line: 10, field: 'rollback' }],
    ['an id with a path in it', aChangeRequest({ id: '../CR-0001' }), { line: 2, field: 'id' }],
    ['a title over two lines', aChangeRequest({ title: 'a\nb' }), { line: 3, field: 'title' }],
    ['a title with a terminal escape', aChangeRequest({ title: 'a\u001b[2Jb' }), { field: 'title' }],
    ['a title that turns the direction of text', aChangeRequest({ title: 'a\u202eb' }), { field: 'title' }],
    ['an empty title', aChangeRequest({ title: ' ' }), { field: 'title' }],
    ['a NUL', aChangeRequest().replace('uploads', 'up\0loads'), { problem: expect.stringContaining('NUL') }],
    ['broken YAML', aChangeRequest().replace('title: ', 'title: ['), { problem: expect.stringContaining('not valid YAML') }],
    ['two statuses', aChangeRequest().replace('risk:', 'status: draft\nrisk:'), { line: 7 }],
    ['a custom tag', aChangeRequest().replace('status: submitted', 'status: !!js/x submitted'), {}],
    ['an alias', aChangeRequest().replace('why: ', 'why: &a ').replace('title: "Keep uploads for a year"', 'title: "x"'), { problem: expect.stringContaining('anchors') }],
    ['a status that is not one word', aChangeRequest({ status: '>-\n  approved' }), { field: 'status' }],
    ['front matter in flow style', `---\n{${aChangeRequest().split('\n').slice(1, -4).join(', ')}}\n---\n`, {}],
    ['an implementation with an empty line in it', aChangeRequest({ status: 'approved\nimplementation:\n  a: x\n\n  b: y' }), { field: 'implementation', problem: expect.stringContaining('written by Cutover alone') }],
    ['an implementation that is not ours', aChangeRequest({ status: 'approved\nimplementation:\n- x' }), {}],
    ['a title over 300 characters', aChangeRequest({ title: 'x'.repeat(301) }), { line: 3, field: 'title', allowed: 'at most 300 characters' }],
    ['a title with a line break of another kind', aChangeRequest({ title: 'a\u2028b' }), { field: 'title', allowed: 'one line without control characters' }],
    ['a title of nothing but space', aChangeRequest({ title: '   ' }), { field: 'title', allowed: 'must not be empty' }],
    ['a reason that says nothing', aChangeRequest({ why: '  ' }), { field: 'why', allowed: 'must not be empty' }],
    ['a reason of more than ten thousand characters', aChangeRequest({ why: 'x'.repeat(10_001) }), { field: 'why' }],
    ['a requester who is no address, in words', aChangeRequest({ requester: 'Rita' }), { field: 'requester', allowed: 'an e-mail address' }],
    ['a status that is none, with all that there are', aChangeRequest({ status: 'done' }), { allowed: REQUEST_STATUSES.join(', ') }],
    ['a risk that is none, with all that there are', aChangeRequest({ risk: 'low' }), { allowed: 'standard, normal, emergency' }],
    ['components that are one word', aChangeRequest({ components: 'storage' as 'all' }), { field: 'components', allowed: 'all, or a list of component names' }],
    ['components that are misspelt', aChangeRequest({ components: 'al' as 'all' }), { allowed: 'all, or a list of component names', next: 'write all, if that is what is meant' }],
    ['no components', aChangeRequest().replace(/components:.*\n/, ''), { field: 'components', problem: 'this field is missing', allowed: 'all, or a list of component names' }],
    ['an empty list of environments', aChangeRequest({ environments: [] }), { field: 'environments', allowed: 'at least one' }],
    ['an adoption that is neither true nor false', aChangeRequest({ adopt: 'yes' as unknown as boolean }), { field: 'adopt', allowed: 'true or false' }],
    ['a freeze listed twice', aChangeRequest({ freezeExceptions: ['a', 'a'] }), { field: 'freezeExceptions', allowed: 'each name once; a is listed twice' }],
    ['a requirement listed twice', aChangeRequest({ requirements: ['REQ-1', 'REQ-2', 'REQ-2'] }), { field: 'requirements', allowed: 'each name once; REQ-2 is listed twice' }],
    ['no template on a standard change, in words', aChangeRequest({ risk: 'standard' }), { allowed: 'the name of a template of the policy: a standard change needs one' }],
    ['a template on an emergency, in words', aChangeRequest({ risk: 'emergency', template: 'rotate-key' }), { allowed: 'no template: only a standard change has one, and this one is emergency' }],
    ['no rollback once it has failed, in words', aChangeRequest({ rollback: undefined, status: 'failed' }), { allowed: 'how the change is taken back: a request with status failed says it' }],
    ['an implementation that has a field of another name', aChangeRequest({ status: 'implemented', body: '' }).replace('---\n', '---\n').replace(/---\n$/, 'implementation:\n  a-b: x\n---\n'), { field: 'implementation.a-b' }],
    ['an implementation that has a number', aChangeRequest({ body: '' }).replace(/---\n$/, 'implementation:\n  at: 7\n---\n'), { field: 'implementation.at' }],
  ])('with %s is one error that names file and field', (_name, text, expected) => {
    expect(complaintAbout(text)).toMatchObject({ file: FILE, ...expected });
  });

  it('may be as long as this', () => {
    const longest = { title: 'x'.repeat(300), why: 'y'.repeat(10_000), rollback: 'z'.repeat(10_000) };
    expect(parseRequest(aChangeRequest(longest), FILE)).toMatchObject(longest);
    expect(parseRequest(aChangeRequest({ title: ' x ', why: ' y\n', rollback: '\nz ' }), FILE)).toMatchObject({ title: 'x', why: 'y', rollback: 'z' });
  });

  it('notes texts and lists of texts about its end, under names of letters and digits', () => {
    const implementation = { at: 'x', x2: ['a', 'b'], none: [] };
    expect(parseRequest(withStatus(aChangeRequest(), 'implemented', implementation), FILE).implementation).toEqual(implementation);
    for (const name of ['a-b', '2x', 'a b', '', 'ä']) expect(() => withStatus(aChangeRequest(), 'implemented', { [name]: 'x' })).toThrow();
  });

  it('says of which file it is that cannot be told apart', () => {
    const text = aChangeRequest({ status: 'is approved' });
    expect(() => requestDigest(text)).toThrow(/^the change request: status: /);
    expect(() => withStatus(text, 'failed')).toThrow(/^the change request: status: /);
    expect(() => requestDigest(text, FILE)).toThrow(/^changes\/CR-0001\.md: status: /);
  });

  it('too large for a person to have written is refused', () => {
    expect(complaintAbout(aChangeRequest({ why: 'x'.repeat(2_000_000) })).problem).toContain('too large');
  });
});

describe('row 1: the digest of a change request', () => {
  const digest = requestDigest(HANDWRITTEN);

  it.each(REQUEST_STATUSES)('stays when the status becomes %s', (status) => {
    expect(requestDigest(withStatus(HANDWRITTEN, status))).toBe(digest);
    expect(parseRequest(withStatus(HANDWRITTEN, status), FILE).status).toBe(status);
  });

  it('stays when Cutover writes what it implemented, and writes it again', () => {
    const once = withStatus(HANDWRITTEN, 'implemented', DETAILS);
    const twice = withStatus(once, 'closed', { at: 'later' });
    expect(parseRequest(once, FILE)).toMatchObject({ status: 'implemented', implementation: DETAILS });
    expect(parseRequest(twice, FILE).implementation).toEqual({ at: 'later' });
    expect([requestDigest(once), requestDigest(twice)]).toEqual([digest, digest]);
  });

  it('changes with any other character, white space and comments included', () => {
    const status = HANDWRITTEN.indexOf('"approved"');
    const unnoticed: string[] = [];
    for (let at = 0; at < HANDWRITTEN.length; at += 1) {
      if (at >= status && at < status + '"approved"'.length) continue;
      for (const edited of [HANDWRITTEN.slice(0, at) + ' ' + HANDWRITTEN.slice(at), HANDWRITTEN.slice(0, at) + HANDWRITTEN.slice(at + 1)]) {
        if (sameDigest(edited)) unnoticed.push(`${at}: ${JSON.stringify(HANDWRITTEN.slice(at - 5, at + 5))}`);
      }
    }
    // A space inside the quotes, or one quote less, is another status and no status that may begin.
    expect(unnoticed).toEqual([]);
  });

  function sameDigest(edited: string): boolean {
    try {
      return requestDigest(edited) === digest;
    } catch (error) {
      if (error instanceof UserError) return false;
      throw error;
    }
  }

  it.each<[string, (text: string) => string]>([
    ['a byte order mark is added', (text) => `\uFEFF${text}`],
    ['line ends become CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['a line is put under the status', (text) => text.replace('# set by the board\n', '# set by the board\nadopt: true\n')],
    ['a component goes into the implementation block', (text) => text.replace('components: [storage, network]\n', 'components:\n  - storage\n').replace('# the end\n', '# the end\nimplementation:\n  more: network\n')],
    ['the body gets a space at its end', (text) => `${text} `],
  ])('changes when %s', (_name, edit) => {
    expect(edit(HANDWRITTEN)).not.toBe(HANDWRITTEN);
    expect(requestDigest(edit(HANDWRITTEN))).not.toBe(digest);
  });

  it('cannot be taken of an implementation block within a text, which makes a comment of what was approved', () => {
    const approved = HANDWRITTEN.replace('rollback: take it back\n', 'rollback: |\n  take it back\n\n  # and tell the customers\n').replace('# the end\n', '');
    const block = 'implementation:\n  at: x\n';
    expect(parseRequest(approved, FILE).rollback).toContain('tell the customers');
    for (const edited of [approved.replace('\n\n  # and', `\n${block}\n  # and`), approved.replace('rollback: |', `${block}rollback: |`)]) {
      expect(edited).not.toBe(approved);
      expect(() => requestDigest(edited)).toThrow(/as the end of the front matter/);
      expect(() => parseRequest(edited, FILE)).toThrow(UserError);
    }
    expect(requestDigest(withStatus(approved, 'implemented', DETAILS))).toBe(requestDigest(approved));
  });

  it.each<[string, string]>([
    ['an anchor in the implementation block, which the digest leaves out', 'implementation:\n  at: &a evil\n'],
    ['a tag on the status', 'adopt: true\n'],
  ])('cannot be taken around %s', (name, extra) => {
    const text = name.startsWith('a tag') ? HANDWRITTEN.replace('"approved"', '!!str "approved"') : HANDWRITTEN.replace('# the end\n', extra);
    expect(() => requestDigest(text)).toThrow(UserError);
    expect(() => parseRequest(text, FILE)).toThrow(UserError);
  });
});

describe('writing a status', () => {
  it('changes only the word, and keeps every other byte', () => {
    expect(withStatus(HANDWRITTEN, 'implementing')).toBe(HANDWRITTEN.replace('"approved"', 'implementing'));
    const windows = `\uFEFF${HANDWRITTEN.replaceAll('\n', '\r\n')}`;
    expect(withStatus(windows, 'failed')).toBe(windows.replace('"approved"', 'failed'));
  });

  it('puts the details at the end of the front matter, with the line ends of the file', () => {
    expect(withStatus(HANDWRITTEN, 'implemented', { at: 'x', components: ['a'] })).toBe(
      HANDWRITTEN.replace('"approved"', 'implemented').replace('# the end\n---\n', '# the end\nimplementation:\n  at: "x"\n  components: ["a"]\n---\n'),
    );
    const windows = HANDWRITTEN.replaceAll('\n', '\r\n');
    expect(withStatus(windows, 'implemented', { at: 'x' })).toContain('# the end\r\nimplementation:\r\n  at: "x"\r\n---\r\n');
  });

  it('does not touch a line of the body that looks like a status', () => {
    expect(withStatus(HANDWRITTEN, 'closed').endsWith(HANDWRITTEN.slice(HANDWRITTEN.indexOf('# Body')))).toBe(true);
  });
});
