import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionsArtifacts } from '../github/artifact-store.ts';
import { createGitHub } from '../github/client.ts';
import { actionsContext } from '../github/context.ts';
import { loadReport, saveReport } from '../github/report-artifact.ts';
import { LOAD_REPORT, SAVE_REPORT } from './declarations.ts';
import { runAction, type ActionWorld } from './run-action.ts';

/** Keeps the report of a check for the job that shows it. Returns the exit code. */
export async function runSaveReport(world: ActionWorld = process): Promise<number> {
  return await runAction(SAVE_REPORT, async ({ env, inputs: { directory, report }, output }) => {
    const saved = await saveReport({ file: report, directory, context: actionsContext(env), artifacts: await actionsArtifacts() });
    output('artifact', saved.artifact);
    output('digest', saved.digest);
  }, world);
}

/** Brings the report that a job of this run saved. Returns the exit code. */
export async function runLoadReport(world: ActionWorld = process): Promise<number> {
  return await runAction(LOAD_REPORT, async ({ env, inputs: { directory, job, digest, token }, ui, signal, output }) => {
    const context = actionsContext(env);
    const github = createGitHub({ token, apiUrl: context.apiUrl, say: (text) => ui.line(text, 'note'), signal });
    const into = newFolder(env);
    output('report', await loadReport({ directory, context, artifacts: await actionsArtifacts(), github, job, digest: digest.replace(/^sha256:/, ''), into }));
  }, world);
}

/** For what one step hands to the next of the same job; the runner empties it after the job. */
export function newFolder(env: NodeJS.ProcessEnv): string {
  return mkdtempSync(join(env['RUNNER_TEMP'] ?? tmpdir(), 'cutover-'));
}
