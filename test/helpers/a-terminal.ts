import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { packageRoot } from '../../src/package-root.ts';
import type { Project } from './a-project.ts';
import { until } from './processes.ts';
import { pythonPath } from './python.ts';
import { programOf } from './program.ts';

export const CTRL_C = '\u0003';
export const ENTER = '\r';
export const DOWN = '\u001b[B';

/** A command line in a real pseudo-terminal, and the person who sits there. */
export interface Terminal {
  type: (keys: string) => void;
  /** Waits until something is shown that was not shown at the last wait, and returns what was shown up to its end. */
  shows: (pattern: RegExp, seconds?: number) => Promise<string>;
  /** All that was shown so far, as it came. */
  raw: () => string;
  /** The same without colours and cursor movements. */
  plain: () => string;
  /** To the program, not through its terminal. */
  terminate: () => void;
  /** The window is closed. */
  close: () => void;
  /** `left`: how the program left the terminal; empty when that was gone. */
  ended: Promise<{ code: number | null; left: string }>;
}

export interface TerminalOptions {
  columns?: number;
  env?: Record<string, string>;
  /** Standard output goes into this file; standard input and standard error stay the terminal's. */
  stdout?: string;
}

/** Runs `cutover` in the project, in a terminal. */
export function inATerminal(project: Pick<Project, 'path' | 'env'>, args: string[], { columns = 100, env = {}, stdout }: TerminalOptions = {}): Terminal {
  const program = [process.execPath, programOf('src'), '-C', project.path, ...args];
  const command = stdout === undefined ? program : ['/bin/sh', '-c', 'file=$1; shift; exec "$@" >"$file"', 'sh', stdout, ...program];
  const child = spawn(pythonPath(), [join(packageRoot(), 'test', 'helpers', 'terminal.py'), String(columns), '40', ...command], { env: { ...project.env, TERM: 'xterm-256color', ...env } });
  let [shown, left, seen] = ['', '', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (shown += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (left += text));
  child.stdin.on('error', () => undefined); // It may have ended.
  const plain = (): string => stripVTControlCharacters(shown).replaceAll('\r', '');
  const ended = new Promise<{ code: number | null; left: string }>((resolve) => child.on('close', (code) => resolve({ code, left: left.trim() })));
  let over = false;
  void ended.then(() => (over = true));
  return {
    type: (keys) => void child.stdin.write(keys),
    async shows(pattern, seconds = 60) {
      const from = seen;
      const found = (): RegExpExecArray | null => pattern.exec(plain().slice(from));
      await until(() => found() !== null || over, seconds).catch(() => undefined);
      const match = found();
      if (match === null) throw new Error(`${String(pattern)} was not shown${over ? ', and the program has ended' : ` within ${seconds} s`}:\n${plain().slice(from)}`);
      seen = from + match.index + match[0].length;
      return plain().slice(from, seen);
    },
    raw: () => shown,
    plain,
    terminate: () => void child.kill('SIGTERM'),
    close: () => void child.stdin.end(),
    ended,
  };
}
