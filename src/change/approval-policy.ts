import { z } from 'zod';
import { componentNameSchema } from '../components/component-name.ts';
import { environmentNameSchema } from '../evidence/record.ts';
import { DAYS } from './zoned-time.ts';

export const RISKS = ['standard', 'normal', 'emergency'] as const;
export type Risk = (typeof RISKS)[number];

/** A group stands in the approvers file, at the end of each of its members' lines: `groups=security,platform`. */
export const groupNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'a group name: lower-case letters, digits and hyphens');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A name of the IANA time zone database. */
export const timeZoneSchema = z.string().refine(isTimeZone, 'a time zone such as Europe/Berlin or UTC');

/** How many must approve. Each person counts once, for every group they are in. */
const quorumSchema = z.strictObject({
  required: z.number().int().min(1, 'at least one').default(1),
  /** At least one of the approvals comes from each of these groups. */
  groups: z.array(groupNameSchema).default([]),
});
export type Quorum = z.infer<typeof quorumSchema>;

const requestQuorumSchema = quorumSchema.extend({
  /** Of each file that the change touches and that CODEOWNERS on the base gives owners, one of these approves too. A team is the group of its name. */
  codeOwners: z.boolean().default(false),
});

/** The name of a template, which standard requests give as their `template`. */
export const templateNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'a template name such as rotate-key');

/** What a standard change may be, to need no approval of its request. */
const templateSchema = z.strictObject({
  description: z.string().trim().min(1),
  components: z.array(componentNameSchema).min(1),
  environments: z.array(environmentNameSchema).min(1).default(['test', 'production']),
  /** What its plans may do; a plan that does more is a HALT. */
  actions: z.array(z.enum(['create', 'update', 'replace', 'delete'])).min(1).default(['update']),
});
export type StandardTemplate = z.infer<typeof templateSchema>;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day such as 09:00');
/** As written in a calendar of that zone: `2026-12-20T18:00`. */
const localTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/, 'a local time such as 2026-12-20T18:00').refine((text) => !Number.isNaN(Date.parse(`${text}Z`)) && new Date(`${text}Z`).toISOString().startsWith(text), 'a time that the calendar has');

/** From, inclusive, to, exclusive. */
const span = { from: localTime, to: localTime, timeZone: timeZoneSchema };
const forward = ({ from, to }: { from: string; to: string }): boolean => from < to;
const FORWARD = { error: 'from must be before to', path: ['to'] };

/** When a request wants production to be changed. */
export const datedWindowSchema = z.strictObject(span).refine(forward, FORWARD);
export type DatedWindow = z.infer<typeof datedWindowSchema>;

/** When production may be changed, week by week. With `to` before `from` it goes on into the next day; `days` are those it begins on. */
const windowSchema = z
  .strictObject({
    days: z.array(z.enum(DAYS)).min(1),
    from: timeOfDay,
    to: timeOfDay,
    timeZone: timeZoneSchema,
    /** Which changes it is for. An emergency waits for its windows as any change does: a policy that wants it otherwise has a window for it. */
    risks: z.array(z.enum(RISKS)).min(1).default([...RISKS]),
  })
  .refine(({ from, to }) => from !== to && from !== '24:00', { error: 'a window from 00:00 to 24:00 is the whole day; this one is empty', path: ['to'] });
export type ChangeWindow = z.infer<typeof windowSchema>;

/** The name of a freeze, which requests use for their `freezeExceptions`. */
export const freezeNameSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name such as year-end-2026');

/** When production may not be changed, but for requests that name the freeze in `freezeExceptions`. */
const freezeSchema = z.strictObject({ name: freezeNameSchema, ...span, why: z.string().min(1) }).refine(forward, FORWARD);
export type Freeze = z.infer<typeof freezeSchema>;

/** Credentials belong into `tokenVariable`, and what is asked for may not choose who is asked. In clear only on this machine, for tests. */
function isSafeAddress(text: string): boolean {
  const url = URL.parse(text.replaceAll('{id}', 'CR-0001'));
  if (url === null || url.username !== '' || url.password !== '' || url.origin !== URL.parse(text.replaceAll('{id}', 'CR-0002'))?.origin) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname));
}

/** A ticket system that has a say, beside the approvals: asked at the beginning and before each change to production. */
const ticketSchema = z.strictObject({
  /** `{id}` stands for the id of the request. */
  url: z.string().includes('{id}', { error: 'an address that holds {id}' }).refine(isSafeAddress, 'an https address without a user name, with {id} after the host'),
  /** Path of the status in the JSON answer, `fields.status.name`. */
  status: z.string().min(1),
  /** Statuses that let the change go on; any other one is a HALT. */
  approved: z.array(z.string().min(1)).min(1),
  /** Environment variable that holds a bearer token. */
  tokenVariable: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'a name of an environment variable').optional(),
  timeoutSeconds: z.number().positive().max(120).default(10),
});
export type TicketSource = z.infer<typeof ticketSchema>;

const quorum = quorumSchema.prefault({});
const requestQuorum = requestQuorumSchema.prefault({});

/** `approval` in cutover.yaml. Read from the base branch: a change to it counts after its merge. */
export const approvalPolicySchema = z.strictObject({
  /** That a change may begin. A standard change needs none: its template is its approval. */
  request: z.strictObject({ normal: requestQuorum, emergency: requestQuorum }).prefault({}),
  /** That a seal may go to production. */
  promotion: z.strictObject({ standard: quorum, normal: quorum, emergency: quorum }).prefault({}),
  /** Name → what a standard change of this template may do. */
  templates: z.record(templateNameSchema, templateSchema).default({}),
  /** Without any, production may be changed at any time. */
  windows: z.array(windowSchema).default([]),
  freezes: z.array(freezeSchema).refine((freezes) => new Set(freezes.map(({ name }) => name)).size === freezes.length, 'two freezes have the same name').default([]),
  /** Emergencies are reviewed within so many days after they have changed production. */
  reviewWithinDays: z.number().int().positive().default(5),
  ticket: ticketSchema.optional(),
});
export type ApprovalPolicy = z.infer<typeof approvalPolicySchema>;

/** Whether owners of the files have to approve a request of this risk. */
export function asksForOwners({ request }: ApprovalPolicy, risk: Risk): boolean {
  return risk !== 'standard' && request[risk].codeOwners;
}
