import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findRequest, listRequests } from '../../src/change/find-request.ts';
import { requestDigest } from '../../src/change/request.ts';
import { Halt, UserError } from '../../src/errors.ts';
import { aChangeRequest } from '../helpers/a-change-request.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function aProject(files: Record<string, string | Buffer>): string {
  const project = temporaryFolder();
  mkdirSync(join(project, 'changes'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(project, name), content);
  return project;
}

function refusalOf(work: () => unknown): Halt | UserError {
  try {
    work();
  } catch (error) {
    if (error instanceof Halt || error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('finding a change request', () => {
  const text = aChangeRequest();

  it.each(['CR-0001', 'changes/CR-0001.md', './changes/CR-0001.md', 'changes/../changes/CR-0001.md'])('by %s', (idOrPath) => {
    expect(findRequest(aProject({ 'changes/CR-0001.md': text }), idOrPath)).toEqual({ file: 'changes/CR-0001.md', text, request: expect.objectContaining({ id: 'CR-0001' }), digest: requestDigest(text) });
  });

  it.each(['uploads.md', 'changes/uploads', 'docs/deep/uploads.txt'])('by a path from the project wherever it is, and whatever its ending: %s', (path) => {
    const project = aProject({});
    mkdirSync(join(project, 'docs/deep'), { recursive: true });
    writeFileSync(join(project, path), text);
    expect(findRequest(project, path)).toMatchObject({ file: path, text });
  });

  it('in a project that is reached through a link, by any path', () => {
    const project = aProject({ 'changes/CR-0001.md': text });
    const link = join(temporaryFolder(), 'deep', 'link');
    mkdirSync(join(link, '..'));
    symlinkSync(project, link);
    for (const path of ['CR-0001', 'changes/CR-0001.md', join(link, 'changes/CR-0001.md'), join(project, 'changes/CR-0001.md')]) expect(findRequest(link, path).file).toBe('changes/CR-0001.md');
  });

  it.each(['../CR-0001.md', 'changes/../../CR-0001.md', '/etc/CR-0001.md', 'changes/..', './', '..//'])('halts for a path that leads out of the project, or to the project itself: %s', (path) => {
    const project = aProject({ 'changes/CR-0001.md': text });
    const refusal = refusalOf(() => findRequest(project, path));
    expect(refusal).toBeInstanceOf(Halt);
    expect(refusal.complaint).toEqual({ problem: 'the change request lies outside the project', found: JSON.stringify(path), allowed: 'a file in changes/' });
  });

  it('says no more of what was asked for than a line', () => {
    const project = aProject({});
    expect(refusalOf(() => findRequest(project, `../${'x'.repeat(500)}`)).complaint.found).toHaveLength(202);
    for (const asked of ['y'.repeat(500), `changes/\0${'y'.repeat(500)}`]) expect(refusalOf(() => findRequest(project, asked)).complaint.found).toHaveLength('looked for '.length + 102 + ' and for that id in the front matter of changes/*.md'.length + (asked.includes('\0') ? 5 : 0));
  });

  it('by its absolute path', () => {
    const project = aProject({ 'changes/CR-0001.md': text });
    expect(findRequest(project, join(project, 'changes/CR-0001.md')).file).toBe('changes/CR-0001.md');
  });

  it('by the id in its front matter, past files that are no requests', () => {
    const project = aProject({ 'changes/uploads.md': text, 'changes/README.md': '# Changes\n', 'changes/bytes.md': Buffer.from([0xff]) });
    expect(findRequest(project, 'CR-0001').file).toBe('changes/uploads.md');
  });

  it('keeps a byte order mark, which is part of the digest', () => {
    expect(findRequest(aProject({ 'changes/CR-0001.md': `\uFEFF${text}` }), 'CR-0001').text.startsWith('\uFEFF')).toBe(true);
  });

  it('halts when there is none, and says where it looked and which there are', () => {
    const project = aProject({ 'changes/CR-0001.md': text, 'changes/notes.md': 'x' });
    for (const asked of ['CR-0009', 'changes/CR-0009.md', '', 'CR 1', '$(touch x)', 'a\0b', 'changes/a\0b.md']) {
      const { complaint } = refusalOf(() => findRequest(project, asked));
      expect(complaint).toMatchObject({ problem: expect.stringContaining('no such change request'), allowed: 'CR-0001, notes.md (not valid)', next: 'name it by its id, or by its path from the project' });
    }
    expect(refusalOf(() => findRequest(project, 'CR-0009'))).toBeInstanceOf(Halt);
    expect(refusalOf(() => findRequest(project, 'CR-0009')).complaint.found).toContain('changes/CR-0009.md');
    expect(refusalOf(() => findRequest(temporaryFolder(), 'CR-0009')).complaint.allowed).toContain('no request exists');
    expect(readdirSync(project)).toEqual(['changes']);
  });

  it('halts when two files have the id, or the file named so has another', () => {
    expect(refusalOf(() => findRequest(aProject({ 'changes/a.md': text, 'changes/b.md': text }), 'CR-0001')).complaint).toMatchObject({ problem: expect.stringContaining('more than one'), found: 'changes/a.md, changes/b.md', next: 'give each its own id, or pass a path' });
    expect(refusalOf(() => findRequest(aProject({ 'changes/CR-0002.md': text }), 'CR-0002')).complaint).toEqual({ file: 'changes/CR-0002.md', field: 'id', problem: 'the file is named like another change', found: 'CR-0001', allowed: 'CR-0002', next: 'rename the file or correct its id' });
  });

  it('is not a folder', () => {
    const project = aProject({});
    mkdirSync(join(project, 'changes/CR-0001.md'));
    expect(refusalOf(() => findRequest(project, 'CR-0001')).complaint.problem).toContain('not a plain file');
  });

  it('is neither a link nor behind one', () => {
    const project = aProject({ 'elsewhere.md': text });
    symlinkSync(join(project, 'elsewhere.md'), join(project, 'changes/CR-0001.md'));
    symlinkSync(project, join(project, 'linked'));
    for (const [path, file] of [['CR-0001', 'changes/CR-0001.md'], ['linked/elsewhere.md', 'linked/elsewhere.md']] as const) {
      expect(refusalOf(() => findRequest(project, path)).complaint).toEqual({ file, problem: 'a symbolic link leads to the change request', allowed: 'plain files and folders' });
    }
  });

  it('is of a megabyte at most', () => {
    const sized = (size: number): string => aChangeRequest({ body: '\n' }).padEnd(size, 'x');
    expect(findRequest(aProject({ 'changes/CR-0001.md': sized(1_000_000) }), 'CR-0001').text).toHaveLength(1_000_000);
    const refusal = refusalOf(() => findRequest(aProject({ 'changes/CR-0001.md': sized(1_000_001) }), 'CR-0001'));
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal.complaint).toEqual({ file: 'changes/CR-0001.md', problem: 'the change request is too large', found: '1000001 bytes', allowed: 'at most 1000000 bytes' });
  });

  it('that is missing is answered with twenty others at most', () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => `CR-${String(index + 100)}`).map((id) => [`changes/${id}.md`, aChangeRequest({ id })]));
    expect(refusalOf(() => findRequest(aProject(many), 'CR-0009')).complaint.allowed?.split(', ')).toHaveLength(20);
  });

  it('is found beside a file whose name is no text', () => {
    const project = aProject({ 'changes/CR-0001.md': text });
    writeFileSync(Buffer.concat([Buffer.from(join(project, 'changes/')), Buffer.from([0xff]), Buffer.from('.md')]), text);
    expect(findRequest(project, 'CR-0001').file).toBe('changes/CR-0001.md');
    expect(listRequests(project)).toEqual([expect.objectContaining({ file: 'changes/CR-0001.md' }), { file: 'changes/\ufffd.md', found: undefined, error: expect.stringMatching(/no file is found under this name[^]*give it a name of letters, digits and hyphens/) }]);
    expect(refusalOf(() => findRequest(project, 'CR-0009')).complaint.allowed).toContain('CR-0001');
  });

  it('lists all there are by name, with the mistake of those that are none', () => {
    const project = aProject({ 'changes/CR-0001.md': text, 'changes/CR-0002.md': aChangeRequest({ id: 'CR-0002' }), 'changes/notes.md': 'x', 'changes/other.txt': text });
    expect(listRequests(project)).toEqual([
      { file: 'changes/CR-0001.md', found: findRequest(project, 'CR-0001') },
      { file: 'changes/CR-0002.md', found: findRequest(project, 'CR-0002') },
      { file: 'changes/notes.md', found: undefined, error: expect.stringContaining('does not begin with front matter') },
    ]);
    expect(listRequests(temporaryFolder())).toEqual([]);
  });
});
