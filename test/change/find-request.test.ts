import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
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
    for (const asked of ['CR-0009', 'changes/CR-0009.md', '', 'CR 1', '$(touch x)', 'a\0b']) {
      const { complaint } = refusalOf(() => findRequest(project, asked));
      expect(complaint).toMatchObject({ problem: expect.stringContaining('no such change request'), allowed: 'CR-0001, notes.md (not valid)' });
    }
    expect(refusalOf(() => findRequest(project, 'CR-0009'))).toBeInstanceOf(Halt);
    expect(refusalOf(() => findRequest(project, 'CR-0009')).complaint.found).toContain('changes/CR-0009.md');
    expect(refusalOf(() => findRequest(temporaryFolder(), 'CR-0009')).complaint.allowed).toContain('no request exists');
    expect(readdirSync(project)).toEqual(['changes']);
  });

  it('halts when two files have the id, or the file named so has another', () => {
    expect(refusalOf(() => findRequest(aProject({ 'changes/a.md': text, 'changes/b.md': text }), 'CR-0001')).complaint).toMatchObject({ problem: expect.stringContaining('more than one'), found: 'changes/a.md, changes/b.md' });
    expect(refusalOf(() => findRequest(aProject({ 'changes/CR-0002.md': text }), 'CR-0002')).complaint).toMatchObject({ file: 'changes/CR-0002.md', found: 'CR-0001' });
  });

  it('is not a folder', () => {
    const project = aProject({});
    mkdirSync(join(project, 'changes/CR-0001.md'));
    expect(refusalOf(() => findRequest(project, 'CR-0001')).complaint.problem).toContain('not a plain file');
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
