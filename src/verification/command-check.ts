import { failed, type Attempt, type CheckContext } from './attempt.ts';
import { runBounded, type BoundedResult } from './bounded-command.ts';
import type { CommandCheck } from './check.ts';
import { clash, outputEnvironment } from './output-environment.ts';
import { ShownText } from './shown-text.ts';

/** Runs the command once, with the outputs in its environment. It never throws for what a command does. `seconds`: its deadline. */
export async function tryCommand({ command: [program, ...args] }: Pick<CommandCheck, 'command'>, context: CheckContext, seconds: number): Promise<Attempt & { seconds: number }> {
  const twins = clash(context.outputs);
  if (program === undefined || twins !== undefined) {
    return { ...failed(twins === undefined ? 'the command is empty' : `the outputs ${twins.join(' and ')} would share one variable; rename one of them`), seconds: 0 };
  }
  const shown = new ShownText(context);
  const ran = await runBounded({
    command: [program, ...args],
    cwd: context.cwd,
    env: { ...context.env, ...outputEnvironment(context.outputs), CUTOVER_ENVIRONMENT: context.environment, CUTOVER_COMPONENT: context.component },
    timeoutSeconds: seconds,
    // A secret that the cut runs through is found only if the text before it is still there.
    keep: shown.needed,
    signal: context.signal,
  });
  const detail = [shown.sentence(howItEnded(ran, seconds)), shown.end(ran.output)].filter((part) => part !== '').join('\n');
  return { outcome: ran.ended === 'exit' && ran.code === 0 ? 'pass' : 'fail', detail, seconds: ran.seconds };
}

function howItEnded(ran: BoundedResult, deadline: number): string {
  switch (ran.ended) {
    case 'exit':
      return ran.code === 0 ? '' : `exit code ${ran.code ?? 'unknown'}`;
    case 'signal':
      return `ended by ${ran.detail}`;
    case 'deadline':
      return `ended at its deadline of ${Number(deadline.toFixed(3))} s`;
    case 'aborted':
      return 'ended because the run was stopped';
    case 'refused':
      return `it did not run: ${ran.detail}`;
  }
}
