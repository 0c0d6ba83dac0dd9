import type { EvidenceSigner } from '../evidence/signer.ts';
import { EXIT } from '../exit-code.ts';
import { createGitHub } from '../github/client.ts';
import { actionsContext } from '../github/context.ts';
import { takeIdTokenRequest } from '../github/oidc.ts';
import { leaseLine, leaseVerdict } from '../presentation/lease-report.ts';
import type { Run } from '../step.ts';
import { REAP, REAP_ENVIRONMENT } from './declarations.ts';
import { jobSigner } from './job-signer.ts';
import { projectIn } from './open-run.ts';
import { runAction, verdictOf, type ActionCall, type ActionWorld } from './run-action.ts';

type Call = ActionCall<(typeof REAP.inputs)[number], (typeof REAP.outputs)[number]>;
interface Job {
  context: ReturnType<typeof actionsContext>;
  identity: ReturnType<typeof takeIdTokenRequest>;
}

/** Takes back what rehearsals hold past their time. The job fails when something could not be taken back, or may not be. */
export async function runReapAction(world: ActionWorld = process): Promise<number> {
  return await runAction(REAP, async (call) => {
    const identity = takeIdTokenRequest(call.env);
    const context = actionsContext(call.env);
    try {
      const verdict = await takeBack(call, { context, identity });
      call.output('verdict', verdict);
      return EXIT[verdict];
    } catch (error) {
      call.output('verdict', verdictOf(error));
      throw error;
    }
  }, world);
}

async function takeBack(call: Call, job: Job): Promise<ReturnType<typeof leaseVerdict>> {
  const { env, ui, signal, inputs: { directory, engine, evidence, token } } = call;
  const [{ openReap, reap }, { assertOnlyBase }, { broughtStacks }, { lockProject }, { createToolbox }, { endedOnGitHub }] = await Promise.all([import('../reap.ts'), import('../github/facts/only-base.ts'), import('../stacks.ts'), import('../run-lock.ts'), import('../toolbox.ts'), import('../github/run-ended.ts')]);
  const root = projectIn(job.context, directory);
  call.projectIs(root);
  const signer = (): EvidenceSigner | undefined => jobSigner({ context: job.context, identity: job.identity, choice: opened.config.evidence.sigstore, mask: call.mask, signal });
  const opened: Run = openReap({ directory: root, engine, sandbox: false }, { ui, env, signal, conversation: undefined, toolbox: createToolbox(env), user: job.context.triggeringActor, signer });
  const github = createGitHub({ token, apiUrl: job.context.apiUrl, say: (text) => ui.line(text, 'note'), signal });
  await assertOnlyBase(github, job.context, REAP_ENVIRONMENT, opened.git.base.ref);
  const run = await withRole(opened, call, job);
  if (evidence !== undefined) await bringAll(run, evidence);
  const free = lockProject(root);
  try {
    const report = await reap(run, { dryRun: false, evidenceIsWhole: evidence !== undefined, stacksOf: broughtStacks, ended: (holder) => endedOnGitHub(github, job.context, holder) });
    for (const lease of report.leases) {
      const bad = ['failed', 'needed', 'unknown'].includes(lease.state);
      if (bad) call.annotate('error', [leaseLine(lease), ...lease.notes].join('\n'));
      else ui.line([leaseLine(lease), ...lease.notes].join('; '), 'good');
    }
    for (const { component, why } of report.unreadable) call.annotate('error', `${component}: its lease cannot be read\n${why}`);
    if (report.leases.length + report.unreadable.length === 0) ui.line('no rehearsal holds anything in test', 'good');
    return leaseVerdict(report);
  } finally {
    free();
  }
}

async function withRole(run: Run, { env, signal, mask, inputs: { role } }: Call, { context, identity }: Job): Promise<Run> {
  if (role === undefined) return run;
  const { jobAccess, regionIn } = await import('../github/job-access.ts');
  const { account } = run.config.environments.test;
  return { ...run, access: jobAccess({ environment: 'test', role, account, region: regionIn(run.config.environments.test), request: identity, context, env, mask, signal, now: run.now }) };
}

/** What was delivered is known from the evidence of every change. */
async function bringAll(run: Run, url: string): Promise<void> {
  const [{ remoteEvidence }, { parseEvidenceUrl }] = await Promise.all([import('../evidence/remote-store.ts'), import('../evidence/remote-location.ts')]);
  await (await remoteEvidence(parseEvidenceUrl(url, 'with: evidence'), (await run.access('test')).env)).bringOthers(run.root);
}
