import { isCancel } from '@clack/prompts';
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where questions are asked: the process's terminal, or two streams of a test. */
export interface Terminal {
  input: Readable & { setRawMode?: (mode: boolean) => unknown };
  output: NodeJS.WriteStream;
  /** Breaks a question off when it aborts: a signal from outside is no key that a prompt would see. */
  signal?: AbortSignal;
}

/** What every prompt of @clack/prompts is given. */
export interface PromptTerminal {
  input: Readable;
  output: NodeJS.WriteStream;
  signal: AbortSignal;
}

const CTRL_C = 3;
/** Long enough to receive what lies there already, in milliseconds. */
const WAITING_KEYS = 30;

/**
 * Asks one question. Undefined when it was broken off: by Ctrl-C or Escape, the signal, or a terminal that went away.
 *
 * What was typed before the question was there does not answer it: nobody has seen it then. The prompt reads from a stream of
 * its own, because a terminal that is gone lets it wait for ever, or fail when it leaves raw mode.
 */
export async function ask<T>({ input, output, signal }: Terminal, prompt: (terminal: PromptTerminal) => Promise<T>): Promise<Exclude<T, symbol> | undefined> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  const early = (keys: Buffer | string): void => void (Buffer.from(keys).includes(CTRL_C) && abort());
  const keys = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (mode: boolean) => input.setRawMode?.(mode) });
  input.once('end', abort).once('close', abort).on('data', early);
  signal?.addEventListener('abort', abort);
  if (input.readableEnded || input.destroyed || signal?.aborted === true) abort();
  try {
    input.setRawMode?.(true);
    input.resume();
    await sleep(WAITING_KEYS);
    input.off('data', early).pipe(keys, { end: false });
    const answer = await prompt({ input: keys, output, signal: stop.signal });
    return isCancel(answer) ? undefined : (answer as Exclude<T, symbol>);
  } finally {
    input.unpipe(keys).off('data', early).off('end', abort).off('close', abort).pause();
    input.setRawMode?.(false);
    signal?.removeEventListener('abort', abort);
  }
}
