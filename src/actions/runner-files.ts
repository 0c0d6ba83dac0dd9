import { randomUUID } from 'node:crypto';
import { appendFileSync, statSync } from 'node:fs';
import { UserError } from '../errors.ts';

/** GitHub takes 1 MiB of summary from a step, and refuses all of it when there is more. */
const SUMMARY_LIMIT = 1024 * 1024;

/** What each variable of the runner names a file for. */
const FILES = { outputs: 'GITHUB_OUTPUT', state: 'GITHUB_STATE' } as const;

/**
 * Writes values that the runner hands on. `keys` are all that may ever be written: an entry's name is never made of foreign text, and
 * its value is closed by a line that nobody can know before.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#multiline-strings
 */
export function entryWriter<Key extends string>(env: NodeJS.ProcessEnv, kind: keyof typeof FILES, keys: readonly Key[]): (key: Key, value: string) => void {
  const variable = FILES[kind];
  return (key, value) => {
    if (!keys.includes(key)) throw new Error(`${key} is none of the ${kind} of this action: ${keys.join(', ')}`);
    const end = `end_${randomUUID()}`;
    // A lone carriage return ends a line too, for some readers.
    if (value.split(/\r\n|\n|\r/).includes(end)) throw new Error('a value knew how it would be closed');
    appendFileSync(pathIn(env, variable), `${key}<<${end}\n${value}\n${end}\n`);
  };
}

/** Adds Markdown to the summary of the job. What does not fit any more is left out, which the summary then says. */
export function summaryWriter(env: NodeJS.ProcessEnv): (markdown: string) => void {
  return (markdown) => {
    const file = pathIn(env, 'GITHUB_STEP_SUMMARY');
    const room = SUMMARY_LIMIT - (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
    const text = `${markdown.trimEnd()}\n`;
    const left = '\n_Cut here: GitHub shows no more. The rest is in the evidence._\n';
    const fits = Buffer.byteLength(text) <= room;
    appendFileSync(file, fits ? text : `${cutAt(text, room - Buffer.byteLength(left))}${left}`);
  };
}

/** The longest beginning of whole lines that takes at most so many bytes. */
function cutAt(text: string, bytes: number): string {
  const head = Buffer.from(text).subarray(0, Math.max(0, bytes)).toString('utf8');
  return head.slice(0, head.lastIndexOf('\n') + 1);
}

function pathIn(env: NodeJS.ProcessEnv, variable: string): string {
  const path = env[variable];
  if (path === undefined || path === '') throw new UserError({ field: variable, problem: 'the runner of GitHub Actions names no such file', next: 'run this as an action; on a laptop it is: cutover --help' });
  return path;
}
