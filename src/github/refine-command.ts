import { componentNameSchema } from '../components/component-name.ts';
import { OPTIONS } from '../refinement/options.ts';

/** What a comment asks for. `none`: it is not meant for us. */
export type RefineCommand = { kind: 'none' } | { kind: 'wrong'; problem: string } | { kind: 'refine'; component: string; option: number };

/** As it has to be written: one line and nothing else in the comment. */
export const USAGE = '/cutover refine <component> <1-8>';

/** Reads a comment strictly: what begins with `/cutover` and is not exactly the command is wrong, everything else is not for us. */
export function parseRefineCommand(comment: string): RefineCommand {
  const text = comment.trim();
  if (!/^\/cutover(?:\s|$)/.test(text)) return { kind: 'none' };
  if (text.length > 200 || /[\r\n]/.test(text)) return { kind: 'wrong', problem: 'the command has to be the only line of the comment' };
  const [, , verb, component = '', choice = '', ...more] = ['', ...text.split(/[ \t]+/)];
  if (verb !== 'refine') return { kind: 'wrong', problem: 'there is no such command' };
  if (!componentNameSchema.safeParse(component).success) return { kind: 'wrong', problem: component === '' ? 'a component is missing' : 'that cannot be the name of a component' };
  const option = OPTIONS.find(({ number }) => String(number) === choice)?.number;
  if (option === undefined) return { kind: 'wrong', problem: choice === '' ? 'the number of an option is missing' : 'there is no such option' };
  if (more.length > 0) return { kind: 'wrong', problem: 'there is more after the option' };
  return { kind: 'refine', component, option };
}
