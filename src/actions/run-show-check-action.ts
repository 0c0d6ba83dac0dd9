import { Halt, Indeterminate, StepFailure, UserError } from '../errors.ts';
import { createGitHub } from '../github/client.ts';
import { actionsContext, type ActionsContext } from '../github/context.ts';
import { takeIdTokenRequest } from '../github/oidc.ts';
import { pullRequestEvent } from '../github/payload.ts';
import type { CheckReport } from '../presentation/check-report.ts';
import { SHOW_CHECK } from './declarations.ts';
import { runAction, type ActionCall, type ActionWorld } from './run-action.ts';

type Call = ActionCall<(typeof SHOW_CHECK.inputs)[number], never>;

/** Shows on a pull request what its check found, and in the summary of the job. Runs nothing of the pull request. Returns the exit code. */
export async function runShowCheckAction(world: ActionWorld = process): Promise<number> {
  return await runAction(SHOW_CHECK, async (call) => {
    const { env, inputs } = call;
    takeIdTokenRequest(env);
    const context = actionsContext(env);
    const [{ readReport }, { renderSummary }] = await Promise.all([import('../github/kept-report.ts'), import('../github/summary.ts')]);
    const { report, interrupted } = readReport(inputs.report);
    assertOfThisRun(report, inputs, context);
    const { serverUrl, repository, run, event } = context;
    call.summary(renderSummary(report, { serverUrl, repository, head: report.head, prefix: report.prefix, run }));
    if (event.name === 'pull_request') await publish(call, context, report, interrupted);
  }, world);
}

/**
 * What GitHub and the workflow say stands above what the report says: the commit, what became of the step or job that made it, and
 * the project, so that none is shown in the place of another's.
 */
function assertOfThisRun({ head, verdict, project }: CheckReport, { outcome, project: told }: Call['inputs'], context: ActionsContext): void {
  const next = 'run the check again';
  if (told === undefined) throw new UserError({ field: 'with: project', problem: 'this input is missing', allowed: 'the name in cutover.yaml', next: 'write it in the workflow: what the report says of itself is not believed' });
  if (project !== told) throw new Halt({ problem: 'the report of the check is about another project than the workflow names', found: project, allowed: told, next: 'let project: in the workflow be the name in cutover.yaml, then run the check again' });
  if (verdict === 'pass' && outcome !== 'success') throw new Halt({ problem: 'the report of the check says pass, and what made it did not end well', found: outcome, allowed: 'success', next });
  // A check that could not even read the repository knows no commit, and is no pass.
  if (context.event.name !== 'pull_request' || (head === '' && verdict !== 'pass')) return;
  const commits = [context.sha, pullRequestEvent(context).pull_request.head.sha];
  if (!commits.includes(head)) throw new Halt({ problem: 'the report of the check is about another commit', found: head, allowed: commits.join(' or '), next });
}

async function publish({ inputs: { token }, ui, signal, annotate }: Call, context: ActionsContext, checked: CheckReport, interrupted: boolean): Promise<void> {
  const [{ publishCheck }, { annotationsOf }, { withReviews }] = await Promise.all([import('../github/publish-check.ts'), import('../github/annotations.ts'), import('../github/reviews-so-far.ts')]);
  const github = createGitHub({ token, apiUrl: context.apiUrl, say: (text) => ui.line(text, 'note'), signal });
  const { number, pull_request: { head, user } } = pullRequestEvent(context);
  const { serverUrl, repository, run } = context;
  const report = await withReviews(github, checked, { repository, pull: { number, user }, now: new Date() }).catch((error: unknown) => {
    if (!(error instanceof UserError || error instanceof Halt || error instanceof StepFailure || error instanceof Indeterminate)) throw error;
    annotate('warning', `the reviews could not be counted: ${error.message}`);
    return checked;
  });
  for (const warning of await publishCheck(github, { report, repository, serverUrl, run, pullRequest: { number, head: head.sha }, interrupted })) annotate('warning', warning);
  if (head.repo?.id === repository.id) return;
  // The token of a fork's job writes no check run. GitHub shows ten of these for each step.
  for (const { path, line, level, title, message } of annotationsOf(report).slice(0, 10)) annotate(level === 'failure' ? 'error' : level, message, { title, file: path, line });
}
