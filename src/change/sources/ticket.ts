import { printable } from '../../escape.ts';
import { hide } from '../../hide.ts';
import type { TicketAnswer } from '../approval.ts';
import type { TicketSource } from '../approval-policy.ts';

const MAX_BYTES = 1_000_000;
const MAX_STATUS = 100;

export interface TicketCall {
  source: TicketSource;
  /** Id of the request, which takes the place of `{id}`. */
  change: string;
  /** Value of the variable that the source names; nothing of it is ever in an answer. */
  token: string | undefined;
  signal: AbortSignal;
}

/**
 * Asks the ticket system for the status of a change. Whatever is not a clear answer (another HTTP status than 200, a
 * redirect, no answer in time, more than a megabyte, no JSON, no status in it) is a problem, in words; it never throws.
 */
export async function askTicket(call: TicketCall): Promise<TicketAnswer> {
  const { source, token } = call;
  if (source.tokenVariable !== undefined && (token ?? '') === '') return { problem: `the environment variable ${source.tokenVariable}, which holds its token, is not set` };
  try {
    const response = await send(call);
    if (response.status >= 300 && response.status < 400) return { problem: `it answered with a redirect (${response.status}), which is not followed` };
    if (response.status !== 200) return { problem: `it answered with HTTP ${response.status}` };
    const text = await boundedText(response);
    return text === undefined ? { problem: `its answer is larger than ${MAX_BYTES} bytes` } : statusIn(text, source.status, token);
  } catch (error) {
    return { problem: problemOf(error, source.timeoutSeconds) };
  }
}

async function send({ source, change, token, signal }: TicketCall): Promise<Response> {
  return await fetch(source.url.replaceAll('{id}', encodeURIComponent(change)), {
    redirect: 'manual',
    cache: 'no-store',
    headers: { accept: 'application/json', ...(source.tokenVariable === undefined ? {} : { authorization: `Bearer ${token ?? ''}` }) },
    // Also ends a body that comes in too slowly.
    signal: AbortSignal.any([signal, AbortSignal.timeout(source.timeoutSeconds * 1000)]),
  });
}

/** Undefined when the body is too large; the rest of it is not read. */
async function boundedText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}

function statusIn(text: string, path: string, token: string | undefined): TicketAnswer {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return { problem: 'its answer is not JSON' };
  }
  for (const name of path.split('.')) found = typeof found === 'object' && found !== null && Object.hasOwn(found, name) ? (found as Record<string, unknown>)[name] : undefined;
  if (typeof found !== 'string' || found === '') return { problem: `its answer has no status at ${path}` };
  if (found.length > MAX_STATUS) return { problem: `what its answer has at ${path} is too long for a status` };
  return { status: printable(hide(found, [token ?? ''])) };
}

/** In our own words: the messages of fetch can repeat a header, and so the token. */
function problemOf(error: unknown, seconds: number): string {
  const { name, cause } = error as { name?: unknown; cause?: { code?: unknown } };
  if (name === 'TimeoutError') return `it did not answer within ${seconds} s`;
  if (name === 'AbortError') return 'asking it was interrupted';
  const code = typeof cause?.code === 'string' && /^[A-Z0-9_]+$/.test(cause.code) ? ` (${cause.code})` : '';
  return `it cannot be asked${code}`;
}
