import { describe, expect, it } from '@jest/globals';
import { replaceEntries, withoutEntries } from '../../src/change/written-entries.ts';
import { UserError } from '../../src/errors.ts';
import { refused } from '../helpers/refused.ts';

const FILE = 'changes/CR-0001.md';
const NAMES = ['status', 'implementation'];

const fenced = (yaml: string): string => `---\n${yaml}---\n\nBody.\n`;

function complaintAbout(work: () => unknown): UserError['complaint'] {
  return refused(UserError, work).complaint;
}

describe('a text without what Cutover writes', () => {
  it.each([
    ['a status', 'id: x\nstatus: draft # why\ntitle: y\n', 'id: x\nstatus:  # why\ntitle: y\n'],
    ['a status in quotation marks', 'status: "rolled-back"\n', 'status: \n'],
    ['a status in single ones', "status: 'draft'\n", 'status: \n'],
    ['neither', 'id: x\n', 'id: x\n'],
    ['a block alone', 'implementation:\n  at: x\n', ''],
    ['a block on one line', 'id: x\nimplementation: { at: x }\n', 'id: x\n'],
    ['a block that is empty', 'id: x\nimplementation:\n', 'id: x\n'],
    ['both', 'status: draft\nid: x\nimplementation:\n  at: x\n  by: y\n', 'status: \nid: x\n'],
    ['both, in names that stand deeper', 'id: x\nwhy:\n  status: draft\n  implementation:\n    at: x\nstatus: draft\n', 'id: x\nwhy:\n  status: draft\n  implementation:\n    at: x\nstatus: \n'],
  ])('with %s has every other byte', (_name, yaml, left) => {
    expect(withoutEntries(fenced(yaml), NAMES, FILE)).toBe(fenced(left));
    expect(withoutEntries(fenced(yaml).replaceAll('\n', '\r\n'), NAMES, FILE)).toBe(fenced(left).replaceAll('\n', '\r\n'));
  });

  it('lacks only what is asked for', () => {
    expect(withoutEntries(fenced('status: draft\nimplementation:\n  at: x\n'), ['status'], FILE)).toBe(fenced('status: \nimplementation:\n  at: x\n'));
  });

  it.each([
    ['of several words', 'status: is approved\n'],
    ['that begins with something else', 'status: 9approved\n'],
    ['that ends with something else', 'status: approved9\n'],
    ['that is empty', 'status:\n'],
    ['that is not there at all', '? status\n'],
    ['that is a list', 'status: [approved]\n'],
    ['that is a mapping', 'status:\n  a: approved\n'],
    ['over several lines', 'status: |\n  approved\n'],
    ['with a tag', 'status: !!str approved\n'],
  ])('is refused with a status %s', (_name, yaml) => {
    expect(complaintAbout(() => withoutEntries(fenced(yaml), NAMES, FILE))).toEqual({ file: FILE, field: 'status', problem: 'the status is not one plain word', next: 'write each field on a line of its own, as name: value' });
  });

  it.each([
    ['that is not the end', 'implementation:\n  at: x\nid: x\n'],
    ['with a comment after it', 'implementation:\n  at: x\n# end\n'],
    ['with an empty line in it', 'implementation:\n  at: x\n\n  by: y\n'],
    ['with a line of spaces in it', 'implementation:\n  at: x\n  \n  by: y\n'],
    ['that is not the end, though its name stands there again', 'implementation:\n  at: x\nwhy: implementation:x\n'],
    ['under a name in quotation marks that holds its own name', '"implementation":\n  implementation: x\n'],
    ['that is not indented', 'implementation:\n- at: x\n'],
    ['under a name in quotation marks', '"implementation":\n  at: x\n'],
    ['under a name that begins with a question mark', '? implementation\n: at\n'],
    ['that is indented with all other fields', '  id: x\n  implementation:\n    at: x\n'],
  ])('is refused with an implementation block %s', (_name, yaml) => {
    expect(complaintAbout(() => withoutEntries(fenced(yaml), NAMES, FILE))).toEqual({
      file: FILE,
      field: 'implementation',
      problem: 'this block is written by Cutover alone, as the end of the front matter',
      next: 'put the block, without empty lines, right before the closing ---',
    });
  });

  it.each([
    ['an anchor', 'id: &a x\n', 'a change request may not use YAML anchors'],
    ['an anchor on a list', 'id: &a [x]\n', 'a change request may not use YAML anchors'],
    ['an anchor on a name', '&a id: x\n', 'a change request may not use YAML anchors'],
    ['an alias', 'id: *a\n', 'a change request may not use YAML aliases'],
    ['fields in flow style', '{ id: x }\n', 'the front matter is not a list of fields'],
    ['a list', '- id\n', 'the front matter is not a list of fields'],
    ['nothing', '', 'the front matter is not a list of fields'],
  ])('is refused with %s', (_name, yaml, problem) => {
    expect(complaintAbout(() => withoutEntries(fenced(yaml), NAMES, FILE))).toEqual({ file: FILE, problem, next: 'write each field on a line of its own, as name: value' });
  });

  it('is refused where it is no YAML, with its line', () => {
    expect(complaintAbout(() => withoutEntries(fenced('id: x\ntitle: [\n'), NAMES, FILE))).toMatchObject({ file: FILE, line: expect.any(Number), problem: expect.stringContaining('not valid YAML') });
    expect(complaintAbout(() => withoutEntries(fenced('id: x\nid: y\n'), NAMES, FILE))).toMatchObject({ line: 3 });
  });
});

describe('a text with what Cutover writes', () => {
  it('without a status is refused', () => {
    expect(complaintAbout(() => replaceEntries(fenced('id: x\n'), { status: 'failed' }, FILE))).toEqual({ file: FILE, field: 'status', problem: 'the change request has no status' });
  });

  it.each([
    ['a status', 'status: draft\nid: x\n', undefined, 'status: failed\nid: x\n'],
    ['a status, and leaves the block there is', 'status: draft\nimplementation:\n  at: x\n', undefined, 'status: failed\nimplementation:\n  at: x\n'],
    ['a block at the end', 'status: draft\nid: x\n', { at: 'x', of: ['y', 'z'] }, 'status: failed\nid: x\nimplementation:\n  at: "x"\n  of: ["y","z"]\n'],
    ['a block in the place of the one there is', 'status: draft\nimplementation:\n  at: x\n  by: y\n', { at: 'z' }, 'status: failed\nimplementation:\n  at: "z"\n'],
  ])('has %s', (_name, yaml, implementation, expected) => {
    const values = { status: 'failed', ...(implementation === undefined ? {} : { implementation }) };
    expect(replaceEntries(fenced(yaml), values, FILE)).toBe(fenced(expected));
    expect(replaceEntries(fenced(yaml).replaceAll('\n', '\r\n'), values, FILE)).toBe(fenced(expected).replaceAll('\n', '\r\n'));
  });
});
