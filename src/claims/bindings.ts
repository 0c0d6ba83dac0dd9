import { z } from 'zod';
import { daySchema } from '../day.ts';
import { parseYaml } from '../documents/yaml.ts';
import type { Statement } from './claim.ts';
import { textDigest } from './probe.ts';

export const BINDINGS_FILE = 'checklist-bindings.yaml';
/** The text of one without a binding. */
export const NO_BINDINGS = '# Which probe decides which checklist item, and who compared the two (cutover checklist --file … --accept). Read from the base branch only.\nbindings: []\n';

const bindingSchema = z.strictObject({
  /** Id of the checklist item. */
  item: z.string().min(1, 'the id of an item'),
  /** The item's text as it was when the probe was accepted for it: with other words the binding is void. */
  text: z.string().trim().min(1, 'the text of the item').max(10_000),
  /** Id of the probe that decides it. */
  probe: z.string().min(1, 'the id of a probe'),
  /** Who compared the two. */
  person: z.string().trim().min(1, 'a person'),
  date: daySchema,
});
/** A person's word that a probe decides an item of a checklist, though nothing in the item says so. */
export type Binding = z.infer<typeof bindingSchema>;

/** `checklist-bindings.yaml` */
export const bindingsSchema = z.strictObject({ bindings: z.array(bindingSchema).nullish() }, { error: 'a file with a list called bindings' });

/** Bindings and the branch they were read from: the protected one, so that a change cannot choose what decides its items. */
export interface Bindings {
  from: string;
  entries: Binding[];
}

/** Reads a bindings file; `undefined` means that there is none. Throws UserError with file, line and field. */
export function parseBindings(text: string | undefined, file: string): Binding[] {
  const wholly = bindingsSchema
    .nullable()
    .transform((content) => content?.bindings ?? [])
    .refine((entries) => new Set(entries.map(({ item, text: words }) => `${item} ${textDigest(words)}`)).size === entries.length, { error: 'one binding for an item and its text' });
  return text === undefined || text.trim() === '' ? [] : parseYaml(text, { file }, wholly);
}

/** The binding of a statement as it reads now; else why its binding is void; undefined when nobody bound it. */
export function bindingOf(statement: Pick<Statement, 'id' | 'statement'>, { entries, from }: Bindings): { holds: Binding } | { why: string } | undefined {
  const about = entries.filter(({ item }) => item === statement.id);
  const holds = about.find(({ text }) => textDigest(text) === textDigest(statement.statement));
  if (holds !== undefined) return { holds };
  const [first] = about;
  return first === undefined ? undefined : { why: `the binding to ${first.probe} on ${from}, by ${first.person}, is about another wording of this item` };
}
