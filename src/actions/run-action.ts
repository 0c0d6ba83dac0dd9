import { relative } from 'node:path';
import { Halt, Indeterminate, StepFailure, UserError, type Complaint } from '../errors.ts';
import type { Verdict } from '../evidence/record.ts';
import { describe, EXIT, judge } from '../exit-code.ts';
import { interruptSignal } from '../interrupt.ts';
import type { Ui } from '../ui.ts';
import { readInputs, type InputName, type Inputs } from './inputs.ts';
import { entryWriter, summaryWriter } from './runner-files.ts';
import { createActionUi } from './ui.ts';
import { annotation, masks, type Place } from './workflow-command.ts';

/** What an action declares in its action.yml: which inputs it takes and which outputs it gives. */
export interface ActionDeclaration<Input extends InputName, Output extends string> {
  inputs: readonly Input[];
  outputs: readonly Output[];
}

/** What an action's work is given. */
export interface ActionCall<Input extends InputName, Output extends string> {
  inputs: Inputs<Input>;
  env: NodeJS.ProcessEnv;
  ui: Ui;
  /** Aborts when the job is cancelled: ten seconds later the runner ends this process. */
  signal: AbortSignal;
  output: (key: Output, value: string) => void;
  /** Adds Markdown to the summary of the job. */
  summary: (markdown: string) => void;
  /** From now on the runner hides this wherever it is logged. */
  mask: (secret: string) => void;
  /** Shown with the run, beside the line where there is one. */
  annotate: (level: 'error' | 'warning' | 'notice', message: string, place?: Place) => void;
  /** Folder that the paths in complaints are relative to, once it is known. */
  projectIs: (root: string) => void;
}

export interface ActionWorld {
  env: NodeJS.ProcessEnv;
  stdout: NodeJS.WriteStream;
}

/**
 * Runs one action: inputs in, work, outputs. Whatever goes wrong becomes one annotation, with the place in the caller's
 * repository where there is one; only a mistake of Cutover's own shows its stack. Returns the exit code, as the command line has it.
 */
export async function runAction<Input extends InputName, Output extends string>(
  { inputs, outputs }: ActionDeclaration<Input, Output>,
  work: (call: ActionCall<Input, Output>) => Promise<number | void>,
  { env, stdout }: ActionWorld = process,
): Promise<number> {
  const ui = createActionUi(stdout);
  const write = (text: string): void => void stdout.write(text);
  const { signal, release } = interruptSignal(ui);
  let root: string | undefined;
  try {
    const read = readInputs(env, inputs);
    if (inputs.some((name) => name === 'token')) write(masks((read as Inputs<'token'>).token));
    const code = await work({
      inputs: read,
      env,
      ui,
      signal,
      output: entryWriter(env, 'outputs', outputs),
      summary: summaryWriter(env),
      mask: (secret) => write(masks(secret)),
      annotate: (level, message, place) => write(annotation(level, message, place)),
      projectIs: (folder) => (root = folder),
    });
    return code ?? EXIT.pass;
  } catch (error) {
    const verdict = judge(error);
    ui.end();
    if (verdict.bug) ui.line(verdict.message, 'bad');
    const message = verdict.bug ? describe({ ...verdict, message: verdict.message.split('\n')[0] ?? '' }) : verdict.message;
    write(annotation('error', message, { title: titleOf(verdict), ...placeOf(error, env, root) }));
    return verdict.code;
  } finally {
    ui.end();
    release();
  }
}

/** The word for an exit code in a workflow: a step that could not start has failed. */
export function verdictOf(error: unknown): Verdict {
  const { code } = judge(error);
  return code === EXIT.halt ? 'halt' : code === EXIT.indeterminate ? 'indeterminate' : 'fail';
}

const TITLES: Record<number, string> = { [EXIT.fail]: 'FAIL', [EXIT.usage]: 'cannot start', [EXIT.halt]: 'HALT', [EXIT.indeterminate]: 'INDETERMINATE' };

function titleOf({ code, bug }: { code: number; bug: boolean }): string {
  return bug ? 'Cutover' : `Cutover: ${TITLES[code] ?? 'FAIL'}`;
}

/** Where GitHub shows the annotation: in a file of the repository, if the complaint is about one. */
function placeOf(error: unknown, env: NodeJS.ProcessEnv, root: string | undefined): Pick<Place, 'file' | 'line'> {
  const complaint = complaintOf(error);
  const workspace = env['GITHUB_WORKSPACE'];
  if (complaint?.file === undefined || workspace === undefined || root === undefined) return {};
  const inside = relative(workspace, root);
  if (inside.startsWith('..')) return {};
  return { file: inside === '' ? complaint.file : `${inside}/${complaint.file}`, ...(complaint.line === undefined ? {} : { line: complaint.line }) };
}

function complaintOf(error: unknown): Complaint | undefined {
  return error instanceof UserError || error instanceof Halt || error instanceof StepFailure || error instanceof Indeterminate ? error.complaint : undefined;
}
