import { isCancel, select, type CommonOptions } from '@clack/prompts';
import type { Mode } from '../components/milestones.ts';
import { UserError } from '../errors.ts';

/** Asks for the mode, with what each means. Throws UserError when the answer is Ctrl-C, or the signal comes first. */
export async function askMode(terminal: Required<Pick<CommonOptions, 'input' | 'output' | 'signal'>>): Promise<Mode> {
  const answer = await select<Mode>({
    ...terminal,
    message: 'How should the components be taken through the steps?',
    options: [
      { value: 'incremental', label: 'incremental', hint: 'one component at a time: each is shown, refined, rehearsed and checked before the next begins' },
      { value: 'yolo', label: 'yolo', hint: 'one logical group at a time: its components run side by side, and are validated at the group\'s end' },
    ],
    initialValue: 'incremental',
  });
  if (isCancel(answer)) throw new UserError({ field: '--mode', problem: 'no mode was chosen', allowed: 'incremental, yolo' });
  return answer;
}
