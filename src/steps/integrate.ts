import { DecidedDemands } from '../claims/decided.ts';
import { digestOf } from '../digest.ts';
import type { StepRecord } from '../evidence/record.ts';
import { requireRecord, runStep, type Outcome, type Run } from '../step.ts';
import { decideDecisions } from '../verification/decisions.ts';
import { renderRoles } from '../verification/render-roles.ts';
import { decideRoles, rolesVerdict } from '../verification/roles.ts';
import { runCheck } from '../verification/run-check.ts';
import { assertApproved } from './approval.ts';
import { developmentOf, keepDevelopments, runInDevelopment } from './development.ts';
import { documentsOf } from './documents.ts';
import { asFacts } from './facts.ts';
import { stackOutputs } from './outputs.ts';
import { componentsOf } from './synth.ts';
import { tracingOf } from './trace.ts';
import { rehearsals } from './validate.ts';

/** Does it serve frontend and backend developers, product owner, architect? */
export async function integrate(run: Run): Promise<StepRecord> {
  assertApproved(run);
  const { requirements, components } = run.change.request;
  const inputs = {
    roles: digestOf(run.config.roles),
    // Requirements and decisions are traced to what these say.
    prepare: requireRecord(run, 'prepare').sha256,
    validate: requireRecord(run, 'validate').sha256,
    request: digestOf({ requirements, components }),
    ...rehearsals(run),
  };
  return await runStep(run, { step: 'integrate', environment: 'test', inputs, reusable: true }, () => run.ui.task('ask the four roles', () => work(run)));
}

async function work(run: Run): Promise<Outcome> {
  const { statements } = documentsOf(run);
  const { roles: declared } = run.config;
  const names = componentsOf(run, 'test').map(({ name }) => name);
  const development = await developmentOf(run, names);
  const outputs = await stackOutputs(run, 'test', Object.values(declared).flatMap((role) => (role?.needs ?? []).map(({ component }) => component)));
  const { env } = await run.access('test');
  const records = run.store.all().map(({ record }) => record).filter(({ target }) => target === run.target);
  const decided = new DecidedDemands(records);
  const known = {
    tracing: tracingOf(run, statements, names),
    decisions: decideDecisions(statements, (statement) => decided.tell(statement)),
    unknownOutputs: { 'frontend-developer': development['frontend-developer']?.missing ?? [], 'backend-developer': development['backend-developer']?.missing ?? [] },
  };
  const roles = await decideRoles(declared, known, {
    need: ({ check, component }) => runCheck(check, { cwd: run.root, env, component, environment: 'test', target: run.target, outputs: outputs[component] ?? {}, signal: run.signal }),
    command: (command, developer) => runInDevelopment(run, command, development[developer]),
  });
  for (const { role, person, decision, needs, commands } of roles) run.ui.line(`${role} (${person}): ${decision}${needs.length + commands.length === 0 ? '' : `, ${needs.length + commands.length} needs`}`, decision === 'pass' ? 'good' : decision === 'fail' ? 'bad' : 'note');
  const files = keepDevelopments(run, development);
  const { id, title } = run.change.request;
  const page = run.store.addDocument('integrate', 'roles.md', renderRoles({ change: { id, title }, target: run.target, at: run.now().toISOString(), roles, environments: Object.fromEntries(Object.entries(development).map(([developer, { settings }]) => [developer, settings])) }));
  return {
    ...rolesVerdict(roles),
    subjects: Object.fromEntries([page, ...files].map(({ path, sha256 }) => [path, sha256])),
    facts: asFacts({ roles, unasked: known.tracing.unasked, page: page.path }),
  };
}
