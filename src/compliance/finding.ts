import { z } from 'zod';
import { RESULTS, type Result } from './state.ts';

/** What was found about one source of evidence of a control. */
export const findingSchema = z.strictObject({
  kind: z.enum(['rule', 'check', 'probe']),
  id: z.string(),
  result: z.enum(RESULTS),
  says: z.string().min(1),
  /** Records that it is read from. */
  records: z.array(z.string()),
  /** It rests on what was applied in the sandbox's emulator. */
  emulator: z.boolean(),
  /** Waivers that hold, each once. */
  exceptions: z.array(z.strictObject({ check: z.string(), component: z.string(), owner: z.string(), expires: z.string(), reason: z.string() })),
});
export type Finding = z.infer<typeof findingSchema>;

/** What a kind of source tells of one id. */
export type Told = Pick<Finding, 'result' | 'says'> & Partial<Pick<Finding, 'records' | 'exceptions'>>;

export const told = (result: Result, says: string, more: Partial<Pick<Finding, 'records' | 'exceptions'>> = {}): Told => ({ result, says, ...more });
