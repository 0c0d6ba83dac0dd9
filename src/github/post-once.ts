import { setTimeout as wait } from 'node:timers/promises';
import { Halt } from '../errors.ts';
import { NotFound } from './refusals.ts';

const TRIES = 3;

/**
 * Finds a thing on GitHub, or makes it. The client never repeats a POST, since one whose answer was lost may have been
 * carried out; so after a failure it is looked for, and only then made again. What GitHub refuses is not tried again.
 * @param pause milliseconds before the second try; twice that before the third.
 */
export async function makeOnce<T>({ find, make }: { find: () => Promise<T | undefined>; make: () => Promise<T> }, pause = 1000): Promise<{ value: T; made: boolean }> {
  const known = await find();
  if (known !== undefined) return { value: known, made: false };
  for (let tried = 1; ; tried += 1) {
    try {
      return { value: await make(), made: true };
    } catch (error) {
      // A refusal may be the answer to a second request for what the first one made.
      const value = await find();
      if (value !== undefined) return { value, made: true };
      if (!(error instanceof Halt) || error instanceof NotFound || tried === TRIES) throw error;
      await wait(pause * tried);
    }
  }
}
