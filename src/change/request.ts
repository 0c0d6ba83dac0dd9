import { z } from 'zod';
import { componentNameSchema } from '../components/component-name.ts';
import { sha256 } from '../digest.ts';
import { readFrontMatter } from '../documents/front-matter.ts';
import { parseYaml } from '../documents/yaml.ts';
import { UserError } from '../errors.ts';
import { changeIdSchema } from '../evidence/record.ts';
import { replaceEntries, withoutEntries } from './written-entries.ts';

export const REQUEST_STATUSES = [
  'draft', 'submitted', 'approved', 'scheduled', 'implementing', 'implemented', 'closed', 'rejected', 'cancelled', 'failed', 'rolled-back',
] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];

const oneLine = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(300, 'at most 300 characters')
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u, 'one line without control characters');

const dateSchema = z
  .string({ error: 'a date such as 2026-12-31' })
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-12-31')
  .refine((date) => !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date), 'a day that the calendar has');

/** What Cutover notes about the finished change: name → text or list of texts. */
const implementationSchema = z.record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9]*$/), z.union([z.string(), z.array(z.string())]));
export type Implementation = z.infer<typeof implementationSchema>;

/** The front matter of `changes/<ID>.md`. */
export const requestSchema = z.strictObject({
  id: changeIdSchema,
  title: oneLine,
  why: z.string().trim().min(1, 'must say why').max(10_000),
  /** Who asked; does not count as an approver. */
  requester: z.email('an e-mail address'),
  status: z.enum(REQUEST_STATUSES, { error: `one of ${REQUEST_STATUSES.join(', ')}` }),
  risk: z.enum(['standard', 'normal', 'emergency'], { error: 'one of standard, normal, emergency' }),
  /** The last day, in UTC, on which the change may be made. */
  expires: dateSchema,
  components: z.union([z.literal('all'), z.array(componentNameSchema).min(1)], { error: 'all, or a list of component names' }),
  /** True when existing infrastructure is taken over: then any planned create, change or delete is unexpected. */
  adopt: z.boolean({ error: 'true or false' }).default(false),
  /** Written by Cutover when the change is implemented. */
  implementation: implementationSchema.optional(),
});
export type ChangeRequest = z.infer<typeof requestSchema>;

/** Cutover writes these two; everything else is the approver's to read and part of the digest. */
const NOT_APPROVED = ['status', 'implementation'];

/** Parses a change request: Markdown under YAML front matter. Throws UserError with file, line and field. */
export function parseRequest(text: string, file: string): ChangeRequest {
  const { yaml, firstLine } = readFrontMatter(text, file);
  const request = parseYaml(yaml, { file, firstLine }, requestSchema);
  if (request.components !== 'all' && new Set(request.components).size !== request.components.length) {
    throw new UserError({ file, field: 'components', problem: 'a component is listed twice', found: request.components.join(', ') });
  }
  withoutEntries(text, NOT_APPROVED, file); // refuses what the digest could not see
  return request;
}

/**
 * What a request approval is for: SHA-256 over every byte of the file but the value of `status` and the implementation
 * block. Throws UserError when those cannot be told apart from the rest (anchors, aliases, flow style).
 */
export function requestDigest(text: string, file = 'the change request'): string {
  return sha256(withoutEntries(text, NOT_APPROVED, file));
}

/**
 * The text with another status, and with an implementation block when one is given; every other byte stays, so the digest
 * stays. The block goes to the end of the front matter, or where it is already.
 */
export function withStatus(text: string, status: RequestStatus, implementation?: Implementation, file = 'the change request'): string {
  return replaceEntries(text, { status, ...(implementation === undefined ? {} : { implementation: implementationSchema.parse(implementation) }) }, file);
}

/** Why a change in each state may not begin; undefined where it may. */
const WHY_NOT: Record<RequestStatus, string | undefined> = {
  draft: 'it is still a draft: submit it and have it approved',
  submitted: 'it is submitted and not approved yet',
  approved: undefined,
  scheduled: undefined,
  implementing: undefined,
  implemented: 'it is implemented already: a request is used once',
  closed: 'it is closed',
  rejected: 'it was rejected',
  cancelled: 'it was cancelled',
  failed: 'it failed: a new request, or a new approval with status approved, is needed',
  'rolled-back': 'it was rolled back: a new request is needed',
};

/** Whether the request's own state lets the change begin at `now`. Its approvals are decided elsewhere (approval.ts). */
export function mayBegin(request: Pick<ChangeRequest, 'status' | 'expires'>, now: Date): { allowed: true } | { allowed: false; reasons: string[] } {
  const why = WHY_NOT[request.status];
  const end = Date.parse(request.expires) + 24 * 60 * 60 * 1000;
  // Written so that a date that cannot be read counts as over.
  const inTime = now.getTime() < end;
  const reasons = [...(why === undefined ? [] : [`status ${request.status}: ${why}`]), ...(inTime ? [] : [`it expired at the end of ${request.expires} (UTC)`])];
  return reasons.length === 0 ? { allowed: true } : { allowed: false, reasons };
}
