import { findRequest } from '../change/find-request.ts';
import { EvidenceStore } from '../evidence/store.ts';
import { gitFacts } from '../git.ts';
import { createGitHub } from '../github/client.ts';
import { actionsContext } from '../github/context.ts';
import { onlyRequest } from '../locked-run.ts';
import { failureIn, writeStatus } from '../steps/request-status.ts';
import { PROPOSE_STATUS } from './declarations.ts';
import { projectIn } from './open-run.ts';
import { proposeWritten } from './propose-written.ts';
import { runAction, type ActionWorld } from './run-action.ts';

/**
 * Brings `failed` to a protected base branch, from the evidence that the job of the promotion left: that job has the credentials of
 * production, and so no token that writes into the repository. Returns the exit code.
 */
export async function runProposeStatusAction(world: ActionWorld = process): Promise<number> {
  return await runAction(PROPOSE_STATUS, async ({ env, inputs, ui, signal, annotate, projectIs }) => {
    const context = actionsContext(env);
    const root = projectIn(context, inputs.directory);
    projectIs(root);
    const change = findRequest(root, inputs.change ?? onlyRequest(root, 'with: change'));
    const failure = failureIn(new EvidenceStore(root, change.request.id), change.digest);
    if (failure === undefined) return ui.line('no promotion has failed after it changed production: there is no status to write', 'note');
    writeStatus({ root, change }, 'failed', failure);
    const github = createGitHub({ token: inputs.token, apiUrl: context.apiUrl, say: (text) => ui.line(text, 'note'), signal });
    await proposeWritten({ root, file: change.file, git: gitFacts(root, { anonymous: true }), ui, annotate, github, context });
  }, world);
}
