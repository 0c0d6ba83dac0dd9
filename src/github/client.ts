import { setTimeout as delay } from 'node:timers/promises';
import { Octokit } from '@octokit/core';
import { paginateRest, type PaginateInterface } from '@octokit/plugin-paginate-rest';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { errorOf, type Refusal } from './refusals.ts';
import { askForChanges } from './unchanged.ts';

/** GitHub's REST API. Both are Octokit's own; what they throw are our errors (refusals.ts), never Octokit's. */
export interface GitHub {
  request: Octokit['request'];
  /** Pages of 100; at the end of every page of a list. */
  paginate: PaginateInterface;
}

export interface GitHubOptions {
  token: string;
  /** `https://api.github.com`, without a slash at its end. */
  apiUrl: string;
  /** Hears of waits, and of what GitHub will take away. */
  say: (text: string) => void;
  /** Ends requests and waits. */
  signal: AbortSignal;
  /** Length of a second of waiting, in milliseconds, for tests. */
  secondMs?: number;
  /** False: writes follow each other at once, and limits are not waited for. For tests that write much. */
  spaced?: boolean;
}

/** A request as it is asked for, its path not yet filled in. */
type Asked = Parameters<Octokit['request']['endpoint']['parse']>[0];

const API_VERSION = '2022-11-28';
const TIMEOUT_MS = 30_000;
/** A limit that is per hour is over after an hour. Whoever is told to wait longer is told the time. */
const LONGEST_WAIT_S = 3660;
const MOST_WAITS = 5;

/**
 * A client that asks again what may be asked again: a server's error, a dropped connection and half a minute of silence up
 * to three times (never a POST, which may have been heard), a limit after the wait that GitHub names.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function createGitHub({ token, apiUrl, say, signal, secondMs = 1000, spaced = true }: GitHubOptions): GitHub {
  const onLimit = async (retryAfter: number, options: Asked, _octokit: unknown, waits: number): Promise<boolean> => {
    if (retryAfter > LONGEST_WAIT_S || waits >= MOST_WAITS) return false;
    say(`GitHub asks to wait ${retryAfter} s before ${described(options)}`);
    return await delay(retryAfter * secondMs, true, { signal }).catch(() => false);
  };
  // Its type says void; what comes back is waited for, and true means again.
  const limit = onLimit as unknown as (retryAfter: number) => void;
  const log = { debug: () => undefined, info: () => undefined, warn: (text: string) => say(text), error: (text: string) => say(text) };
  const octokit = new (Octokit.plugin(paginateRest, retry, throttling))({
    auth: token,
    baseUrl: apiUrl,
    userAgent: 'cutover',
    log,
    request: { fetch: boundedFetch(signal), log },
    retry: { doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451], retryAfterBaseValue: secondMs },
    // The handler has waited already, in a way that can be interrupted.
    throttle: { enabled: spaced, onRateLimit: limit, onSecondaryRateLimit: limit, retryAfterBaseValue: 0 },
  });
  const described = (options: Asked): string => {
    const { method, url } = octokit.request.endpoint.parse(options);
    // The query says nothing new, and can be long.
    return `${method} ${url.slice(apiUrl.length).split('?')[0] ?? ''}`;
  };
  // Outside of those that wait and repeat, so that a repeated request is the same one.
  octokit.hook.wrap('request', askForChanges((options) => octokit.request.endpoint.parse(options).url));
  octokit.hook.wrap('request', async (request, options) => {
    options.headers['x-github-api-version'] = API_VERSION;
    if (options.method === 'POST') options.request.retries = 0;
    try {
      return await endedBy(signal, Promise.resolve(request(options)));
    } catch (error) {
      // Nobody waits for it any more, so nothing is to be tried again in the background.
      if (signal.aborted) options.request.retries = 0;
      throw translated(error, described(options), signal.aborted);
    }
  });
  return { request: octokit.request, paginate: octokit.paginate };
}

/** Fetch with an end. Its errors say why in their cause, which has a code or a message. */
function boundedFetch(signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    try {
      return await fetch(input, { ...init, signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    } catch (error) {
      const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } };
      throw new Error([cause?.message ?? message ?? 'no answer', cause?.code].filter((part) => part !== undefined && part !== '').join(' '), { cause: error });
    }
  };
}

async function endedBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(new Error('interrupted'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Octokit gives a request that had no answer the status 500, and no response. */
function translated(error: unknown, request: string, interrupted: boolean): Error {
  const { message, status, response } = error as { message: string; status?: number; response?: { headers: Refusal['headers'] } };
  if (status === undefined && !interrupted) return error as Error;
  return errorOf({ request, status: response === undefined ? undefined : status, message, headers: response?.headers ?? {}, interrupted });
}
