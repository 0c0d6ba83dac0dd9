import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Halt, Indeterminate, StepFailure, UserError } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import { noteDeployment } from '../github/deployment.ts';
import { PRODUCTION } from '../github/facts/begin-reading.ts';
import { proposeStatus } from '../github/status-pull-request.ts';
import { findRequest } from '../change/find-request.ts';
import { readSeal, wasBegun } from '../steps/sealed.ts';
import type { StepAction } from './in-the-action.ts';

/** Does a step's work and shows on GitHub what it came to: a deployment for a promotion, a pull request for the written status. */
export async function showOnGitHub(action: StepAction, work: () => Promise<StepRecord[]>): Promise<StepRecord[]> {
  const { step } = action;
  if (step !== 'promote' && step !== 'handover') return await work();
  if (step === 'handover') {
    const records = await work();
    await proposeWritten(action);
    return records;
  }
  const records = await work().catch(async (error: unknown) => {
    await noteEnd(action, 'failure');
    throw error;
  });
  await noteEnd(action, 'success');
  return records;
}

/** One deployment for each promotion that changed production; a refused one is none. What GitHub refuses is no failure of production. */
async function noteEnd({ run, call, github, context }: StepAction, state: 'success' | 'failure'): Promise<void> {
  if (run.store.latest('plan')?.record.verdict !== 'pass') return;
  const { seal, digest } = readSeal(run);
  if (state === 'failure' && !seal.components.some(({ name }) => wasBegun(run, digest, name))) return;
  const { id: change, title } = run.change.request;
  try {
    await noteDeployment(github, context, { change, title, seal: digest, environment: PRODUCTION }, state);
  } catch (error) {
    if (!(error instanceof UserError || error instanceof Halt || error instanceof StepFailure || error instanceof Indeterminate)) throw error;
    call.annotate('warning', `the deployment could not be noted: ${error.message}`);
  }
}

/** A protected base branch takes the written status only as a pull request. */
async function proposeWritten({ run, call, github, context }: StepAction): Promise<void> {
  const { request } = findRequest(run.root, run.change.file);
  const text = readFileSync(join(run.root, run.change.file), 'utf8');
  const base = run.git.base.ref.replace(/^refs\/(heads|remotes\/[^/]+)\//, '');
  const written = { change: request.id, title: request.title, status: request.status, file: `${run.git.prefix}${run.change.file}`, text, base };
  const pull = await proposeStatus(github, context, written);
  if (pull.state === 'open') run.ui.line(`the written status waits for its merge: ${pull.url}`, 'good');
  if (pull.state === 'closed') call.annotate('warning', `somebody closed the pull request with the written status: ${pull.url}`);
}
