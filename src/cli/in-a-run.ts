import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CHANGES_FOLDER } from '../change/find-request.ts';
import type { CliStreams } from './streams.ts';
import type { Mode } from '../components/milestones.ts';
import { UserError } from '../errors.ts';
import type { StepRecord } from '../evidence/record.ts';
import { findProject } from '../find-project.ts';
import { interruptSignal } from '../interrupt.ts';
import { openRun, type Toolbox } from '../project.ts';
import { lockProject } from '../run-lock.ts';
import { NotPassed, type Run } from '../step.ts';
import { isApproved } from '../steps/approval.ts';
import type { Ui } from '../ui.ts';

export interface RunFlags {
  change?: string;
  mode?: Mode;
  sandbox?: true;
  engine?: 'terraform' | 'tofu';
  parallelism?: number;
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
  const change = flags.change ?? onlyRequest(root);
  const { signal, release } = interruptSignal(ui);
  try {
    const terminal = { input: streams.stdin, output: streams.stdout, signal };
    const mode = flags.mode ?? (interactive ? await (await import('./ask-mode.ts')).askMode(terminal) : 'incremental');
    const conversation = interactive ? (await import('../refinement/prompts.ts')).promptConversation(terminal, streams.env) : undefined;
    const run = openRun(
      { directory: root, change, mode, sandbox: flags.sandbox === true, engine: flags.engine, parallelism: flags.parallelism },
      { ui, env: streams.env, signal, conversation, toolbox },
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

/** A first run that is not approved leaves nothing behind, so the lock's folder is made only after that was seen. */
async function locked(run: Run, work: (run: Run) => Promise<StepRecord[]>): Promise<StepRecord[]> {
  if (!existsSync(join(run.root, '.cutover')) && !isApproved(run)) return await work(run);
  const free = lockProject(run.root);
  try {
    return await work(run);
  } finally {
    free();
  }
}

/** The one request there is, or an error that lists them. */
function onlyRequest(root: string): string {
  let files: string[] = [];
  try {
    files = readdirSync(join(root, CHANGES_FOLDER)).filter((name) => name.endsWith('.md'));
  } catch {
    // No folder: no request.
  }
  const [only] = files;
  if (files.length === 1 && only !== undefined) return `${CHANGES_FOLDER}/${only}`;
  throw new UserError({ field: '--change', problem: files.length === 0 ? `there is no change request in ${CHANGES_FOLDER}/` : 'there is more than one change request', allowed: files.length === 0 ? 'a Markdown file with front matter' : files.map((name) => name.replace(/\.md$/, '')).join(', '), next: 'cutover deliver --change <id>' });
}
