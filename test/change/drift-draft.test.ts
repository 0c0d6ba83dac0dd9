import { describe, expect, it } from '@jest/globals';
import { driftDraft } from '../../src/change/drift-draft.ts';
import { parseRequest } from '../../src/change/request.ts';

const since = new Date('2026-03-01T23:30:00Z');
const lines = (count: number): string[] => Array.from({ length: count }, (_item, index) => `line ${index}`);

describe('the draft of a request for drift', () => {
  it('names what drifted, and is valid once somebody says who asks', () => {
    const { id, file, text } = driftDraft([{ component: 'queue', lines: ['update aws_sqs_queue.a: delay_seconds', 'tags *'] }, { component: 'base', lines: ['delete x'] }], since);
    expect(id).toMatch(/^DRIFT-[0-9a-f]{8}$/);
    expect(file).toBe(`changes/${id}.md`);
    expect(text).toBe(
      [
        '---',
        `id: ${id}`,
        'title: "Make production what was delivered: base, queue"',
        'why: Production was changed past Cutover, and differs from what was delivered',
        'requester: # your e-mail address',
        'status: draft',
        'risk: normal',
        'expires: 2026-03-31',
        'components: ["base","queue"]',
        'environments: [test, production]',
        '# rollback: how this is taken back, before it is submitted',
        '---',
        '',
        'What differs:',
        '',
        '- queue',
        '  - update aws\\_sqs\\_queue.a: delay\\_seconds',
        '  - tags \\*',
        '- base',
        '  - delete x',
        '',
        'As it stands, this change puts production back. To keep what was changed by hand instead, write it into the code on the branch of this request: the',
        'plan then says that nothing is left to do.',
        '',
      ].join('\n'),
    );
    expect(() => parseRequest(text, file)).toThrow('requester');
    expect(parseRequest(text.replace('requester: #', 'requester: rita@example.com #'), file)).toMatchObject({ id, status: 'draft', components: ['base', 'queue'] });
  });

  it('is the same draft for the same drift, in whatever order it was found, and another for any other', () => {
    const idOf = (...drifted: [string, string[]][]): string => driftDraft(drifted.map(([component, found]) => ({ component, lines: found })), since).id;
    const id = idOf(['a', ['1', '2']], ['b', ['3']]);
    expect(idOf(['b', ['3']], ['a', ['2', '1']])).toBe(id);
    for (const other of [idOf(['a', ['1', '2']]), idOf(['a', ['1']], ['b', ['3']]), idOf(['a', ['1', '2']], ['c', ['3']]), idOf(['a', ['1', '2', '3']], ['b', []])]) expect(other).not.toBe(id);
  });

  it('says how many lines it leaves out', () => {
    const shown = (count: number, most?: number): string[] => driftDraft([{ component: 'queue', lines: lines(count) }], since, most).text.split('\n').filter((line) => line.startsWith('  - '));
    expect(shown(20)).toHaveLength(20);
    expect([shown(21).length, shown(21).at(-1)]).toEqual([21, '  - and 1 more']);
    expect(shown(5, 2)).toEqual(['  - line 0', '  - line 1', '  - and 3 more']);
  });

  it('has a title that a request may have', () => {
    const titleOf = (...names: string[]): string => /^title: (.*)$/m.exec(driftDraft(names.map((component) => ({ component, lines: [] })), since).text)?.[1] ?? '';
    expect(titleOf('a', 'b', 'c')).toBe('"Make production what was delivered: a, b, c"');
    expect(titleOf('d', 'c', 'b', 'a')).toBe('"Make production what was delivered: a, b, c and 1 more"');
    expect(titleOf('a'.repeat(150), 'b'.repeat(150)).length).toBe('"Make production what was delivered: "'.length + 200);
  });
});
