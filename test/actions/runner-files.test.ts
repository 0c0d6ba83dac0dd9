import { describe, expect, it } from '@jest/globals';
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryWriter, summaryWriter } from '../../src/actions/runner-files.ts';
import { UserError } from '../../src/errors.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { entriesIn } from './run-an-action.ts';

const file = (): string => {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, '');
  return path;
};

describe('row 11: what an action hands on', () => {
  const SEEN = /end_[0-9a-f-]{36}/;

  it.each([
    ['a line that looks like another entry', 'a\nverdict=pass'],
    ['a block of its own', 'a\nverdict<<EOF\npass\nEOF'],
    ['carriage returns', 'a\rverdict=pass\r\nseal=1'],
    ['nothing', ''],
    ['blanks and line ends around it', '\n a \n'],
  ])('is one entry, whatever stands in it: %s', (_name, value) => {
    const path = file();
    entryWriter({ GITHUB_OUTPUT: path }, 'outputs', ['seal'])('seal', value);
    expect(entriesIn(path)).toEqual({ seal: value });
  });

  it('cannot be closed early by whoever has seen the end of another entry', () => {
    const path = file();
    const write = entryWriter({ GITHUB_OUTPUT: path }, 'outputs', ['seal', 'evidence']);
    write('seal', 'a');
    const [end = ''] = SEEN.exec(readFileSync(path, 'utf8')) ?? [];
    write('evidence', `b\n${end}\nverdict=pass`);
    expect(entriesIn(path)).toEqual({ seal: 'a', evidence: `b\n${end}\nverdict=pass` });
  });

  it('has no name but those that were declared', () => {
    const path = file();
    const write = entryWriter<string>({ GITHUB_OUTPUT: path }, 'outputs', ['seal']);
    expect(() => write('verdict', 'pass')).toThrow('verdict is none of the outputs');
    expect(() => write('seal\nverdict', 'pass')).toThrow();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('is refused outside of GitHub Actions', () => {
    expect(() => entryWriter({}, 'outputs', ['seal'])('seal', 'a')).toThrow(UserError);
  });
});

describe('the summary', () => {
  it('is cut at whole lines where GitHub would show nothing at all, and says so', () => {
    const path = file();
    appendFileSync(path, 'x'.repeat(1000));
    summaryWriter({ GITHUB_STEP_SUMMARY: path })('ä line\n'.repeat(200_000));
    const text = readFileSync(path, 'utf8');
    expect(statSync(path).size).toBeLessThanOrEqual(1024 * 1024);
    expect(statSync(path).size).toBeGreaterThan(1024 * 1024 - 200);
    expect(text).toMatch(/\nä line\n\n_Cut here: GitHub shows no more\./);
  });

  it('that fits stays whole', () => {
    const path = file();
    summaryWriter({ GITHUB_STEP_SUMMARY: path })('# a\n');
    expect(readFileSync(path, 'utf8')).toBe('# a\n');
  });
});
