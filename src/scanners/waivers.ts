import { z } from 'zod';
import { componentNameSchema } from '../components/component-name.ts';
import { daySchema } from '../day.ts';
import { parseYaml } from '../documents/yaml.ts';

const waiverSchema = z.strictObject({
  /** The tool's id of the check, `CKV_AWS_18`. */
  check: z.string().min(1, 'the id of a check'),
  component: componentNameSchema,
  /** Address of the one resource it is for; all of the component's when left out. */
  resource: z.string().min(1).optional(),
  reason: z.string().min(1, 'why this is acceptable'),
  owner: z.string().min(1, 'who answers for it'),
  /** The last day on which it holds, UTC. */
  expires: daySchema,
});
/** A written exception: one check in one component, with an owner, for a time. It holds in every environment. */
export type Waiver = z.infer<typeof waiverSchema>;

/** `waivers.yaml` */
export const waiversSchema = z.strictObject({ waivers: z.array(waiverSchema).nullish() }, { error: 'a file with a list called waivers' });
const fileSchema = waiversSchema.nullable().transform((file) => file?.waivers ?? []);

/** Reads a waivers file; `undefined` means that there is none. Throws UserError with file, line and field. */
export function parseWaivers(text: string | undefined, file: string): Waiver[] {
  return text === undefined || text.trim() === '' ? [] : parseYaml(text, { file }, fileSchema);
}
