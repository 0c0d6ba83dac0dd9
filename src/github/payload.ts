import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { ActionsContext } from './context.ts';

const repositorySchema = z.object({ id: z.number().int(), full_name: z.string() });

const pullRequestEventSchema = z.object({
  action: z.string(),
  number: z.number().int().positive(),
  pull_request: z.object({
    title: z.string(),
    user: z.object({ login: z.string() }).nullable(),
    /** `repo` is null when the fork was deleted. */
    head: z.object({ ref: z.string(), sha: z.string(), repo: repositorySchema.nullable() }),
    base: z.object({ ref: z.string(), sha: z.string(), repo: repositorySchema }),
  }),
  repository: repositorySchema,
});
export type PullRequestEvent = z.infer<typeof pullRequestEventSchema>;

/** The pull request that the run is about. Throws UserError for another event, or a payload that is none of this one. */
export function pullRequestEvent(context: Pick<ActionsContext, 'event' | 'repository'>): PullRequestEvent {
  return payloadOf(context, ['pull_request'], pullRequestEventSchema);
}

/**
 * The payload of one of these events, read with `schema`. Throws UserError when the event is another one, the payload has
 * another form, or belongs to another repository than the variables say.
 */
export function payloadOf<T extends { repository: { id: number } }>(context: Pick<ActionsContext, 'event' | 'repository'>, events: [string, ...string[]], schema: z.ZodType<T>): T {
  const { event, repository } = context;
  const next = 'call it from a workflow that starts on such an event (workflows/ has the callers to copy)';
  if (!events.includes(event.name)) throw new UserError({ field: 'GITHUB_EVENT_NAME', problem: 'this does not work on such an event', found: event.name, allowed: events.join(', '), next });
  const parsed = schema.safeParse(event.payload);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UserError({ field: `payload.${issue?.path.join('.') ?? ''}`, problem: `this is not the payload of ${event.name}`, ...(issue === undefined ? {} : { found: issue.message }), allowed: `what GitHub sends for ${events.join(', ')}`, next });
  }
  if (parsed.data.repository.id !== repository.id) throw new UserError({ field: 'payload.repository.id', problem: 'the event is of another repository than the run', found: String(parsed.data.repository.id), allowed: String(repository.id) });
  return parsed.data;
}
