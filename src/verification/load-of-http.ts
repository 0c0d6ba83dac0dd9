import type { HttpQuestion } from './check.ts';
import { isExpected, matches, type Addressed } from './http-check.ts';
import type { LoadCall } from './load-of-command.ts';
import type { Samples } from './measured.ts';

/** How often autocannon looks whether it is done, in milliseconds. */
const TICK_MS = 20;

/**
 * Asks as often as it is told to, over `atOnce` connections, each of which asks again when it has its answer. Times are those of
 * whole answers, as autocannon sees them, kept one by one: its own percentiles are in whole milliseconds. The first error ends it.
 */
export async function loadHttp(http: HttpQuestion, { url, headers }: Addressed, { runs, atOnce, signal, left }: LoadCall): Promise<Samples> {
  const { default: autocannon } = await import('autocannon');
  const times: number[] = [];
  let errors = 0;
  let firstError: string | undefined;
  const started = performance.now();
  let ended = started;
  const note = (error: string): void => {
    errors += 1;
    firstError ??= error;
  };
  const { status, body } = http.expect;
  const cannon = autocannon({
    url: url.href,
    method: http.method,
    headers,
    ...(http.body === undefined ? {} : { body: http.body }),
    amount: runs,
    connections: Math.min(atOnce, runs),
    sampleInt: TICK_MS,
    timeout: Math.max(0, left()) + 1,
    bailout: 1,
    ...(body === undefined ? {} : { verifyBody: (text: string) => matches(body, text) }),
  });
  cannon.on('response', (client, answered, _bytes, milliseconds) => {
    ended = performance.now();
    // autocannon checks no certificate, so we do; the headers that it sent went no other way than in the first request, which Node checked.
    if (client.secure && client.conn.authorized !== true) note('its certificate is not trusted');
    else if (!isExpected(answered, status)) note(`the status is ${answered}, and not ${[status].flat().join(' or ')}`);
    else times.push(milliseconds / 1000);
    if (errors > 0) cannon.stop();
  });
  cannon.on('reqError', (error) => note(error.message));
  cannon.on('reqMismatch', () => note(`the body does not match ${body ?? ''}`));
  const stop = (): void => cannon.stop();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await cannon;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return { times, errors, firstError, seconds: (ended - started) / 1000 };
}
