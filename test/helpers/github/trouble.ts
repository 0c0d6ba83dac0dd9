import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** What goes wrong, once unless `times` says more, with the next request or the next one to `route`. */
export type Trouble = { route?: string; times?: number } & (
  | { kind: 'slow'; ms: number }
  /** No request is left until `seconds` from now. */
  | { kind: 'primary-limit'; seconds: number; status?: 403 | 429 }
  /** Too much at once; `seconds` goes into `retry-after`, which GitHub sometimes leaves out. */
  | { kind: 'secondary-limit'; seconds?: number; status?: 403 | 429 }
  | { kind: 'server-error'; status?: 500 | 502 | 503 | 504 }
  /** The connection ends before anything is done. */
  | { kind: 'drop' }
  /** It is done, and the connection ends before the answer: who asks again does it twice. */
  | { kind: 'drop-answer' }
);

/** Takes the first trouble whose route is meant. */
export function next(troubles: Trouble[], isMeant: (route: string | undefined) => boolean): Trouble | undefined {
  const at = troubles.findIndex(({ route }) => isMeant(route));
  const trouble = troubles[at];
  if (trouble === undefined) return undefined;
  if ((trouble.times ?? 1) > 1) trouble.times = (trouble.times ?? 1) - 1;
  else troubles.splice(at, 1);
  return trouble;
}

interface Reply {
  status: number;
  message: string;
  headers: Record<string, string>;
}

/** What is answered instead; undefined when the request goes on. */
export async function instead(trouble: Trouble | undefined, response: ServerResponse): Promise<Reply | 'dropped' | undefined> {
  switch (trouble?.kind) {
    case 'slow':
      await wait(trouble.ms);
      return undefined;
    case 'primary-limit': {
      const reset = Math.ceil(Date.now() / 1000) + trouble.seconds;
      return { status: trouble.status ?? 403, message: 'API rate limit exceeded for installation.', headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) } };
    }
    case 'secondary-limit':
      return {
        status: trouble.status ?? 403,
        message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
        headers: trouble.seconds === undefined ? {} : { 'retry-after': String(trouble.seconds) },
      };
    case 'server-error':
      return { status: trouble.status ?? 500, message: 'Server Error', headers: {} };
    case 'drop':
      response.destroy();
      return 'dropped';
    case 'drop-answer':
    case undefined:
      return undefined;
  }
}
