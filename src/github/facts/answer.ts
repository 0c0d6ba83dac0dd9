import type { z } from 'zod';
import { Halt } from '../../errors.ts';
import { printable } from '../../escape.ts';

/** What GitHub answered, as far as it is needed. Throws Halt with the field when it has another form: then nothing is known. */
export function readAnswer<T>(schema: z.ZodType<T>, data: unknown, what: string): T {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Halt({
    field: issue?.path.join('.') ?? '',
    problem: `GitHub's answer about ${what} cannot be read`,
    found: printable(issue?.message ?? 'nothing').slice(0, 200),
    allowed: 'what the description of its API says',
    next: 'run it again; report it when it stays so',
  });
}
