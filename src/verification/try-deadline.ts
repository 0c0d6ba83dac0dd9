/** A signal that comes when the seconds are over or the run is stopped, whichever is first. `clear` takes the clock away. */
export function deadlineOf(seconds: number, stop: AbortSignal | undefined): { signal: AbortSignal; clear: () => void } {
  const over = new AbortController();
  const clock = setTimeout(() => over.abort(), Math.max(0, seconds) * 1000);
  return { signal: stop === undefined ? over.signal : AbortSignal.any([over.signal, stop]), clear: () => clearTimeout(clock) };
}

/** What became of a connection, in words. */
export function whyNoAnswer(error: unknown, seconds: number, stop: AbortSignal | undefined): string {
  if (stop?.aborted === true) return 'ended because the run was stopped';
  const { code, name, message } = innermost(error);
  if (name === 'AbortError') return `no answer within ${Number(seconds.toFixed(3))} s`;
  if (code === 'ECONNREFUSED') return 'nothing takes connections there';
  if (code === 'ECONNRESET') return 'the connection was closed without an answer';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name of the host is not known';
  return message;
}

/** A host with several addresses has one error for each. */
function innermost(error: unknown): { code?: string; name: string; message: string } {
  const one: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(one instanceof Error)) return { name: '', message: String(one) };
  const { code } = one as NodeJS.ErrnoException;
  return { ...(code === undefined ? {} : { code }), name: one.name, message: one.message };
}
