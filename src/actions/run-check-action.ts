import { join } from 'node:path';
import type { StepRecord } from '../evidence/record.ts';
import { UserError } from '../errors.ts';
import { EXIT } from '../exit-code.ts';
import { CONFIG_FILE } from '../find-project.ts';
import { actionsContext, type ActionsContext } from '../github/context.ts';
import { takeIdTokenRequest } from '../github/oidc.ts';
import { pullRequestEvent } from '../github/payload.ts';
import type { CheckReport } from '../presentation/check-report.ts';
import { newFolder } from './carry-report.ts';
import { CHECK } from './declarations.ts';
import { projectIn } from './open-run.ts';
import { runAction, type ActionCall, type ActionWorld } from './run-action.ts';

type Call = ActionCall<(typeof CHECK.inputs)[number], (typeof CHECK.outputs)[number]>;

/** Checks what a pull request would do, and leaves a report. The pull request's own code runs in it, so it writes nothing to GitHub. Returns the exit code of the verdict. */
export async function runCheckAction(world: ActionWorld = process): Promise<number> {
  return await runAction(CHECK, async (call) => {
    const { env, signal } = call;
    // Nothing of the pull request's own code may ask for it.
    takeIdTokenRequest(env);
    const report = await reportOn(call, actionsContext(env));
    call.output('verdict', report.verdict);
    call.output('project', report.project);
    const { writeReport } = await import('../github/kept-report.ts');
    const file = join(newFolder(env), 'report.json');
    writeReport(file, { report, interrupted: signal.aborted });
    call.output('report', file);
    return EXIT[report.verdict];
  }, world);
}

/** A mistake that keeps the check from beginning is what there is to report. */
async function reportOn(call: Call, context: ActionsContext): Promise<CheckReport> {
  const { inputs: { change, directory, project, mode, engine, parallelism, sandbox }, env, ui, signal } = call;
  const [{ check }, { reportOfMistake }, { openCheck }, { lockProject }, { createToolbox }] = await Promise.all([import('../check.ts'), import('../check-mistake.ts'), import('../open-check.ts'), import('../run-lock.ts'), import('../toolbox.ts')]);
  try {
    const root = projectIn(context, directory);
    call.projectIs(root);
    const opened = openCheck({ directory: root, change, engine, parallelism, sandbox }, { ui, env, signal, conversation: undefined, toolbox: createToolbox(env) });
    call.output('evidence', opened.run.store.folder);
    assertProject(opened.run.config.name, project);
    const free = lockProject(root);
    try {
      const report = await check({ ...opened, run: { ...opened.run, mode } });
      if (context.event.name === 'pull_request' && !signal.aborted) await keepRecords(call, context, { project: report.project, head: pullRequestHead(context), records: opened.run.store.all().map(({ record }) => record) });
      return report;
    } finally {
      free();
    }
  } catch (error) {
    const report = reportOfMistake(join(context.workspace, directory), error, project);
    ui.line(error instanceof Error ? error.message : String(error), 'bad');
    return report;
  }
}

/** The job that shows the report takes it only under the name that the workflow says. */
function assertProject(name: string, told: string | undefined): void {
  if (told === undefined || told === name) return;
  throw new UserError({ file: CONFIG_FILE, field: 'name', problem: 'this is not the project that the workflow names', found: name, allowed: told, next: 'correct the one that is wrong: name here, or project: in the workflow that calls the check' });
}

function pullRequestHead(context: ActionsContext): string {
  return pullRequestEvent(context).pull_request.head.sha;
}

/** What the comment `/cutover refine` is answered from later. Without it the check is as good. */
async function keepRecords({ env, annotate }: Call, context: ActionsContext, kept: { project: string; head: string; records: StepRecord[] }): Promise<void> {
  if (env['ACTIONS_RUNTIME_TOKEN'] === undefined) return;
  const [{ saveCheckRecords }, { actionsArtifacts }] = await Promise.all([import('../github/check-records.ts'), import('../github/artifact-store.ts')]);
  try {
    await saveCheckRecords(await actionsArtifacts(), context, kept);
  } catch (error) {
    annotate('warning', `the records of this check could not be kept, so /cutover refine has nothing to answer from: ${error instanceof Error ? error.message : String(error)}`);
  }
}
