import { chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { treeDigest } from '../src/tree-digest.ts';
import { aRepository, type Repository } from './helpers/a-repository.ts';

const FILES = { '.gitignore': 'ignored\n', 'app/main.ts': 'one', 'changes/CR-0001.md': 'request', 'cutover.yaml': 'version: 1' };
let repository: Repository;

afterEach(() => repository.remove());

function digest(exclude: string[] = ['changes/CR-0001.md']): string {
  return treeDigest(repository.path, exclude);
}

describe('the digest of the tree', () => {
  it.each<[string, () => void]>([
    ['a tracked file is edited', () => repository.write({ 'app/main.ts': 'two' })],
    ['a file is made executable', () => chmodSync(join(repository.path, 'app/main.ts'), 0o755)],
    ['a new file is there that git would track', () => repository.write({ 'app/new.ts': '' })],
    ['a file is deleted', () => unlinkSync(join(repository.path, 'app/main.ts'))],
    ['a file is renamed', () => repository.git('mv', 'app/main.ts', 'app/other.ts')],
    ['a file becomes a link to the same bytes', () => (repository.write({ ignored: 'one' }), unlinkSync(join(repository.path, 'app/main.ts')), symlinkSync('../ignored', join(repository.path, 'app/main.ts')))],
    ['another request is there', () => repository.write({ 'changes/CR-0002.md': '' })],
    ['a file hides in a folder named like ours', () => repository.write({ 'app/.cutover/evil.ts': '' })],
    ['a file is called like the request, elsewhere', () => repository.write({ 'app/changes/CR-0001.md': '' })],
    ['git is told not to look at the edited file', () => (repository.git('update-index', '--assume-unchanged', 'app/main.ts'), repository.write({ 'app/main.ts': 'two' }))],
    ['a repository inside is edited', () => nested()],
  ])('changes when %s', (_name, change) => {
    repository = aRepository(FILES);
    const before = digest();
    change();
    expect(digest()).not.toBe(before);
  });

  it.each<[string, () => void]>([
    ['an ignored file changes', () => repository.write({ ignored: 'anything' })],
    ['Cutover writes evidence and its own files', () => repository.write({ 'cutover-evidence/CR-0001/scan/a.1.json': '{}', '.cutover/plan': 'x' })],
    ["the request's own file changes", () => repository.write({ 'changes/CR-0001.md': 'status: implementing' })],
    ['the same bytes are committed', () => repository.commit()],
    ['the branch is another with the same files', () => repository.git('checkout', '--quiet', '-b', 'squashed')],
    ['a submodule is registered that was never checked out', () => mkdirSync(join(repository.path, 'empty'))],
  ])('stays when %s', (_name, change) => {
    repository = aRepository(FILES);
    const before = digest();
    change();
    expect(digest()).toBe(before);
  });

  it('covers the whole repository, and leaves out what lies in the project', () => {
    repository = aRepository({ 'shared/lib.ts': '1', 'infra/cutover.yaml': '', 'infra/changes/CR-0001.md': '' });
    const infra = (): string => treeDigest(join(repository.path, 'infra'), ['changes/CR-0001.md']);
    const before = infra();
    repository.write({ 'infra/changes/CR-0001.md': 'x', 'infra/.cutover/x': '', 'infra/cutover-evidence/x': '' });
    expect(infra()).toBe(before);
    repository.write({ 'shared/lib.ts': '2' });
    expect(infra()).not.toBe(before);
    const between = infra();
    repository.write({ 'changes/CR-0001.md': 'not the project\'s' });
    expect(infra()).not.toBe(between);
  });

  it('is the same in a clone, and for names with any characters', () => {
    repository = aRepository({ 'a "b"\n$(touch x)': '1', 'ä/ö': '2', 'big.bin': Buffer.alloc(3_000_000, 7) });
    const clone = aRepository(null);
    execFileSync('git', ['pull', '--quiet', repository.path, 'main'], { cwd: clone.path });
    expect(treeDigest(clone.path, [])).toBe(digest([]));
    writeFileSync(join(clone.path, 'a "b"\n$(touch x)'), '2');
    expect(treeDigest(clone.path, [])).not.toBe(digest([]));
    clone.remove();
  });

  it('sees an edit inside a repository inside', () => {
    repository = aRepository(FILES);
    nested();
    const before = digest();
    repository.write({ 'vendor/lib/x.ts': 'edited' });
    expect(digest()).not.toBe(before);
  });

  it('leaves no file out in silence whose name it cannot say', () => {
    repository = aRepository(FILES);
    writeFileSync(Buffer.concat([Buffer.from(`${repository.path}/`), Buffer.from([0xff])]), 'x');
    expect(() => digest()).toThrow(/not valid UTF-8/);
  });

  it('halts at what has no bytes', async () => {
    repository = aRepository(FILES);
    const server = createServer();
    rmSync(join(repository.path, 'app/main.ts'));
    await new Promise<void>((resolve) => server.listen(join(repository.path, 'app/main.ts'), resolve));
    try {
      expect(() => digest()).toThrow(/no bytes that could be approved/);
    } finally {
      server.close();
    }
  });
});

function nested(): void {
  repository.write({ 'vendor/lib/x.ts': 'x' });
  execFileSync('git', ['init', '--quiet'], { cwd: join(repository.path, 'vendor/lib') });
}
