import { z } from 'zod';

/** A sentence of its own: `No data loss is accepted by anybody` is none. */
const SENTENCE = /(?:^|[.;:\n])[ \t]*data loss is accepted by\s+<?([^\s,;<>]+@[^\s,;<>]+)/gi;

/** What a request has to say for data to be lost on the way back. */
export const ACCEPTING_LOSS = 'Data loss is accepted by <e-mail address>.';

/** Who accepts, in the rollback field of a request, that going back loses data: a person's e-mail address. Undefined where nobody does. */
export function dataLossAcceptedBy(rollback: string | undefined): string | undefined {
  const named = [...(rollback ?? '').matchAll(SENTENCE)].map((match) => (match[1] ?? '').replace(/\.+$/, ''));
  return named.find((address) => z.email().safeParse(address).success)?.toLowerCase();
}
