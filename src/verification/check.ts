import { z } from 'zod';
import { isRegularExpression, REGULAR_EXPRESSION } from '../regular-expression.ts';
import { isAddress } from './address.ts';

/** The deadline holds for all tries together; `trySeconds` ends one of them sooner, so that a try that hangs leaves time for the next. */
const retrySchema = z.strictObject({
  tries: z.int().min(2).max(100),
  everySeconds: z.number().nonnegative().max(600).default(1),
  trySeconds: z.number().positive().max(3600).optional(),
});
export type Retry = z.infer<typeof retrySchema>;

const common = {
  name: z.string().min(1),
  /** Deadline of the check as a whole. */
  timeoutSeconds: z.number().positive().max(3600).default(30),
  /** True: reads only, or cleans up after itself, so it may run in production too. */
  safeInProduction: z.boolean().default(false),
  /** Set where the sandbox's emulator does not honour what is checked, with what it lacks: recorded as not exercised. */
  notInEmulator: z.string().min(1).optional(),
};
const retried = { ...common, retry: retrySchema.optional() };

const pattern = z.string().refine(isRegularExpression, REGULAR_EXPRESSION);
/** Judged by ajv (src/verification/json-schema.ts): draft 2020-12. `prepare` refuses what is none. */
const jsonSchema = z.record(z.string(), z.json());
const address = z.string().min(1).max(2000).refine(isAddress, 'a text in which braces hold the name of an output, such as {api_url}');

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** One request. Redirections are not followed: they are answers like others. */
const httpSchema = z.strictObject({
  url: address.regex(/^(https?:\/\/|\{)/i, 'an address that begins with http://, https:// or an output, such as {api_url}/health'),
  method: z.enum(METHODS).default('GET'),
  /** An output may stand in a value: `Bearer {token}`. */
  headers: z.record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'the name of a header'), address).default({}),
  body: z.string().max(100_000).optional(),
  expect: z
    .strictObject({
      status: z.union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1)], { error: 'a status such as 200, or a list of them' }).default(200),
      /** Name → what its value has to match. */
      headers: z.record(z.string(), pattern).default({}),
      body: pattern.optional(),
      /** What the body has to be, as JSON. */
      json: jsonSchema.optional(),
    })
    .prefault({}),
});
export type HttpQuestion = z.infer<typeof httpSchema>;

const port = z.union([z.int().min(1).max(65535), address], { error: 'a port, or an output that holds one, such as {database_port}' });

const httpCheckSchema = z.strictObject({ ...retried, http: httpSchema });
/** Something takes a connection. */
const tcpCheckSchema = z.strictObject({ ...retried, tcp: z.strictObject({ host: address, port }) });
/** A command with the stack's outputs in its environment, as `OUTPUT_BUCKET_NAME` and as JSON in `CUTOVER_OUTPUTS`. */
export const commandCheckSchema = z.strictObject({ ...retried, command: z.array(z.string()).min(1) });
/** A stack output against a JSON Schema. */
const outputCheckSchema = z.strictObject({ ...common, output: z.string().min(1), schema: jsonSchema });

const KINDS = 'a check has a name and one of http (with url), tcp (with host and port), command (a list), or output with schema';

/** A functional check. */
export const checkSchema = z.union([httpCheckSchema, tcpCheckSchema, commandCheckSchema, outputCheckSchema], { error: KINDS });
export type Check = z.infer<typeof checkSchema>;
export type HttpCheck = z.infer<typeof httpCheckSchema>;
export type CommandCheck = z.infer<typeof commandCheckSchema>;

/** How often it is asked, or run, and how many at once. The first ones warm up and are not measured. */
const loadSchema = z
  .strictObject({ runs: z.int().min(2).max(100_000), warmUp: z.int().nonnegative().max(10_000).default(1), atOnce: z.int().min(1).max(1000).default(1) })
  .refine(({ runs, atOnce }) => atOnce <= runs, { error: 'no more at once than there are runs', path: ['atOnce'] });
export type Load = z.infer<typeof loadSchema>;

const measured = { load: loadSchema, retry: z.never({ error: 'no retry beside load: every run that is measured counts' }).optional() };
const httpLoadSchema = z
  .strictObject({ ...httpCheckSchema.shape, ...measured })
  .refine(({ http }) => http.method !== 'HEAD', { error: 'another method than HEAD: its answers cannot be told apart under load', path: ['http', 'method'] });
const commandLoadSchema = z.strictObject({ ...commandCheckSchema.shape, ...measured });

/** What shows a requirement: a functional check, or one that is measured under load. Only ever asked of test. */
export const requirementCheckSchema = z.union([httpLoadSchema, commandLoadSchema, ...checkSchema.options], { error: KINDS });
export type RequirementCheck = z.infer<typeof requirementCheckSchema>;
export type MeasuredCheck = z.infer<typeof httpLoadSchema> | z.infer<typeof commandLoadSchema>;

/** Times in seconds. A percentile is null where there are too few samples to tell it from the slowest (src/verification/measured.ts). */
export interface Measured {
  /** Answers as they were asked for, or runs that came to a good end. */
  n: number;
  errors: number;
  warmUp: number;
  atOnce: number;
  /** From the first request to the last answer, without warm-up. */
  seconds: number;
  perSecond: number | null;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  slowest: number | null;
}

/** `not-exercised` supports no pass: the emulator does not honour what the check asks about. */
export interface CheckResult {
  name: string;
  outcome: 'pass' | 'fail' | 'not-exercised';
  /** Seconds, wall clock, all tries. */
  seconds: number;
  /** What was seen: the end of a command's output, or the comparison made. Sensitive outputs are not in it. */
  detail: string;
  /** As declared: whether production is asked the same. */
  safeInProduction: boolean;
  /** Where it was measured under load, and there is anything to tell. */
  measured?: Measured;
}
