import { describe, expect, it } from '@jest/globals';
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { summaryWriter } from '../../src/actions/runner-files.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const file = (): string => {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, '');
  return path;
};

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
