import type { StepRecord } from '../evidence/record.ts';
import { createGitHub } from '../github/client.ts';
import { noteDeployment, type DeploymentState } from '../github/deployment.ts';
import { PRODUCTION } from '../github/facts/begin-reading.ts';
import { readSeal, wasBegun } from '../steps/read-seal.ts';
import { proposeWritten } from './propose-written.ts';
import type { StepAction } from './in-the-action.ts';

/** Does a step's work and shows on GitHub what it came to: a deployment for a promotion, a pull request for the written status. */
export async function showOnGitHub(action: StepAction, work: () => Promise<StepRecord[]>): Promise<StepRecord[]> {
  const { step } = action;
  if (step !== 'promote' && step !== 'handover') return await work();
  if (step === 'handover') {
    const records = await work();
    const { run: { root, change, git, ui }, call, github, context } = action;
    await proposeWritten({ root, file: change.file, git, ui, annotate: call.annotate, github, context });
    return records;
  }
  let begun: Promise<void> | undefined;
  action.run.changingProduction = () => void (begun ??= note(action, 'in_progress'));
  const records = await work().catch(async (error: unknown) => {
    await begun;
    await noteFailure(action);
    throw error;
  });
  await begun;
  await note(action, 'success');
  return records;
}

/** One deployment for each promotion that changed production; a refused one is none. */
async function noteFailure(action: StepAction): Promise<void> {
  await quietly(action, async () => {
    const { run } = action;
    if (run.store.latest('plan')?.record.verdict !== 'pass') return;
    const { seal, digest } = readSeal(run);
    if (seal.components.some(({ name }) => wasBegun(run, digest, name))) await note(action, 'failure');
  });
}

/** Milliseconds, of the 7.5 s between the first signal and the second. */
const LAST_SECONDS = 5000;

/** A job that was cancelled has some seconds left, in which it is said. */
async function note(action: StepAction, state: DeploymentState): Promise<void> {
  await quietly(action, async () => {
    const { run, call: { ui, signal, inputs: { token } }, github, context } = action;
    const { id: change, title } = run.change.request;
    const client = signal.aborted ? createGitHub({ token, apiUrl: context.apiUrl, say: (text) => ui.line(text, 'note'), signal: AbortSignal.timeout(LAST_SECONDS) }) : github;
    await noteDeployment(client, context, { change, title, seal: readSeal(run).digest, environment: PRODUCTION }, state);
  });
}

/** Nothing that goes wrong with what is shown disturbs a promotion, or takes the place of what went wrong with it. */
async function quietly({ call }: StepAction, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    call.annotate('warning', `the deployment could not be noted: ${error instanceof Error ? error.message : String(error)}`);
  }
}
