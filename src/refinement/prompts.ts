import { text } from '@clack/prompts';
import pc from 'picocolors';
import { Halt } from '../errors.ts';
import { printable } from '../escape.ts';
import { ask, type Terminal } from '../prompt.ts';
import type { RefinementOption } from './options.ts';
import { renderText, type Paint } from './render.ts';
import type { Conversation } from './session.ts';

/** Wider lines are hard to read, whatever the terminal allows. */
const WIDEST = 110;

/**
 * The conversation at a real terminal: options are chosen by their number. Breaking a prompt off (Ctrl-C, the end of input, a
 * signal) throws Halt: what nobody finalised does not go on.
 */
export function promptConversation(terminal: Terminal, env: NodeJS.ProcessEnv): Conversation {
  const { output } = terminal;
  const colours = pc.createColors(output.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb');
  const paint: Paint = { heading: colours.bold, faint: colours.dim, level: { good: colours.green, note: colours.cyan, risk: colours.red } };
  const print = (shown: string): void => void output.write(`${shown}\n`);
  const askText = async (message: string, placeholder?: string): Promise<string> => {
    const reply = await ask(terminal, (prompt) => text({ ...prompt, message, ...(placeholder === undefined ? {} : { placeholder }) }));
    if (reply === undefined) throw new Halt({ problem: 'the refinement was broken off before it was finalised', next: 'run the same command again, and choose 8 when nothing is left to refine' });
    return reply;
  };
  return {
    async choose(options) {
      print(`\n${menu(options, paint)}`);
      const reply = (await askText(`Which one? (${options[0]?.number ?? 1} to ${options.at(-1)?.number ?? 8})`)).trim();
      return /^\d+$/.test(reply) ? Number(reply) : Number.NaN;
    },
    show: (shown) => print(`\n${shown}`),
    feedback: () => askText('Anything to record about this?', 'Enter for nothing'),
    answerTo: (feedback) => askText(`What is the answer to “${printable(feedback)}”?`, 'done, later, or why not; Enter for none yet'),
    render: (answer) => renderText(answer, { width: Math.min(output.columns || 80, WIDEST), paint }),
  };
}

function menu(options: readonly RefinementOption[], paint: Paint): string {
  const widest = Math.max(...options.map(({ title }) => title.length));
  return options.map(({ number, title, help }) => `  ${number}  ${title.padEnd(widest)}  ${paint.faint(help)}`).join('\n');
}
