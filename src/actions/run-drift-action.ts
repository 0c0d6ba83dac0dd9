import { Halt } from '../errors.ts';
import { EXIT } from '../exit-code.ts';
import { createGitHub, type GitHub } from '../github/client.ts';
import { actionsContext } from '../github/context.ts';
import { takeIdTokenRequest } from '../github/oidc.ts';
import { driftVerdict, type DriftReport } from '../presentation/drift-report.ts';
import type { Run } from '../step.ts';
import { DRIFT, DRIFT_ENVIRONMENT } from './declarations.ts';
import { projectIn } from './open-run.ts';
import { runAction, verdictOf, type ActionCall, type ActionWorld } from './run-action.ts';

type Call = ActionCall<(typeof DRIFT.inputs)[number], (typeof DRIFT.outputs)[number]>;
interface Job {
  context: ReturnType<typeof actionsContext>;
  identity: ReturnType<typeof takeIdTokenRequest>;
  github: GitHub;
}

/** Looks whether production is what was delivered and keeps the issue that says it. Drift is told by the issue: the job that found it did its work. */
export async function runDriftAction(world: ActionWorld = process): Promise<number> {
  return await runAction(DRIFT, async (call) => {
    const { env, ui, signal, inputs } = call;
    const identity = takeIdTokenRequest(env);
    const context = actionsContext(env);
    try {
      const github = createGitHub({ token: inputs.token, apiUrl: context.apiUrl, say: (text) => ui.line(text, 'note'), signal });
      const report = await lookAtProduction(call, { context, identity, github });
      const verdict = driftVerdict(report);
      call.output('verdict', verdict);
      const { noteDrift } = await import('../github/drift-issue.ts');
      const noted = await noteDrift(github, { report, context });
      const issue = 'number' in noted ? `: issue #${noted.number} ${noted.state}` : '';
      if (verdict === 'fail') call.annotate('warning', `production is not what was delivered${issue}`);
      else ui.line(`${verdict === 'pass' ? 'production is what was delivered' : 'not all of production could be looked at'}${issue}`, verdict === 'pass' ? 'good' : 'bad');
      return verdict === 'indeterminate' ? EXIT.indeterminate : EXIT.pass;
    } catch (error) {
      call.output('verdict', verdictOf(error));
      throw error;
    }
  }, world);
}

async function lookAtProduction(call: Call, job: Job): Promise<DriftReport> {
  const { env, ui, signal, inputs: { directory, engine, evidence } } = call;
  const [{ drift, openDrift }, { assertOnlyBase }, { broughtStacks }, { lockProject }, { createToolbox }] = await Promise.all([import('../drift.ts'), import('../github/facts/only-base.ts'), import('../stacks.ts'), import('../run-lock.ts'), import('../toolbox.ts')]);
  const root = projectIn(job.context, directory);
  call.projectIs(root);
  const opened = openDrift({ directory: root, engine, sandbox: false }, { ui, env, signal, conversation: undefined, toolbox: createToolbox(env) });
  await assertOnlyBase(job.github, job.context, DRIFT_ENVIRONMENT, opened.git.base.ref);
  const run = await withRole(opened, call, job);
  if (evidence !== undefined) await bringAll(run, evidence);
  const free = lockProject(root);
  try {
    return await drift(run, broughtStacks);
  } finally {
    free();
  }
}

async function withRole(run: Run, { env, signal, mask, inputs: { role } }: Call, { context, identity }: Job): Promise<Run> {
  if (role === undefined) return run;
  const { jobAccess, regionIn } = await import('../github/job-access.ts');
  const { account } = run.config.environments.production;
  return { ...run, access: jobAccess({ environment: 'production', role, account, region: regionIn(run.config.environments.production), request: identity, context, env, mask, signal, now: run.now }) };
}

/** What was delivered is known from the evidence of every change. */
async function bringAll(run: Run, url: string): Promise<void> {
  const [{ remoteEvidence }, { parseEvidenceUrl }] = await Promise.all([import('../evidence/remote-store.ts'), import('../evidence/remote-location.ts')]);
  const remote = await remoteEvidence(parseEvidenceUrl(url, 'with: evidence'), (await run.access('production')).env);
  if ((await remote.bringOthers(run.root)).length === 0) throw new Halt({ field: 'with: evidence', problem: 'there is no evidence of any change', found: url, next: 'check the address: deliveries keep their evidence there' });
}
