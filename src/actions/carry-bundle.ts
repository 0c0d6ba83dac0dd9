import { findRequest } from '../change/find-request.ts';
import { EvidenceStore } from '../evidence/store.ts';
import { gitFacts } from '../git.ts';
import { actionsArtifacts } from '../github/artifact-store.ts';
import { loadBundle, saveBundle, type Bundle } from '../github/artifacts.ts';
import { createGitHub } from '../github/client.ts';
import { actionsContext, type ActionsContext } from '../github/context.ts';
import { onlyRequest } from '../locked-run.ts';
import { configOn } from '../policy-on-base.ts';
import { IDENTITY_VARIABLE, planLock } from '../terraform/plan-lock.ts';
import { LOAD_BUNDLE, SAVE_BUNDLE } from './declarations.ts';
import { projectIn } from './open-run.ts';
import { runAction, type ActionCall, type ActionWorld } from './run-action.ts';

/** Saves what this job made, for the next one. Returns the exit code. */
export async function runSaveBundle(world: ActionWorld = process): Promise<number> {
  return await runAction(SAVE_BUNDLE, async (call) => {
    const { project, change, context } = bundleOf(call);
    // Only plans of the sandbox hold nobody's secrets, and only their record says that they are.
    const target = new EvidenceStore(project, change).latest('plan')?.record.target ?? 'cloud';
    const recipient = configOn(gitFacts(project, { anonymous: true }))?.environments.production.planRecipient;
    const saved = await saveBundle({ project, change, context, artifacts: await actionsArtifacts(), lock: planLock({ target, recipient, identity: undefined }) });
    call.output('artifact', saved.artifact);
    call.output('digest', saved.digest);
  }, world);
}

/** Brings what an earlier job of this run saved. Returns the exit code. */
export async function runLoadBundle(world: ActionWorld = process): Promise<number> {
  return await runAction(LOAD_BUNDLE, async (call) => {
    const { env, inputs, ui, signal, mask } = call;
    const identity = env[IDENTITY_VARIABLE];
    if (identity !== undefined && identity !== '') mask(identity);
    const { project, change, context } = bundleOf(call);
    const github = createGitHub({ token: inputs.token, apiUrl: context.apiUrl, say: (text) => ui.line(text, 'note'), signal });
    // Only the job that changes production has the identity; without one, what is encrypted is left behind, and whoever needs it says so.
    const lock = identity === undefined || identity === '' ? 'leave' : planLock({ target: 'cloud', recipient: undefined, identity });
    const loaded = await loadBundle({ project, change, context, artifacts: await actionsArtifacts(), lock, github, job: inputs.job, digest: inputs.digest.replace(/^sha256:/, '') });
    ui.line(`brought: ${loaded.artifact}`, 'good');
    call.output('artifact', loaded.artifact);
    call.output('digest', loaded.digest);
  }, world);
}

function bundleOf({ env, inputs, projectIs }: Pick<ActionCall<'change' | 'directory', string>, 'env' | 'inputs' | 'projectIs'>): Pick<Bundle, 'project' | 'change'> & { context: ActionsContext } {
  const context = actionsContext(env);
  const project = projectIn(context, inputs.directory);
  projectIs(project);
  const { request } = findRequest(project, inputs.change ?? onlyRequest(project, 'with: change'));
  return { project, change: request.id, context };
}
