import { describe, expect, it } from '@jest/globals';
import { createProgress } from '../../setup/progress.mjs';

function aStream(isTTY: boolean, columns = 60): { written: string[]; isTTY: boolean; columns: number; write: (text: string) => void } {
  const written: string[] = [];
  return { written, isTTY, columns, write: (text) => void written.push(text) };
}

const withoutTimes = (written: string[]): string[] => written.map((text) => text.replace(/\d+(\.\d+)? s/g, 'N s'));

describe('progress', () => {
  it('says in plain lines what begins, what ends and how long it took', () => {
    const stream = aStream(false);
    const progress = createProgress(stream, {});
    const [npm, tfsec] = [progress.task('npm packages'), progress.task('tfsec')];
    npm.say('npm ci');
    tfsec.say('downloading');
    tfsec.fail('no network');
    npm.done('608 packages');
    expect(withoutTimes(stream.written)).toEqual(['… npm packages: npm ci\n', '… tfsec: downloading\n', '✗ tfsec: failed after N s: no network\n', '✓ npm packages (608 packages): ready after N s\n']);
  });

  it('is silent about a task that had nothing to do, and not about one that failed at once', () => {
    const stream = aStream(false);
    const progress = createProgress(stream, {});
    progress.task('npm packages').done();
    progress.task('engine').fail('there is none');
    progress.close();
    expect(withoutTimes(stream.written)).toEqual(['✗ engine: failed after N s: there is none\n']);
  });

  it('keeps one live line in a terminal, no longer than the terminal is wide', () => {
    const stream = aStream(true, 40);
    const progress = createProgress(stream, { NO_COLOR: '1' });
    progress.task('npm packages').say('npm ci');
    progress.task('tfsec').say('building with Go, which takes a while');
    progress.task('npm packages').done();
    progress.close();
    const live = stream.written.filter((text) => text.startsWith('\r\u001b[2K') && !text.endsWith('\n')).map((text) => text.slice('\r\u001b[2K'.length));
    expect(live.some((text) => text.includes(' · tfsec'))).toBe(true);
    expect(Math.max(...live.map((text) => text.length))).toBe(39);
    expect(stream.written.filter((text) => text.endsWith('\n'))).toHaveLength(1);
    expect(stream.written.at(-1)).toBe('\r\u001b[2K');
  });

  it.each([
    [true, {}, true],
    [true, { NO_COLOR: '1' }, false],
    [false, {}, false],
  ])('has colours in a terminal (%s) under %j: %s', (isTTY, env, expected) => {
    const stream = aStream(isTTY);
    const task = createProgress(stream, env).task('tfsec');
    task.say('downloading');
    task.done();
    expect(stream.written.join('').includes('\u001b[32m')).toBe(expected);
  });

  it.each([{ CI: 'true' }, { TERM: 'dumb' }])('has no live line under %j', (env) => {
    const stream = aStream(true);
    createProgress(stream, env).task('tfsec').say('downloading');
    expect(stream.written).toEqual(['… tfsec: downloading\n']);
  });
});
