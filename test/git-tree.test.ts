import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCommit, linkIgnored, writeTree } from '../src/git-tree.ts';
import { aRepository } from './helpers/a-repository.ts';
import { listFiles } from './helpers/a-project.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const repository = aRepository({ '.gitignore': 'node_modules/\n.gen\n.cutover/\n', 'a b/ü.txt': 'old', 'bytes.bin': Uint8Array.from([0, 255, 10, 13]) });
writeFileSync(join(repository.path, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
symlinkSync('a b/ü.txt', join(repository.path, 'link'));
const commit = repository.commit();
afterAll(() => repository.remove());

describe('the files of a commit', () => {
  it('are written as they were, and the work tree stays as it is', () => {
    repository.commit({ 'a b/ü.txt': 'new', 'later.txt': '' });
    const folder = join(temporaryFolder(), 'source');
    expect(writeTree(repository.path, commit, folder).sort()).toEqual(['.gitignore', 'a b/ü.txt', 'bytes.bin', 'link', 'run.sh']);
    expect(readFileSync(join(folder, 'a b', 'ü.txt'), 'utf8')).toBe('old');
    expect([...readFileSync(join(folder, 'bytes.bin'))]).toEqual([0, 255, 10, 13]);
    expect(statSync(join(folder, 'run.sh')).mode & 0o111).toBe(0o111);
    expect(readlinkSync(join(folder, 'link'))).toBe('a b/ü.txt');
    expect([readFileSync(join(repository.path, 'a b', 'ü.txt'), 'utf8'), repository.git('status', '--porcelain')]).toEqual(['new', '']);
  });

  it('have what git ignores beside them, but nothing of Cutover\'s', () => {
    for (const folder of ['node_modules', '.cutover', 'a b/.gen']) mkdirSync(join(repository.path, folder), { recursive: true });
    writeFileSync(join(repository.path, 'node_modules', 'x.js'), '');
    writeFileSync(join(repository.path, 'a b', '.gen', 'y.ts'), '');
    writeFileSync(join(repository.path, '.cutover', 'z'), '');
    const folder = join(temporaryFolder(), 'source');
    writeTree(repository.path, commit, folder);
    linkIgnored(repository.path, folder);
    expect(readlinkSync(join(folder, 'node_modules'))).toBe(join(repository.path, 'node_modules'));
    expect(existsSync(join(folder, 'a b', '.gen', 'y.ts'))).toBe(true);
    expect(listFiles(folder)).not.toContain('.cutover');
  });

  it('lead nowhere else: what is ignored is not linked through a folder that was a link then', () => {
    const elsewhere = temporaryFolder();
    const other = aRepository({ '.gitignore': 'made/\n' });
    symlinkSync(elsewhere, join(other.path, 'gen'));
    const linked = other.commit();
    other.git('rm', '--quiet', 'gen');
    other.commit({ 'gen/made/x': '' });
    other.git('rm', '--quiet', '-r', '--cached', 'gen');
    const folder = join(temporaryFolder(), 'source');
    writeTree(other.path, linked, folder);
    linkIgnored(other.path, folder);
    expect(listFiles(elsewhere)).toEqual([]);
    other.remove();
  });

  it.each([[commit, true], ['f'.repeat(40), false], ['main', false], ['--all', false], ['', false]])('are there for %s: %s', (one, expected) => {
    expect(hasCommit(repository.path, one)).toBe(expected);
  });
});
