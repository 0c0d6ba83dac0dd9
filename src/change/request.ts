import { z } from 'zod';
import { componentNameSchema } from '../components/component-name.ts';
import { daySchema } from '../day.ts';
import { sha256 } from '../digest.ts';
import { demandIdSchema } from '../documents/demand.ts';
import { readFrontMatter } from '../documents/front-matter.ts';
import { parseYaml } from '../documents/yaml.ts';
import { changeIdSchema, environmentNameSchema } from '../evidence/record.ts';
import { datedWindowSchema, freezeNameSchema, RISKS, templateNameSchema } from './approval-policy.ts';
import { REQUEST_STATUSES, type RequestStatus } from './lifecycle.ts';
import { replaceEntries, withoutEntries } from './written-entries.ts';

const oneLine = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(300, 'at most 300 characters')
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u, 'one line without control characters');

/** What Cutover notes about the finished change: name → text or list of texts. */
const implementationSchema = z.record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9]*$/), z.union([z.string(), z.array(z.string())]));
export type Implementation = z.infer<typeof implementationSchema>;

const paragraphs = z.string().trim().min(1, 'must not be empty').max(10_000);

/** The front matter of `changes/<ID>.md`. */
export const requestSchema = z
  .strictObject({
    id: changeIdSchema,
    title: oneLine,
    why: paragraphs,
    /** Who asked; does not count as an approver. */
    requester: z.email('an e-mail address'),
    status: z.enum(REQUEST_STATUSES),
    risk: z.enum(RISKS),
    /** Of a standard change: the template of the policy (`approval.templates` in cutover.yaml) that approves it. */
    template: templateNameSchema.optional(),
    /** The last day, in UTC, on which the change may be made. */
    expires: daySchema,
    /** The components that may change, and the environments. What lies outside is a HALT. */
    components: z.union([z.literal('all'), z.array(componentNameSchema).min(1)], { error: 'all, or a list of component names' }),
    environments: z.array(environmentNameSchema).min(1, 'at least one').default(['test', 'production']),
    /** When production is to be changed; without it whenever the policy's windows and freezes allow it. */
    window: datedWindowSchema.optional(),
    /** Freezes of the policy during which it may be changed all the same. */
    freezeExceptions: z.array(freezeNameSchema).default([]),
    /** Requirements of the architecture document that it serves. */
    requirements: z.array(demandIdSchema).default([]),
    /** How it is taken back. Only a draft, or a request that was cancelled, may leave it open. */
    rollback: paragraphs.optional(),
    /** True when existing infrastructure is taken over: then any planned create, change or delete is unexpected. */
    adopt: z.boolean().default(false),
    /** Written by Cutover when the change is implemented, or fails. */
    implementation: implementationSchema.optional(),
  })
  .superRefine((request, context) => {
    const refuse = (field: string, message: string): void => context.addIssue({ code: 'custom', path: [field], message });
    if (request.risk === 'standard' && request.template === undefined) refuse('template', 'the name of a template of the policy: a standard change needs one');
    if (request.risk !== 'standard' && request.template !== undefined) refuse('template', `no template: only a standard change has one, and this one is ${request.risk}`);
    if (request.rollback === undefined && !WITHOUT_ROLLBACK.includes(request.status)) refuse('rollback', `how the change is taken back: a request with status ${request.status} says it`);
    for (const field of ['components', 'environments', 'freezeExceptions', 'requirements'] as const) {
      const twice = firstTwice(request[field]);
      if (twice !== undefined) refuse(field, `each name once; ${twice} is listed twice`);
    }
  });
export type ChangeRequest = z.infer<typeof requestSchema>;

const WITHOUT_ROLLBACK: RequestStatus[] = ['draft', 'cancelled'];

function firstTwice(names: string | string[]): string | undefined {
  return typeof names === 'string' ? undefined : names.find((name, index) => names.indexOf(name) !== index);
}

/** Cutover writes these two; everything else is the approver's to read and part of the digest. */
const NOT_APPROVED = ['status', 'implementation'];

/** Parses a change request: Markdown under YAML front matter. Throws UserError with file, line and field. */
export function parseRequest(text: string, file: string): ChangeRequest {
  const { yaml, firstLine } = readFrontMatter(text, file);
  const request = parseYaml(yaml, { file, firstLine }, requestSchema);
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
