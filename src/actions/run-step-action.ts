import type { StepName } from '../evidence/record.ts';
import { actionsContext } from '../github/context.ts';
import { stepDeclaration, type StepInput, type StepOutput } from './declarations.ts';
import { runAction, verdictOf, type ActionCall, type ActionWorld } from './run-action.ts';

/** Runs the action of one step. Returns the exit code. */
export async function runStepAction(step: StepName, world: ActionWorld = process): Promise<number> {
  return await runAction(
    stepDeclaration(step),
    async (call) => {
      try {
        await walk(step, call);
        call.output('verdict', 'pass');
      } catch (error) {
        call.output('verdict', verdictOf(error));
        throw error;
      }
    },
    world,
  );
}

async function walk(step: StepName, call: ActionCall<StepInput, StepOutput>): Promise<void> {
  const context = actionsContext(call.env);
  const [{ openActionRun }, { locked }, { STEP_COMMANDS }] = await Promise.all([import('./open-run.ts'), import('../locked-run.ts'), import('../step-commands.ts')]);
  const run = openActionRun(call, context);
  call.output('evidence', run.store.folder);
  const command = STEP_COMMANDS.find(({ name }) => name === step);
  if (command === undefined) throw new Error(`there is no step ${step}`);
  await locked(run, () => command.run(run, call.inputs.components ?? []));
}
