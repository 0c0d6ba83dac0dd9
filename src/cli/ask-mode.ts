import { select } from '@clack/prompts';
import type { Mode } from '../components/milestones.ts';
import { UserError } from '../errors.ts';
import { ask, type Terminal } from '../prompt.ts';

/** In the labels: a prompt shows the hint of the option under the cursor only, and this is about comparing. */
const MEANINGS: Record<Mode, string> = {
  incremental: 'one component at a time: each is shown, refined, rehearsed and checked before the next begins',
  yolo: 'one logical group at a time: its components run side by side, and are validated at the group\'s end',
};

/** Asks for the mode, with what each means. Throws UserError when the question is broken off. */
export async function askMode(terminal: Terminal): Promise<Mode> {
  const answer = await ask(terminal, (prompt) =>
    select<Mode>({
      ...prompt,
      message: 'How should the components be taken through the steps?',
      options: (['incremental', 'yolo'] as const).map((value) => ({ value, label: `${value}: ${MEANINGS[value]}` })),
      initialValue: 'incremental',
    }),
  );
  if (answer === undefined) throw new UserError({ field: '--mode', problem: 'no mode was chosen', allowed: Object.keys(MEANINGS).join(', ') });
  return answer;
}
