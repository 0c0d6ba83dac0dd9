import { Indeterminate } from '../errors.ts';
import { actionsContext } from '../github/context.ts';
import { takeIdTokenRequest } from '../github/oidc.ts';
import { awaitInterrupted, settleInterrupted, type Mine } from '../steps/interrupted.ts';
import { saveStates } from '../steps/save-states.ts';
import { runningNotes, type RunningNote } from '../terraform/running.ts';
import { NOTED_AS, stepDeclaration } from './declarations.ts';
import { openActionRun, projectIn } from './open-run.ts';
import { runAction, type ActionWorld } from './run-action.ts';

/** A cancelled job is ended after five minutes, whatever it does; the rest is for what comes after the wait. */
const CANCELLED_MS = 4 * 60_000;
/** A job that was not cancelled lives for six hours at most. */
const ENDED_MS = 6 * 60 * 60_000;

const { inputs } = stepDeclaration('rehearse');

/**
 * What a step that changes something does after it: nothing, unless it was ended in the middle. Then the engine that the step has noted, in a
 * session of its own, may still be at work. It is waited for, so that it saves its state and frees its lock; what it could not save is put where it
 * belongs; and the record says that it is not known how far it came. Never a success.
 */
export async function runPost(world: ActionWorld = process): Promise<number> {
  return await runAction({ inputs: [...inputs, 'seal'], outputs: [] }, async (call) => {
    const context = actionsContext(call.env);
    const root = projectIn(context, call.inputs.directory);
    call.projectIs(root);
    // What runs in the step (checks, providers) could write a note as well, and lead this one anywhere.
    const noted = call.env[`STATE_${NOTED_AS}`];
    const mine: Mine = ({ by }) => by !== null && by === noted;
    const all = runningNotes(root);
    const notes = all.filter(mine);
    const others = all.filter((note) => !mine(note));
    if (others.length > 0) call.annotate('warning', `passed over: ${listed(others)}, noted by no step that this one comes after`);
    if (notes.length === 0) return;
    call.ui.line(`cut off while the engine applied: ${listed(notes)}; waiting until it has saved its state`, 'bad');
    const began = Date.now();
    const until = (): boolean => Date.now() - began > (notes.some(({ interrupted }) => interrupted) ? CANCELLED_MS : ENDED_MS);
    const running = await awaitInterrupted(root, { mine, until, signal: call.signal });
    if (running.length > 0) throw new Indeterminate({ problem: `the engine still works on ${listed(running)}, and this job ends now`, next: 'look at the lock of the state; when it is free, run the step again: it looks at the world first' });
    const run = openActionRun(call, { context, identity: takeIdTokenRequest(call.env), environment: notes[0]?.record.environment });
    const settled = settleInterrupted(run, mine);
    await saveStates(run, settled, { until });
    if (settled.length > 0) throw new Indeterminate({ problem: settled.flatMap(({ record }) => record.reasons).join('; '), next: 'run the step again: the state is saved and the lock is free, and it looks at the world first' });
  }, world);
}

function listed(notes: RunningNote[]): string {
  return notes.map(({ record: { component, environment } }) => `${component} (${environment})`).join(', ');
}
