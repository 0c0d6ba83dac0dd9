import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { StepName, StepRecord } from '../evidence/record.ts';
import { actionsContext, type ActionsContext } from '../github/context.ts';
import { createGitHub } from '../github/client.ts';
import { beginReading } from '../github/facts/begin-reading.ts';
import { takeIdTokenRequest } from '../github/oidc.ts';
import { environmentOf, HAS_POST, hostEnvironmentOf, NOTED_AS, stepDeclaration, type StepInput, type StepOutput } from './declarations.ts';
import { entryWriter } from './runner-files.ts';
import { runAction, verdictOf, type ActionCall, type ActionWorld } from './run-action.ts';

type Call = ActionCall<StepInput, StepOutput>;

/** Runs the action of one step. Returns the exit code. */
export async function runStepAction(step: StepName, world: ActionWorld = process): Promise<number> {
  return await runAction(
    stepDeclaration(step),
    async (call) => {
      try {
        await walk(step, call);
        call.output('verdict', 'pass');
      } catch (error) {
        call.output('verdict', verdictOf(error));
        throw error;
      }
    },
    world,
  );
}

async function walk(step: StepName, call: Call): Promise<void> {
  const { env, inputs, ui, signal } = call;
  const identity = takeIdTokenRequest(env);
  const context = actionsContext(env);
  const github = createGitHub({ token: inputs.token, apiUrl: context.apiUrl, say: (text) => ui.line(text, 'note'), signal });
  // GitHub answers while the rest is loaded and the project is read.
  const reading = beginReading(github, context);
  // Loading keeps the process busy: a moment to send the requests, which are then under way.
  await wait(30);
  const [{ openActionRun }, { openHost }, { assertOnlyBase }, { STEP_COMMANDS }, { inTheAction }] = await Promise.all([import('./open-run.ts'), import('../github/facts/host.ts'), import('../github/facts/only-base.ts'), import('../step-commands.ts'), import('./in-the-action.ts')]);
  const opened = openActionRun(call, { context, identity, environment: environmentOf(step) });
  call.output('evidence', opened.store.folder);
  const environment = hostEnvironmentOf(step);
  const takesCredentials = environment !== undefined && opened.target === 'cloud';
  const [host] = await Promise.all([
    openHost({ github, context, git: opened.git, file: opened.change.file, now: opened.now }, reading),
    takesCredentials ? assertOnlyBase(github, context, environment, opened.git.base.ref) : undefined,
  ]);
  const run = { ...opened, host, ...(HAS_POST.includes(step) ? { notedAs: wordFor(call, context) } : {}) };
  const command = STEP_COMMANDS.find(({ name }) => name === step);
  if (command === undefined) throw new Error(`there is no step ${step}`);
  const work = (): Promise<StepRecord[]> => command.run(run, inputs.components ?? []);
  await inTheAction({ step, run, call, github, context }, work);
}

/** Of this step of this job and attempt alone; the runner hands it to the post step. */
function wordFor({ env }: Call, { run, job }: ActionsContext): string {
  const word = `${run.id}.${run.attempt}.${job}.${randomUUID()}`;
  entryWriter(env, 'state', [NOTED_AS])(NOTED_AS, word);
  return word;
}
