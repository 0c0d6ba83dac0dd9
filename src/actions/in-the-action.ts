import { code, escapeMarkdown } from '../documents/markdown.ts';
import { Halt } from '../errors.ts';
import type { StepName, StepRecord } from '../evidence/record.ts';
import type { GitHub } from '../github/client.ts';
import type { ActionsContext } from '../github/context.ts';
import { locked } from '../locked-run.ts';
import { NotPassed, type Run } from '../step.ts';
import { failureIn } from '../steps/request-status.ts';
import { readSeal } from '../steps/read-seal.ts';
import { environmentOf, type StepInput, type StepOutput } from './declarations.ts';
import { keepingEvidence } from './keep-evidence.ts';
import { showOnGitHub } from './show-on-github.ts';
import type { ActionCall } from './run-action.ts';

export interface StepAction {
  step: StepName;
  run: Run;
  call: ActionCall<StepInput, StepOutput>;
  github: GitHub;
  context: ActionsContext;
}

/** What an action does around its step: evidence that outlives the machine, the seal it is told, what GitHub shows, the summary. */
export async function inTheAction(action: StepAction, work: () => Promise<StepRecord[]>): Promise<void> {
  const { step, run, call } = action;
  const records = await showOnGitHub(action, () =>
    keepingEvidence({ run, environment: environmentOf(step), url: call.inputs.evidence, warn: (message) => call.annotate('warning', message) }, async () => {
      assertSeal(run, call.inputs.seal);
      try {
        return await locked(run, work);
      } finally {
        outputSeal(action);
        outputFailed(action);
      }
    }),
  ).catch((error: unknown) => {
    if (error instanceof NotPassed) call.summary(summaryOf(step, [error.record]));
    throw error;
  });
  call.summary(summaryOf(step, records));
}

/** The bundle came from another job: what it seals must be what that job said it sealed. */
function assertSeal(run: Run, told: string | undefined): void {
  if (told === undefined) return;
  const { digest } = readSeal(run);
  if (digest !== told) throw new Halt({ field: 'with: seal', problem: 'the seal in the bundle is not the one that the job before made', found: digest, allowed: told, next: 'run the delivery again from its plan' });
}

function outputSeal({ step, run, call }: StepAction): void {
  if (run.store.latest('plan')?.record.verdict !== 'pass') return;
  if (step === 'plan' || step === 'promote' || step === 'handover') call.output('seal', readSeal(run).digest);
}

/** Production was changed and is not as it was to be: a job after this one says so on the base branch. */
function outputFailed({ step, run, call }: StepAction): void {
  if (step === 'promote' && failureIn(run.store, run.change.digest) !== undefined) call.output('failed', 'true');
}

const MARKS: Record<StepRecord['verdict'], string> = { pass: '✅', fail: '❌', halt: '⛔', indeterminate: '⚠️' };

function summaryOf(step: StepName, records: StepRecord[]): string {
  const lines = records.map(({ component, environment, verdict, reasons }) => {
    const about = component === undefined ? '' : ` ${code(component)}${environment === undefined ? '' : ` (${environment})`}`;
    return `${MARKS[verdict]} **${step}**${about}: ${verdict}${reasons.map((reason) => `\n- ${escapeMarkdown(reason)}`).join('')}`;
  });
  return `${lines.join('\n\n')}\n`;
}
