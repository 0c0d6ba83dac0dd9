import { RE2JS } from 're2js';

/** What may stand where a document or cutover.yaml takes a pattern, for the errors about it. */
export const REGULAR_EXPRESSION = 'a regular expression without look-ahead, look-behind and back-references, not longer than 1000 characters';
const MAX_LENGTH = 1000;
/** Steps of the machine that a pattern becomes. Each character of a text costs at most that many, `(a{1,9}){1,9}` and all. */
const MAX_STEPS = 1000;

/** Something to look for in texts, in time by their length: no pattern makes it slower than that (https://github.com/google/re2). */
export interface RegularExpression {
  test: (text: string) => boolean;
}

/** Pattern → what became of it: the same ones are looked for in every value that is judged. */
const known = new Map<string, RegularExpression | undefined>();

/** A pattern as RE2 reads it, ready to be looked for; undefined where it is none, or a larger machine than `maxSteps`. */
export function regularExpression(pattern: string, maxSteps = MAX_STEPS): RegularExpression | undefined {
  const key = `${maxSteps} ${pattern}`;
  if (!known.has(key)) known.set(key, compiled(pattern, maxSteps));
  return known.get(key);
}

function compiled(pattern: string, maxSteps: number): RegularExpression | undefined {
  try {
    const machine = RE2JS.compile(pattern);
    return machine.programSize() <= maxSteps ? { test: (text) => machine.test(text) } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a person may give this text as a pattern. It has to be one in JavaScript's Unicode mode too, which is the stricter
 * about what looks like a mistake: a brace that stands for itself is most often a misspelt `{component}`.
 */
export function isRegularExpression(text: string): boolean {
  if (text.length > MAX_LENGTH || regularExpression(text) === undefined) return false;
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** A text that is looked for as it stands. */
export function quoted(text: string): string {
  return RE2JS.quote(text);
}
