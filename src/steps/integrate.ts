import { digestOf } from '../digest.ts';
import type { StepRecord } from '../evidence/record.ts';
import { runStep, type Outcome, type Run } from '../step.ts';
import { decideRoles, rolesVerdict } from '../verification/roles.ts';
import { runCheck } from '../verification/run-check.ts';
import { assertApproved } from './approval.ts';
import { asFacts } from './facts.ts';
import { stackOutputs } from './outputs.ts';
import { rehearsals } from './validate.ts';

/** Does it serve frontend and backend developers, product owner, architect? */
export async function integrate(run: Run): Promise<StepRecord> {
  assertApproved(run);
  const inputs = { roles: digestOf(run.config.roles), ...rehearsals(run) };
  return await runStep(run, { step: 'integrate', environment: 'test', inputs, reusable: true }, () => run.ui.task('ask the four roles', () => work(run)));
}

async function work(run: Run): Promise<Outcome> {
  const outputs = await stackOutputs(run, 'test', Object.values(run.config.roles).flatMap(({ needs }) => needs.map(({ component }) => component)));
  const { env } = await run.access('test');
  const roles = await decideRoles(run.config.roles, (check, component) =>
    runCheck(check, { cwd: run.root, env, component, environment: 'test', target: run.target, outputs: outputs[component] ?? {}, signal: run.signal }),
  );
  const decided = rolesVerdict(roles);
  for (const { role, person, decision, needs } of roles) run.ui.line(`${role}${person === null ? '' : ` (${person})`}: ${decision}${needs.length === 0 ? '' : `, ${needs.length} needs`}`, decision === 'pass' ? 'good' : decision === 'fail' ? 'bad' : 'note');
  return { ...decided, facts: asFacts({ roles }) };
}
