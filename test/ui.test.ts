import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createUi, type Ui } from '../src/ui.ts';

/** What is written, in a terminal (with colours) or not. */
async function shown(terminal: boolean, use: (ui: Ui) => void | Promise<void>): Promise<string> {
  const stream = Object.assign(new PassThrough(), { isTTY: terminal, columns: 200 });
  await use(createUi(stream as unknown as NodeJS.WriteStream, { TERM: 'xterm' }));
  return String(stream.read() ?? '');
}

describe('words of others on the screen', () => {
  it.each([
    ['in a line', (ui: Ui) => ui.line('a\u001b]0;title\u0007b\n\u001b[2Jc\r\nd', 'bad')],
    ['in a heading', (ui: Ui) => ui.heading('a\u001b]0;title\u0007b\n\u001b[2Jc\r\nd')],
    ['in a task', (ui: Ui) => ui.task('a\u001b]0;title\u0007b\n\u001b[2Jc\r\nd', () => Promise.resolve())],
  ])('are not obeyed by a terminal: %s', async (_title, use) => {
    const text = await shown(false, use);
    // oxlint-disable-next-line no-control-regex -- these are what must not come out
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(text).toContain('c');
  });

  it.each([
    ['::set-output name=a::b', ': :set-output name=a::b'],
    ['  \t::error::x', ': :error::x'],
    ['##[error]x', '# #[error]x'],
    ['text ##[error]x', 'text # #[error]x'],
  ])('are no commands of a job: %j', async (text, expected) => {
    const lines = await shown(false, (ui) => {
      ui.line(`first\n${text}`);
      ui.line(text);
      ui.heading(text);
    });
    expect(lines.split('\n').filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
    expect(lines.split(expected)).toHaveLength(4);
  });

  it('keep colons that are no command', async () => {
    expect(await shown(false, (ui) => ui.line('module::name: a::b'))).toBe('  module::name: a::b\n');
  });

  it('stand beside our own colours', async () => {
    expect(await shown(true, (ui) => ui.line('\u001b[31mred', 'good'))).toContain('\u001b[32m✓\u001b[39m \u{fffd}[31mred');
    expect(await shown(true, (ui) => ui.heading('a'))).toContain('\u001b[1ma\u001b[22m');
  });
});
