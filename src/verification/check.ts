import { z } from 'zod';
import { isRegularExpression, REGULAR_EXPRESSION } from '../regular-expression.ts';

const common = {
  name: z.string().min(1),
  timeoutSeconds: z.number().positive().max(3600).default(30),
  /** True: reads only, or cleans up after itself, so it may run in production too. */
  safeInProduction: z.boolean().default(false),
  /** Set where the sandbox's emulator does not honour what is checked, with what it lacks: recorded as not exercised. */
  notInEmulator: z.string().optional(),
};

/** A command with the stack's outputs in its environment, as `OUTPUT_BUCKET_NAME` and as JSON in `CUTOVER_OUTPUTS`. */
const commandCheckSchema = z.strictObject({ ...common, command: z.array(z.string()).min(1) });
/** A stack output against a regular expression (src/regular-expression.ts). */
const outputCheckSchema = z.strictObject({ ...common, output: z.string().min(1), matches: z.string().refine(isRegularExpression, REGULAR_EXPRESSION) });

export const checkSchema = z.union([commandCheckSchema, outputCheckSchema], { error: 'a check has a name and either command (a list) or output with matches' });
export type Check = z.infer<typeof checkSchema>;

/** `not-exercised` supports no pass: the emulator does not honour what the check asks about. */
export interface CheckResult {
  name: string;
  outcome: 'pass' | 'fail' | 'not-exercised';
  /** Seconds, wall clock. */
  seconds: number;
  /** What was seen: the end of a command's output, or the comparison made. Sensitive outputs are not in it. */
  detail: string;
  /** As declared: whether production is asked the same. */
  safeInProduction: boolean;
}
