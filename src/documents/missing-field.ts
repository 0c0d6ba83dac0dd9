import type { z } from 'zod';
import { nearestName } from './nearest-name.ts';

/** The name that stands in a value where the field `missing` belongs, when one that is none of `known` is nearly it: `knd` for `kind`. */
export function misspelt(missing: string, holder: unknown, known: string[]): string | undefined {
  if (holder === null || typeof holder !== 'object') return undefined;
  return Object.keys(holder).find((name) => !known.includes(name) && nearestName(name, [missing]) !== undefined);
}

/** A text that fits nothing but "any text". */
const NO_TEXT = '\0';

/**
 * What a schema says in its own words about the text that is missing at `path`: what it says when nonsense stands there. Zod asks
 * for the type first, and says nothing else of a value that is missing. Undefined where any text will do. `flatten` leads from an
 * issue about alternatives to the one that counts.
 */
export function demandOnText(schema: z.ZodType, value: unknown, path: PropertyKey[], flatten: (issue: z.core.$ZodIssue) => z.core.$ZodIssue): string | undefined {
  const copy: unknown = structuredClone(value);
  const holder = path.slice(0, -1).reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], copy);
  const name = path.at(-1);
  if (name === undefined || holder === null || typeof holder !== 'object') return undefined;
  Object.defineProperty(holder, name, { value: NO_TEXT, enumerable: true });
  const issue = schema.safeParse(copy).error?.issues.map(flatten).find((one) => one.path.length === path.length && one.path.every((key, index) => key === path[index]));
  return issue === undefined || /^(Invalid|Too) /.test(issue.message) ? undefined : issue.message;
}
