import type { CliStreams } from './streams.ts';
import type { Mode } from '../components/milestones.ts';
import type { StepRecord } from '../evidence/record.ts';
import { findProject } from '../find-project.ts';
import { interruptSignal } from '../interrupt.ts';
import { locked, onlyRequest } from '../locked-run.ts';
import { openRun, type Toolbox } from '../project.ts';
import { NotPassed, type Run } from '../step.ts';
import type { Ui } from '../ui.ts';
import { userSigner } from '../user-signer.ts';

export interface RunFlags {
  change?: string;
  mode?: Mode;
  sandbox?: true;
  engine?: 'terraform' | 'tofu';
  parallelism?: number;
  signWith?: string;
  json?: true;
}

export interface RunCommand {
  /** The project, or a folder in it. */
  directory: string;
  flags: RunFlags;
  streams: CliStreams;
  ui: Ui;
  toolbox: Toolbox;
}

/**
 * Opens the run that the flags ask for, asks for what only a person at a terminal can say, does the work and, for `--json`,
 * prints its records. A signal ends prompts and lets children end by themselves.
 */
export async function inARun({ directory, flags, streams, ui, toolbox }: RunCommand, work: (run: Run) => Promise<StepRecord[]>): Promise<void> {
  const json = flags.json === true;
  const print = (value: unknown): void => void streams.stdout.write(`${JSON.stringify(value)}\n`);
  const interactive = !json && streams.stdin.isTTY && streams.stdout.isTTY && streams.env['CI'] === undefined;
  const root = findProject(directory);
  const change = flags.change ?? onlyRequest(root, '--change');
  const signer = userSigner(root, flags.signWith);
  const { signal, release } = interruptSignal(ui);
  try {
    const terminal = { input: streams.stdin, output: streams.stdout, signal };
    const mode = flags.mode ?? (interactive ? await (await import('./ask-mode.ts')).askMode(terminal) : 'incremental');
    const conversation = interactive ? (await import('../refinement/prompts.ts')).promptConversation(terminal, streams.env) : undefined;
    const run = openRun(
      { directory: root, change, mode, sandbox: flags.sandbox === true, engine: flags.engine, parallelism: flags.parallelism },
      { ui, env: streams.env, signal, conversation, toolbox, signer: () => signer },
    );
    const records = await locked(run, work);
    // One record as it is, several as a list.
    if (json) print(records.length === 1 ? records[0] : records);
  } catch (error) {
    if (json && error instanceof NotPassed) print(error.record);
    throw error;
  } finally {
    release();
  }
}
