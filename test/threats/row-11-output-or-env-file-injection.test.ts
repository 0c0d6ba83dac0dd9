import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readActions, readWorkflows } from '../../scripts/workflows/read.ts';
import { entryWriter } from '../../src/actions/runner-files.ts';
import { UserError } from '../../src/errors.ts';
import { packageRoot } from '../../src/package-root.ts';
import { entriesIn } from '../actions/run-an-action.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const file = (): string => {
  const path = join(temporaryFolder(), 'file');
  writeFileSync(path, '');
  return path;
};

describe.each(['outputs', 'state'] as const)('row 11: output or env-file injection: %s of an action', (kind) => {
  const named = (path: string): NodeJS.ProcessEnv => ({ [kind === 'outputs' ? 'GITHUB_OUTPUT' : 'GITHUB_STATE']: path });
  const SEEN = /end_[0-9a-f-]{36}/;

  it.each([
    ['a line that looks like another entry', 'a\nverdict=pass'],
    ['a block of its own', 'a\nverdict<<EOF\npass\nEOF'],
    ['carriage returns', 'a\rverdict=pass\r\nseal=1'],
    ['a delimiter that others use', 'a\nEOF\nverdict=pass\nghadelimiter_0\nverdict=pass'],
    ['nothing', ''],
    ['blanks and line ends around it', '\n a \n'],
  ])('is one entry, whatever stands in it: %s', (_name, value) => {
    const path = file();
    entryWriter(named(path), kind, ['seal'])('seal', value);
    expect(entriesIn(path)).toEqual({ seal: value });
  });

  it('cannot be closed early by whoever has seen the end of another entry', () => {
    const path = file();
    const write = entryWriter(named(path), kind, ['seal', 'evidence']);
    write('seal', 'a');
    const [end = ''] = SEEN.exec(readFileSync(path, 'utf8')) ?? [];
    write('evidence', `b\n${end}\nverdict=pass`);
    expect(entriesIn(path)).toEqual({ seal: 'a', evidence: `b\n${end}\nverdict=pass` });
  });

  it('has no name but those that were declared', () => {
    const path = file();
    const write = entryWriter<string>(named(path), kind, ['seal']);
    expect(() => write('verdict', 'pass')).toThrow(`verdict is none of the ${kind}`);
    expect(() => write('seal\nverdict', 'pass')).toThrow();
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('is refused outside of GitHub Actions', () => {
    expect(() => entryWriter({}, kind, ['seal'])('seal', 'a')).toThrow(UserError);
  });
});

describe('row 11: the runner', () => {
  it('would take another entry from a value that was written as name=value, which is what the writer is for', () => {
    const path = file();
    writeFileSync(path, `seal=${'a\nverdict=pass'}\n`);
    expect(entriesIn(path)).toEqual({ seal: 'a', verdict: 'pass' });
  });

  it('is given its files by nobody but the one writer', () => {
    const folders = ['src', 'actions'].flatMap((folder) => readdirSync(join(packageRoot(), folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name)));
    const naming = folders.filter((name) => /GITHUB_(OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)\b/.test(readFileSync(join(packageRoot(), name), 'utf8')));
    expect(naming).toEqual([join('src', 'actions', 'runner-files.ts')]);
  });

  it('is given nothing by a shell of ours', () => {
    const shells = [...readActions(packageRoot()).flatMap(({ runs }) => runs.steps), ...readWorkflows(packageRoot()).flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps }) => steps))].flatMap(({ run }) => run ?? []);
    expect(shells.filter((run) => /GITHUB_(ENV|PATH)\b|set-output|save-state/.test(run))).toEqual([]);
  });
});
