import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { Halt } from '../../src/errors.ts';
import { OPTIONS } from '../../src/refinement/options.ts';
import { promptConversation } from '../../src/refinement/prompts.ts';

/** A terminal of two streams: what is typed goes in, what is shown comes out. */
function aTerminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const shown: string[] = [];
  const stop = new AbortController();
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
  output.on('data', (chunk: Buffer) => shown.push(chunk.toString('utf8')));
  return {
    conversation: promptConversation({ input, output: output as unknown as NodeJS.WriteStream, signal: stop.signal }, { NO_COLOR: '1' }),
    /** When the question is there; `typeAhead`: now. */
    type: (text: string) => setTimeout(() => input.write(text), 150),
    typeAhead: (text: string) => input.write(text),
    end: () => setTimeout(() => input.end(), 150),
    stop: () => setTimeout(() => stop.abort(), 150),
    shown: () => stripVTControlCharacters(shown.join('')),
  };
}

describe('the conversation at a terminal', () => {
  it('shows the eight options with their numbers and takes one by its number', async () => {
    const terminal = aTerminal();
    terminal.type('7\r');
    await expect(terminal.conversation.choose(OPTIONS)).resolves.toBe(7);
    for (const { number, title } of OPTIONS) expect(terminal.shown()).toContain(`${number}  ${title}`);
  });

  it.each(['x\r', '\r', '-1\r', '1.5\r', '0x1\r'])('gives NaN for what is no number (%j), so that the session says what is allowed', async (typed) => {
    const terminal = aTerminal();
    terminal.type(typed);
    await expect(terminal.conversation.choose(OPTIONS)).resolves.toBeNaN();
  });

  it('takes a line of feedback, and an empty one', async () => {
    const terminal = aTerminal();
    terminal.type('shorten the retention\r');
    await expect(terminal.conversation.feedback()).resolves.toBe('shorten the retention');
    terminal.type('\r');
    expect((await terminal.conversation.feedback()) ?? '').toBe('');
  });

  it('asks what became of a piece of feedback, by its words', async () => {
    const terminal = aTerminal();
    terminal.type('done\r');
    await expect(terminal.conversation.answerTo('shorten the retention')).resolves.toBe('done');
    expect(terminal.shown()).toContain('“shorten the retention”');
  });

  it('takes nothing for an answer that was typed before the question was there', async () => {
    const terminal = aTerminal();
    terminal.typeAhead('8\r');
    terminal.type('2\r8\r');
    await expect(terminal.conversation.choose(OPTIONS)).resolves.toBe(2);
    terminal.type('3\r');
    await expect(terminal.conversation.choose(OPTIONS)).resolves.toBe(3);
  });

  it('is a HALT when Ctrl-C was typed before the question was there', async () => {
    const terminal = aTerminal();
    terminal.typeAhead('\u0003');
    await expect(terminal.conversation.choose(OPTIONS)).rejects.toThrow(Halt);
  });

  it('is a HALT when a signal comes, also one that came before', async () => {
    const terminal = aTerminal();
    terminal.stop();
    await expect(terminal.conversation.choose(OPTIONS)).rejects.toThrow(Halt);
    await expect(terminal.conversation.feedback()).rejects.toThrow('broken off');
  });

  it('is a HALT when it is broken off with Ctrl-C', async () => {
    const terminal = aTerminal();
    terminal.type('\u0003');
    await expect(terminal.conversation.choose(OPTIONS)).rejects.toThrow(Halt);
  });

  it('is a HALT when the input ends, instead of waiting for ever', async () => {
    const terminal = aTerminal();
    terminal.end();
    await expect(terminal.conversation.choose(OPTIONS)).rejects.toThrow(Halt);
    await expect(terminal.conversation.feedback()).rejects.toThrow('broken off');
  });
});
