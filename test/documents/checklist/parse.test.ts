import { describe, expect, it } from '@jest/globals';
import { parseChecklist } from '../../../src/documents/checklist/parse.ts';
import { UserError, type Complaint } from '../../../src/errors.ts';
import { refused } from '../../helpers/refused.ts';

const texts = (markdown: string): string[] => parseChecklist(markdown, 'list.md').items.map(({ text }) => text);
const ids = (markdown: string): string[] => parseChecklist(markdown, 'list.md').items.map(({ id }) => id);

function complaintOf(markdown: string | Uint8Array): Complaint {
  return refused(UserError, () => parseChecklist(markdown, 'list.md')).complaint;
}

describe('an item can be written as', () => {
  it.each<[string, string, string[]]>([
    ['a task list', '- [ ] a\n- [x] b', ['a', 'b']],
    ['a task list with stars or plus signs', '* [ ] a\n\n+ [X] b', ['a', 'b']],
    ['a numbered task list', '1. [ ] a\n2. [ ] b', ['a', 'b']],
    ['a nested task list', '- [ ] a\n  - [ ] b\n    1. [ ] c', ['a', 'b', 'c']],
    ['a task under an entry that is none', '- topic\n  - [ ] a', ['a']],
    ['a task in a block quote', '> - [ ] a', ['a']],
    ['an item over several lines', '- [ ] a\n  and more', ['a and more']],
    ['a box character in a list', '- ☐ a\n- ☑ b\n- ☒ c', ['a', 'b', 'c']],
    ['box characters in a paragraph', 'Before:\n☐ a\n☐ b\n  goes on', ['a', 'b goes on']],
    ['boxes in a paragraph', '[ ] a\n[x] b', ['a', 'b']],
    ['a box without its space', '- []a\n- [ ]b', ['a', 'b']],
    ['an escaped box', '- \\[ \\] a', ['a']],
    ['markup', '- [ ] **a** `b` [c](http://d) <em>e</em> ![f](g.png)', ['a b c e f']],
    ['a table with a status column', '| # | Item | Status |\n|---|---|---|\n| 1 | a | open |\n| 2 | b | |', ['a', 'b']],
    ['a table with boxes, whatever the title', '| Item | |\n|---|---|\n| a | ☐ |\n| b | [x] |', ['a', 'b']],
    ['a table with short names of emoji', '| Check | Level A |\n|---|---|\n| a | :white_check_mark: |', ['a']],
    ['boxes inside the cells of a table', '| Topic | Items |\n|---|---|\n| x | - [ ] a<br>- [ ] b |', ['a', 'b']],
    ['the same text twice', '- [ ] a\n- [ ] a', ['a', 'a']],
  ])('%s', (_title, markdown, expected) => {
    expect(texts(markdown)).toEqual(expected);
  });

  it('lines that end with CR LF, or CR, and a byte order mark', () => {
    const markdown = '# T\n\n## S\n\n- [ ] a\n- [x] b\n';
    const plain = parseChecklist(markdown, 'list.md');
    expect(parseChecklist(markdown.replaceAll('\n', '\r\n'), 'list.md')).toEqual(plain);
    expect(parseChecklist(markdown.replaceAll('\n', '\r'), 'list.md')).toEqual(plain);
    expect(parseChecklist(`\uFEFF${markdown}`, 'list.md')).toEqual(plain);
    expect(parseChecklist(Buffer.from(markdown), 'list.md')).toEqual(plain);
  });
});

describe('no item is', () => {
  it.each([
    ['a box in a code block', '```\n- [ ] no\n```'],
    ['a box in a comment', '<!--\n- [ ] no\n-->'],
    ['an entry without a box', '- no'],
    ['a link', '- [x](http://no)'],
    ['a box in the middle of a sentence', 'Tick the ☐ when done.'],
    ['a table without states', '| a | b |\n|---|---|\n| c | d |'],
    ['front matter', '---\ntitle: no\n---\n'],
  ])('%s', (_title, markdown) => {
    expect(texts(`${markdown}\n\n- [ ] yes`)).toEqual(['yes']);
  });
});

