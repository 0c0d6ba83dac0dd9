import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFiles } from '../../src/init/write-files.ts';
import { listFiles } from '../helpers/a-project.ts';
import { aFolder } from './a-folder.ts';

describe('writing all files or none', () => {
  it('writes new ones, in new folders, and other texts for those that were read', () => {
    const folder = aFolder({ 'a.txt': 'old' });
    writeFiles(folder, [{ path: 'x/y/b.txt', text: 'b', before: undefined }, { path: 'a.txt', text: 'new', before: 'old' }]);
    expect(listFiles(folder)).toEqual(['a.txt', 'x', 'x/y', 'x/y/b.txt']);
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('new');
  });

  it.each([
    ['a new file is there by now', { path: 'late.txt', text: 'mine', before: undefined }, /late\.txt: nothing was written|nothing was written/],
    ['an existing one was changed meanwhile', { path: 'late.txt', text: 'mine', before: 'as I read it' }, /late\.txt: the file was changed meanwhile/],
    ['a folder is a file', { path: 'late.txt/x', text: 'mine', before: undefined }, /nothing was written/],
  ])('takes all of it back when %s', (_title, last, expected) => {
    const folder = aFolder({ 'a.txt': 'old', 'late.txt': 'theirs' });
    expect(() => writeFiles(folder, [{ path: 'x/b.txt', text: 'b', before: undefined }, { path: 'a.txt', text: 'new', before: 'old' }, last])).toThrow(expected);
    expect(listFiles(folder)).toEqual(['a.txt', 'late.txt']);
    expect([readFileSync(join(folder, 'a.txt'), 'utf8'), readFileSync(join(folder, 'late.txt'), 'utf8')]).toEqual(['old', 'theirs']);
  });

  it('never leaves the project', () => {
    const folder = aFolder();
    expect(() => writeFiles(folder, [{ path: '../out.txt', text: '', before: undefined }])).toThrow(/leads out of the project/);
    writeFileSync(join(folder, 'a.txt'), '');
    expect(listFiles(join(folder, '..'))).toEqual(['shop', 'shop/a.txt']);
  });
});
