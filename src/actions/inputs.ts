import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { complaintOf } from '../documents/yaml-complaint.ts';
import { UserError } from '../errors.ts';

/** All inputs that actions have, each with one meaning wherever it stands. The action.yml files say the defaults. */
export const INPUTS = {
  change: z.string().optional(),
  directory: z.string().default('.'),
  mode: z.enum(['incremental', 'yolo']).default('incremental'),
  environment: z.enum(['test', 'production']),
  engine: z.enum(['terraform', 'tofu']).optional(),
  parallelism: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, 'a whole number from 1 to 9999')
    .transform(Number)
    .optional(),
  components: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((name) => name !== ''))
    .optional(),
  seal: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'the SHA-256 that the action plan gave as its output seal')
    .optional(),
  sandbox: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false),
  token: z.string(),
  role: z
    .string()
    .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of a role, such as arn:aws:iam::123456789012:role/deploy')
    .optional(),
  evidence: z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w./-]*)?$/, 'a bucket and a prefix, such as s3://evidence/shop')
    .optional(),
  /** The workflow's word, which stands above what a report says of itself. */
  project: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/, 'the name in cutover.yaml')
    .optional(),
  report: z.string().refine(isAbsolute, 'the path that the action before gave as its output report'),
  outcome: z.enum(['success', 'failure', 'cancelled', 'skipped']),
  job: z.string().regex(/^[A-Za-z_][\w-]*$/, 'the id of a job of this workflow'),
  digest: z.string().regex(/^(sha256:)?[0-9a-f]{64}$/, 'the SHA-256 that the action which saved it gave as its output digest'),
} as const;
export type InputName = keyof typeof INPUTS;
export type Inputs<Name extends InputName> = { [Each in Name]: z.output<(typeof INPUTS)[Each]> };

const PREFIX = 'INPUT_';

/**
 * The inputs of one action as GitHub hands them over: `INPUT_<NAME>`, in capitals, an empty text where nothing was given
 * (https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs). Throws UserError for one that
 * is missing, wrong, or none of `names`; all of them are named, so that one run of the workflow tells of every mistake.
 */
export function readInputs<Name extends InputName>(env: NodeJS.ProcessEnv, names: readonly Name[]): Inputs<Name> {
  const given = Object.entries(env).flatMap(([variable, value]) => (variable.startsWith(PREFIX) && value !== undefined ? [[variable.slice(PREFIX.length).toLowerCase(), value.trim()] as const] : []));
  const schema = z.strictObject(Object.fromEntries(names.map((name) => [name, INPUTS[name]])));
  const value = Object.fromEntries(given.filter(([name, text]) => text !== '' || !(names as readonly string[]).includes(name)));
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data as Inputs<Name>;
  const issues = parsed.error.issues.flatMap((issue): z.core.$ZodIssue[] => (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ ...issue, keys: [key] })) : [issue]));
  const wrong = issues.map((issue) => refusal(complaintOf({ schema, value, issues: [issue], file: '', lineOf: () => 0 }), names));
  const messages = new Set(wrong.map(({ message }) => message));
  throw wrong[0] !== undefined && messages.size === 1 ? wrong[0] : new UserError({ problem: [...messages].join('\n') });
}

function refusal({ complaint: { field = '', problem, found, allowed, next } }: UserError, names: readonly string[]): UserError {
  const known = names.includes(field);
  return new UserError({
    field: `with: ${field}`,
    problem: known ? problem.replace('this field', 'this input') : 'the action has no such input',
    // What stands under a wrong name may be a secret.
    ...(known && field !== 'token' && found !== undefined ? { found } : {}),
    ...(allowed === undefined ? {} : { allowed }),
    ...(next === undefined ? {} : { next }),
  });
}