describe('sections and identity', () => {
  it('are the headings above, without the document’s title and without numbers', () => {
    const list = parseChecklist('# The List\n\n## 1. SECURITY & MORE\n\n### 1.1 Access\n\n- [ ] a\n- [ ] b\n  - [ ] c\n\n## 2. Other\n\n- [ ] a', 'list.md');
    expect(list.title).toBe('The List');
    expect(list.items).toEqual([
      { id: 'security-more/access/1', section: ['1. SECURITY & MORE', '1.1 Access'], text: 'a', line: 7 },
      { id: 'security-more/access/2', section: ['1. SECURITY & MORE', '1.1 Access'], text: 'b', line: 8 },
      { id: 'security-more/access/2.1', section: ['1. SECURITY & MORE', '1.1 Access'], text: 'c', line: 9 },
      { id: 'other/1', section: ['2. Other'], text: 'a', line: 13 },
    ]);
  });

  it.each<[string, string, string[]]>([
    ['count on across several lists of one section', '## S\n\n- [ ] a\n\nText.\n\n1. [ ] b', ['s/1', 's/2']],
    ['tell sections with the same name apart', '## 1. Tests\n- [ ] a\n## 2. Tests\n- [ ] b', ['tests/1', 'tests-2/1']],
    ['do without any heading', '- [ ] a', ['items/1']],
    ['keep all first-level headings when there are several', '# A\n- [ ] a\n# B\n- [ ] b', ['a/1', 'b/1']],
    ['work in any script', '## Überwachung 監視\n- [ ] a', ['uberwachung-監視/1']],
    ['leave a numbered section at a rule and an unnumbered heading', '# T\n## 1. A\n### 1.1 B\n- [ ] a\n\n---\n\n### Before you go\n- [ ] b', ['a/b/1', 'before-you-go/1']],
    ['stay in a numbered section at a rule and a numbered heading', '# T\n## 1. A\n\n---\n\n### 1.1 B\n- [ ] a', ['a/b/1']],
    ['stay in an unnumbered section at a rule', '# T\n## A\n\n---\n\n### B\n- [ ] a', ['a/b/1']],
  ])('%s', (_title, markdown, expected) => {
    expect(ids(markdown)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['at the end of an item', '- [ ] a <!-- id: my-item --> <!-- probe: encrypted -->'],
    ['on the line below', '- [ ] a\n  <!-- id: my-item -->\n  <!-- probe: encrypted -->'],
    ['in a block below', '- [ ] a\n\n  <!-- id: my-item --><!-- probe: encrypted -->'],
    ['in a table', '| a | done |\n|---|---|\n| a | <!-- id: my-item --> <!-- probe: encrypted --> |'],
    ['behind a box character', '☐ a <!-- id: my-item --><!-- probe: encrypted -->'],
  ])('can be bound by comments %s', (_title, markdown) => {
    expect(parseChecklist(markdown, 'list.md').items).toMatchObject([{ id: 'my-item', text: 'a', probeId: 'encrypted' }]);
  });

  it('reads the line of the file also behind front matter', () => {
    expect(parseChecklist('---\ntitle: x\n---\n\n- [ ] a', 'list.md').items).toMatchObject([{ line: 5, section: [] }]);
  });
});

describe('what is refused, with file and line', () => {
  it.each<[string, string | Uint8Array, Partial<Complaint>]>([
    ['no items', '# Title\n\nText.', { problem: 'the document has no checklist items, so there is nothing to decide' }],
    ['an empty document', '', { problem: 'the document has no checklist items, so there is nothing to decide' }],
    ['an item without text', '- [ ] a\n- [ ] ', { line: 2, problem: 'the checklist item has no text' }],
    ['an id used twice', '- [ ] a <!-- id: x -->\n- [ ] b <!-- id: x -->', { line: 2, found: 'x' }],
    ['an id that another item has by its place', '- [ ] a\n- [ ] b <!-- id: items/1 -->', { line: 2, found: 'items/1' }],
    ['an id that is no name', '- [ ] a <!-- id: Has Spaces -->', { line: 1, found: 'Has Spaces' }],
    ['two ids', '- [ ] a <!-- id: x --> <!-- id: y -->', { line: 1, found: 'x and y' }],
    ['check boxes in HTML', '- [ ] a\n\n<ul>\n<li><input type="checkbox"> b</li>\n</ul>', { line: 3, problem: 'a check box in HTML is not read' }],
    ['check boxes in inline HTML', 'x <input type="checkbox"> b\n\n- [ ] a', { line: 1 }],
    ['a NUL character', '- [ ] a\n- [ ] b\0', { line: 2 }],
    ['invalid UTF-8', Buffer.from([0x2d, 0x20, 0x5b, 0x20, 0x5d, 0x20, 0xff]), { line: 1, problem: 'the document is not valid UTF-8' }],
    ['a long line', `- [ ] ${'a'.repeat(10_001)}`, { line: 1, problem: 'the line is too long' }],
    ['deep quotes', `${'> '.repeat(200)}- [ ] a`, { line: 1, problem: 'the document is nested too deeply' }],
    ['deep lists', `${'- '.repeat(200)}[ ] a`, { line: 1, problem: 'the document is nested too deeply' }],
    ['deep indentation', `- [ ] a\n${' '.repeat(400)}- [ ] b`, { line: 2, problem: 'the document is nested too deeply' }],
    ['an item of 1 MB', `- [ ] ${'a'.repeat(1_000_000)}`, { problem: 'the document is too large' }],
    ['an item of nearly 1 MB over many lines', `- [ ] a\n${`  ${'a'.repeat(5000)}\n`.repeat(190)}`, { line: 1, problem: 'the checklist item is too long' }],
    ['50 MB', Buffer.alloc(50_000_000, '- [ ] a\n'), { found: '50000000 bytes' }],
  ])('%s', (_title, markdown, complaint) => {
    expect(complaintOf(markdown)).toMatchObject({ file: 'list.md', ...complaint });
  });

  it.each([
    ['links', '[a]('],
    ['brackets', '['],
    ['emphasis', '*a '],
  ])('a document made to keep the parser busy: %s', (_title, unit) => {
    const started = performance.now();
    expect(complaintOf(`- [ ] a\n${`${unit.repeat(500)}\n`.repeat(300)}`).problem).toContain('too many of the characters');
    expect(performance.now() - started).toBeLessThan(1000);
  });
});
