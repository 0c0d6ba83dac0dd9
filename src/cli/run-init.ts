import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { CHANGES_FOLDER } from '../change/find-request.ts';
import { componentNameSchema } from '../components/component-name.ts';
import { UserError } from '../errors.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { answersSchema, checkAnswers, flagOf, type AnswerName } from '../init/answers.ts';
import { defaultAnswers, openQuestions, proposalFor } from '../init/defaults.ts';
import { detect } from '../init/detect.ts';
import { assertMayCommit, commitFirst, gitState, gitUser, type GitState } from '../init/git-setup.ts';
import { nextSteps } from '../init/next-steps.ts';
import { plannedFiles, type PlannedFiles } from '../init/project-files.ts';
import { readText } from '../init/read-files.ts';
import { parseTold, setupFrom } from '../init/setup.ts';
import { checkPin, HOW_TO_PIN, NOT_ON_TOP, workflowFiles, WORKFLOWS } from '../init/workflows.ts';
import { writeFiles } from '../init/write-files.ts';
import { topLevel } from '../git.ts';
import { interruptSignal } from '../interrupt.ts';
import { HOW_TO_LOCK } from '../terraform/plan-lock.ts';
import type { Ui } from '../ui.ts';
import type { CliStreams } from './streams.ts';

export interface InitDeps {
  /** The folder that is set up: it need not be a project yet. */
  directory: () => string;
  ui: Ui;
  streams: CliStreams;
}

export interface InitFlags extends Record<string, unknown> {
  app?: string;
  component?: string[];
  workflows?: string;
  git?: true;
  dryRun?: true;
  yes?: true;
}

const NO_RECIPIENT = `for deliveries to real accounts on GitHub, where saved plans hold secrets and travel between jobs: ${HOW_TO_LOCK}. The rest, roles and bucket, is in Cutover's docs/aws-setup.md`;

type Given = Partial<Record<AnswerName, string>>;

/** Sets a folder up, from flags and, in a terminal, from answers. Throws UserError before anything is written. */
export async function runInit(deps: InitDeps, flags: InitFlags): Promise<void> {
  const { ui, streams } = deps;
  const told = parseTold(flags.component ?? [], (name) => componentNameSchema.safeParse(name).success);
  const detected = await detect(deps.directory());
  const { root, config } = detected;
  const state = gitState(root);
  const pin = flags.workflows === undefined ? undefined : checkPin(flags.workflows);
  const onTop = state === 'none' || topLevel(root) === realpathSync(root);
  if (flags.git === true) assertMayCommit(root, state);
  const approversThere = readText(join(root, 'approvers')) !== undefined;
  const given = givenAnswers(flags);
  const proposed = { ...defaultAnswers(detected, gitUser(root), streams.env), ...given };
  const missing = openQuestions(detected, approversThere).filter((name) => given[name] === undefined);
  const { answers, commits } = await answered(deps, flags, state, missing, proposed);
  const setup = setupFrom(detected, checkAnswers(withOperations({ ...proposed, ...answers }), !approversThere), told, flags.app, new Date());
  const planned = plannedFiles(setup, config, (path) => readText(join(root, path)), hasRequest(root), onTop ? workflowFiles({ project: config?.name ?? setup.answers.name, pin, packageManager: setup.app === undefined ? undefined : setup.answers.packageManager }) : {});
  report(ui, planned, flags.dryRun === true);
  if (flags.dryRun === true) return;
  writeFiles(root, planned.changes);
  if (commits) commitFirst(root, state);
  const recipient = planned.kept.includes(CONFIG_FILE) ? config?.environments.production.planRecipient : setup.answers.planRecipient;
  for (const text of [...setup.open, ...(onTop ? unpinned(pin, planned) : [NOT_ON_TOP]), ...(recipient === undefined ? [NO_RECIPIENT] : [])]) ui.line(`to be done: ${text}`, 'bad');
  ui.heading('What comes next');
  for (const [index, text] of nextSteps({ setup, kept: planned.kept, packageJson: readText(join(root, 'package.json')), state, committed: commits }).entries()) ui.line(`${index + 1}. ${text}`);
}

/** What a person says at the terminal. Elsewhere a flag that is missing is an error, unless `--yes` takes what is proposed. */
async function answered({ ui, streams }: InitDeps, flags: InitFlags, state: GitState, missing: AnswerName[], proposed: Given): Promise<{ answers: Given; commits: boolean }> {
  const commits = flags.git === true && flags.dryRun !== true;
  if (flags.yes === true || missing.length === 0) return { answers: {}, commits };
  if (!streams.stdin.isTTY || !streams.stdout.isTTY || streams.env['CI'] !== undefined) {
    // git's user.email is the default that --help names, and not a guess.
    const needed = missing.filter((name) => name !== 'requester' || proposed.requester === undefined);
    if (needed.length === 0) return { answers: {}, commits };
    throw new UserError({ field: needed.map(flagOf).join(', '), problem: 'nobody can be asked here', allowed: 'these flags, or --yes for what is proposed', next: 'cutover init --help says what each means' });
  }
  const { askGit, askInit } = await import('./ask-init.ts');
  const { signal, release } = interruptSignal(ui);
  const terminal = { input: streams.stdin, output: streams.stdout, signal };
  try {
    const answers = await askInit(terminal, missing, proposed);
    const maySay = state !== 'repository' && flags.git !== true && flags.dryRun !== true && proposed.requester !== undefined;
    return { answers, commits: maySay ? await askGit(terminal) : commits };
  } finally {
    release();
  }
}

function withOperations(values: Given): Given {
  const operations = proposalFor('operations', values);
  return operations === undefined ? values : { ...values, operations };
}

function givenAnswers(flags: InitFlags): Given {
  return Object.fromEntries((Object.keys(answersSchema.shape) as AnswerName[]).flatMap((name) => (typeof flags[name] === 'string' ? [[name, flags[name]]] : [])));
}

function hasRequest(root: string): boolean {
  const folder = join(root, CHANGES_FOLDER);
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.md'));
}

function unpinned(pin: string | undefined, { changes }: PlannedFiles): string[] {
  return pin === undefined && changes.some(({ path }) => path.startsWith(WORKFLOWS)) ? [HOW_TO_PIN] : [];
}

function report(ui: Ui, { changes, kept }: PlannedFiles, dryRun: boolean): void {
  for (const { path, before } of changes) ui.line(`${dryRun ? 'would be ' : ''}${before === undefined ? 'written' : 'added to'}: ${path}`, 'good');
  for (const path of kept) ui.line(`kept as it is: ${path}`, 'note');
}
