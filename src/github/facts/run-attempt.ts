import { z } from 'zod';
import type { Excluded } from '../../change/counting.ts';
import { nameOfLogin } from '../../change/person.ts';

/** https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run-attempt */
export const runAttemptSchema = z.object({
  id: z.number().int(),
  run_attempt: z.number().int().positive(),
  actor: z.object({ login: z.string().min(1) }),
  triggering_actor: z.object({ login: z.string().min(1) }),
});
export type RunAttempt = z.infer<typeof runAttemptSchema>;

/** Who started the run, and who started it again: whoever does neither made a part of what the run goes by. */
export function startersOfRun(attempts: RunAttempt[]): Excluded[] {
  const started = attempts.flatMap(({ run_attempt, actor, triggering_actor }) => [
    { identity: nameOfLogin(actor.login), because: 'started the run' },
    { identity: nameOfLogin(triggering_actor.login), because: run_attempt === 1 ? 'started the run' : `started the run again (attempt ${run_attempt})` },
  ]);
  return started.filter(({ identity }, index) => started.findIndex((other) => other.identity === identity) === index);
}
