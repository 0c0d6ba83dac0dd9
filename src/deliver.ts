import { Halt } from './errors.ts';
import type { Run } from './step.ts';
import { approval, isApproved } from './steps/approval.ts';
import { checklist } from './steps/checklist.ts';
import { uncommitted } from './steps/committed.ts';
import { handover } from './steps/handover.ts';
import { inputsOf } from './steps/inputs.ts';
import { integrate } from './steps/integrate.ts';
import { plan } from './steps/plan.ts';
import { milestonesOf, prepare } from './steps/prepare.ts';
import { promote } from './steps/promote.ts';
import { refine } from './steps/refine.ts';
import { rehearse } from './steps/rehearse.ts';
import { scan } from './steps/scan.ts';
import { synth } from './steps/synth.ts';
import { validate } from './steps/validate.ts';

/** An edit sends a component back to synth and scan; somebody who never finalises would go round for ever. */
const MOST_EDITS = 100;

/**
 * Takes the change through all steps. Each keeps its own record and stops the walk by throwing; what was passed before and
 * still holds is not done again, so running it again goes on from where it stopped.
 */
export async function deliver(run: Run): Promise<void> {
  const heading = (text: string): void => run.ui.heading(text);
  heading('approval: may this change begin?');
  // A mistake in a document is said before any step has started; that the change may not begin is the approval step's to say and to record.
  if (isApproved(run)) inputsOf(run);
  await approval(run);
  sayUncommitted(run);
  await run.engine();
  await untilFinal(run);
  heading('validate: does the whole meet its requirements?');
  await validate(run);
  heading('integrate: does it serve those who build on it?');
  await integrate(run);
  heading('checklist: is every item decided, by what or by whom?');
  await checklist(run);
  heading('plan: what exactly will happen in production?');
  await plan(run);
  heading('promote: is production exactly what was approved?');
  await promote(run);
  heading('handover: can operations own it?');
  await handover(run);
}

/** Only the seal needs everything committed; whoever hears of it then has waited for nothing. */
function sayUncommitted(run: Run): void {
  const open = uncommitted(run);
  if (open.length > 0) run.ui.line(`not committed: ${open.slice(0, 3).join(', ')}${open.length > 3 ? `, and ${open.length - 3} more` : ''}; nothing is sealed before it is`, 'note');
}

async function code(run: Run): Promise<void> {
  run.ui.heading('synth, prepare, scan: what is it, in what order, is it secure?');
  await synth(run);
  await prepare(run);
  await scan(run);
}

/** An edit may touch any component: all of it is made and scanned anew, and the walk begins again with the first that is not done. */
async function untilFinal(run: Run): Promise<void> {
  for (let edits = 0; edits <= MOST_EDITS; edits += 1) {
    await code(run);
    if ((await milestones(run)) === 'finalised') return;
  }
  throw new Halt({ problem: `the change was edited ${MOST_EDITS} times without being finalised` });
}

async function milestones(run: Run): Promise<'finalised' | 'edited'> {
  for (const { name, components } of milestonesOf(run)) {
    run.ui.heading(`${name}: refine, rehearse`);
    if ((await refine(run, components)) === 'edited') return 'edited';
    await rehearse(run, components);
  }
  return 'finalised';
}
