import pc from 'picocolors';
import { foreignLine } from './escape.ts';

export type Tone = 'plain' | 'good' | 'bad' | 'note';

/** What a person sees while the work goes on. Nothing here is evidence. */
export interface Ui {
  heading(text: string): void;
  line(text: string, tone?: Tone): void;
  /**
   * Shows that `label` is being worked on until the work ends; `progress` replaces what is said about it. A result whose
   * `verdict` is not a pass is shown like an error.
   */
  task<T>(label: string, work: (progress: (text: string) => void) => Promise<T>): Promise<T>;
}

const MARKS: Record<Tone, string> = { plain: ' ', good: '✓', bad: '✗', note: '·' };
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Colour and a live last line in a terminal; plain lines elsewhere. `NO_COLOR` (https://no-color.org) keeps the live line. */
export function createUi(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Ui {
  const live = stream.isTTY && env['TERM'] !== 'dumb';
  const colours = pc.createColors(live && (env['NO_COLOR'] ?? '') === '');
  const paint: Record<Tone, (text: string) => string> = { plain: (text) => text, good: colours.green, bad: colours.red, note: colours.dim };
  const print = (text: string): void => void stream.write(`${text}\n`);
  const liveLine = live ? createLiveLine(stream, colours.cyan) : undefined;
  const above = (text: string): void => {
    liveLine?.clear();
    print(text);
    liveLine?.draw();
  };
  return {
    heading: (text) => above(`\n${linesOf(text).map(colours.bold).join('\n')}`),
    line: (text, tone = 'plain') => above(linesOf(text).map((part, index) => (index === 0 ? `${paint[tone](MARKS[tone])} ${part}` : `  ${part}`)).join('\n')),
    async task(name, work) {
      const label = foreignLine(name);
      const started = Date.now();
      const handle = liveLine?.add(label);
      try {
        const result = await work((text) => handle?.update(foreignLine(text)));
        handle?.remove();
        const tone: Tone = isPass(result) ? 'good' : 'bad';
        above(`${paint[tone](MARKS[tone])} ${label} ${colours.dim(`(${seconds(started)})`)}`);
        return result;
      } catch (error) {
        handle?.remove();
        above(`${colours.red(MARKS.bad)} ${label} ${colours.dim(`(${seconds(started)})`)}`);
        throw error;
      }
    },
  };
}

/** Most of what is shown holds words of others: file names, addresses, what a child printed. */
function linesOf(text: string): string[] {
  return text.split(/\r?\n/).map(foreignLine);
}

function isPass(result: unknown): boolean {
  return typeof result !== 'object' || result === null || !('verdict' in result) || result.verdict === undefined || result.verdict === 'pass';
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

interface LiveLine {
  clear(): void;
  draw(): void;
  add(label: string): { update(text: string): void; remove(): void };
}

function createLiveLine(stream: NodeJS.WriteStream, paint: (text: string) => string): LiveLine {
  const tasks = new Map<symbol, { label: string; text: string; started: number }>();
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;
  const clear = (): void => void stream.write('\r\x1b[2K');
  const draw = (): void => {
    if (tasks.size === 0) return;
    const text = [...tasks.values()].map((task) => [task.label, task.text, seconds(task.started)].filter((part) => part !== '').join(' ')).join('  |  ');
    stream.write(`\r\x1b[2K${paint(FRAMES[frame % FRAMES.length] ?? '')} ${text.slice(0, stream.columns - 3)}`);
  };
  return {
    clear,
    draw,
    add(label) {
      const key = Symbol(label);
      tasks.set(key, { label, text: '', started: Date.now() });
      timer ??= setInterval(() => {
        frame += 1;
        draw();
      }, 100).unref();
      return {
        update(text) {
          const task = tasks.get(key);
          if (task !== undefined) task.text = text;
        },
        remove() {
          tasks.delete(key);
          clear();
          if (tasks.size > 0) return;
          clearInterval(timer);
          timer = undefined;
        },
      };
    },
  };
}
