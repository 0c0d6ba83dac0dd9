import { openDrift } from '../drift.ts';
import { actionsArtifacts } from '../github/artifact-store.ts';
import { stacksName } from '../github/artifact-origin.ts';
import { loadBundle, saveBundle, type Bundle } from '../github/artifacts.ts';
import { createGitHub } from '../github/client.ts';
import { actionsContext } from '../github/context.ts';
import { makeStacks, STACKS_FOLDER } from '../stacks.ts';
import { createToolbox } from '../toolbox.ts';
import { LOAD_STACKS, SAVE_STACKS } from './declarations.ts';
import { projectIn } from './open-run.ts';
import { runAction, type ActionCall, type ActionWorld } from './run-action.ts';

/** Makes the stacks of one environment, and keeps them for a job that may not run the project's code. Returns the exit code. */
export async function runSaveStacks(world: ActionWorld = process): Promise<number> {
  return await runAction(SAVE_STACKS, async (call) => {
    const { env, ui, signal, inputs: { environment } } = call;
    const parcel = parcelOf(call);
    await makeStacks(openDrift({ directory: parcel.project, sandbox: false }, { ui, env, signal, conversation: undefined, toolbox: createToolbox(env) }), environment);
    const saved = await saveBundle({ ...parcel, artifacts: await actionsArtifacts() });
    call.output('artifact', saved.artifact);
    call.output('digest', saved.digest);
  }, world);
}

/** Brings the stacks that another job of this run has made. Returns the exit code. */
export async function runLoadStacks(world: ActionWorld = process): Promise<number> {
  return await runAction(LOAD_STACKS, async (call) => {
    const { ui, signal, inputs: { job, digest, token } } = call;
    const parcel = parcelOf(call);
    const github = createGitHub({ token, apiUrl: parcel.context.apiUrl, say: (text) => ui.line(text, 'note'), signal });
    const { artifact } = await loadBundle({ ...parcel, artifacts: await actionsArtifacts(), github, job, digest: digest.replace(/^sha256:/, '') });
    ui.line(`brought: ${artifact}`, 'good');
    call.output('artifact', artifact);
  }, world);
}

/** They belong to no change, and hold nobody's secrets but those that stand in the code. */
function parcelOf({ env, inputs: { directory, environment }, projectIs }: Pick<ActionCall<'directory' | 'environment', string>, 'env' | 'inputs' | 'projectIs'>): Omit<Bundle, 'artifacts' | 'lock'> & { lock: undefined } {
  const context = actionsContext(env);
  const project = projectIn(context, directory);
  projectIs(project);
  return { project, change: 'STACKS', parcel: { folders: [STACKS_FOLDER], nameOf: (job, attempt) => stacksName(directory, environment, job, attempt) }, context, lock: undefined };
}
