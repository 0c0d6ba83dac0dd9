import { z } from 'zod';
import { componentNameSchema } from '../components/component-name.ts';
import { environmentNameSchema } from '../evidence/record.ts';

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

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** When production may be changed, week by week. */
const windowSchema = z.strictObject({ days: z.array(z.enum(DAYS)).min(1), from: timeOfDay, to: timeOfDay, timeZone: timeZoneSchema });
export type ChangeWindow = z.infer<typeof windowSchema>;

/** When production may not be changed, but for requests that name the freeze in `freezeExceptions`. */
const freezeSchema = z.strictObject({ name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'a name such as year-end-2026'), from: localTime, to: localTime, timeZone: timeZoneSchema, why: z.string().min(1) });
export type Freeze = z.infer<typeof freezeSchema>;

/** A ticket system that has a say, beside the approvals: asked at the beginning and before each change to production. */
const ticketSchema = z.strictObject({
  /** `{id}` stands for the id of the request. */
  url: z.string().includes('{id}', { error: 'an address that holds {id}' }).regex(/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/, 'an https address'),
  /** Path of the status in the JSON answer, `fields.status.name`. */
  status: z.string().min(1),
  /** Statuses that let the change go on; any other one is a HALT. */
  approved: z.array(z.string().min(1)).min(1),
  /** Environment variable that holds a bearer token. */
  tokenVariable: z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'a name of an environment variable').optional(),
  timeoutSeconds: z.number().positive().max(120).default(10),
});
export type TicketSource = z.infer<typeof ticketSchema>;

const byRisk = z.strictObject({ standard: quorumSchema.prefault({}), normal: quorumSchema.prefault({}), emergency: quorumSchema.prefault({}) });

/** `approval` in cutover.yaml. Read from the base branch: a change to it counts after its merge. */
export const approvalPolicySchema = z.strictObject({
  request: byRisk.prefault({}),
  promotion: byRisk.prefault({}),
  /** Name → what a standard change of this template may do. */
  templates: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'a template name such as rotate-key'), templateSchema).default({}),
  /** Without any, production may be changed at any time. */
  windows: z.array(windowSchema).default([]),
  freezes: z.array(freezeSchema).default([]),
  /** Emergencies are reviewed within so many days after they are implemented. */
  reviewWithinDays: z.number().int().positive().default(5),
  ticket: ticketSchema.optional(),
});
export type ApprovalPolicy = z.infer<typeof approvalPolicySchema>;
