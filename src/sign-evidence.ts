import { StepFailure, UserError } from './errors.ts';
import { signAdded } from './evidence/sign-run.ts';
import type { Run } from './step.ts';

/**
 * Does the work of a run and signs what it has added to the evidence, whatever came of it: a failure is evidence too. Says so,
 * and says it when nobody signs. Throws what the work threw; else StepFailure when a signer was found that cannot sign.
 */
export async function signingEvidence<T>(run: Run, work: (run: Run) => Promise<T>): Promise<T> {
  const result = await work(run).catch(async (error: unknown) => {
    await sign(run).catch((reason: unknown) => run.ui.line(reason instanceof Error ? reason.message : String(reason), 'bad'));
    throw error;
  });
  await sign(run);
  return result;
}

async function sign({ store, ui, now, signal }: Run): Promise<void> {
  if (store.kind !== 'delivery' || store.unsigned.size === 0) return;
  const signer = store.signer();
  if (signer === undefined) {
    ui.line('nobody signs this evidence: people name a key with --sign-with or git config user.signingkey, a job needs permissions: id-token: write', 'note');
    return;
  }
  if (signal.aborted) {
    // Neither a question at the terminal nor a wait for a server is what somebody wants who has just interrupted it.
    ui.line(`what was added to the evidence is not signed: cutover sign ${store.change} does it later`, 'note');
    return;
  }
  try {
    const file = await signAdded(store, signer, now());
    ui.line(`signed with ${signer.says}: ${file ?? ''}`, 'note');
  } catch (error) {
    const found = error instanceof UserError ? error.complaint.found : undefined;
    throw new StepFailure({ problem: `what this run added to the evidence could not be signed with ${signer.says}`, found: found ?? (error instanceof Error ? error.message.split('\n')[0] ?? '' : ''), next: `set that right, then cutover sign ${store.change}` });
  }
}
