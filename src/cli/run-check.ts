import { check } from '../check.ts';
import { EXIT } from '../exit-code.ts';
import { interruptSignal } from '../interrupt.ts';
import { openCheck } from '../open-check.ts';
import { changesOf, countChanges, countsInWords, type CheckReport } from '../presentation/check-report.ts';
import { headline } from '../presentation/check-words.ts';
import { lockProject } from '../run-lock.ts';
import type { Ui } from '../ui.ts';
import type { CheckDeps, CheckFlags } from './check.ts';

/** Checks and says what came of it. Sets the exit code of the verdict. */
export async function runCheck({ directory, streams, ui, toolbox }: CheckDeps, { json, sandbox, ...flags }: CheckFlags): Promise<void> {
  const { signal, release } = interruptSignal(ui);
  try {
    const opened = openCheck({ ...flags, directory: directory(), sandbox: sandbox === true }, { ui, env: streams.env, signal, conversation: undefined, toolbox });
    const report = await locked(opened.run.root, () => check(opened));
    if (json === true) streams.stdout.write(`${JSON.stringify(report)}\n`);
    else show(ui, report);
    process.exitCode = EXIT[report.verdict];
  } finally {
    release();
  }
}

async function locked<T>(root: string, work: () => Promise<T>): Promise<T> {
  const free = lockProject(root);
  try {
    return await work();
  } finally {
    free();
  }
}

function show(ui: Ui, report: CheckReport): void {
  ui.heading(headline(report));
  for (const { name, plans } of report.components) {
    for (const plan of plans) {
      const counts = countChanges(changesOf(plan));
      ui.line(`${name} (${plan.environment}): ${plan.state === 'planned' ? countsInWords(counts) || 'no resource changes' : `${plan.state}: ${plan.because}`}`, plan.state === 'failed' || counts.replace + counts.destroy > 0 ? 'bad' : 'note');
    }
  }
  if (report.noChange !== null) ui.line(report.noChange, report.atFault.length > 0 ? 'bad' : 'note');
  for (const { what, whom, how } of report.next) ui.line(`next: ${what}${whom.length === 0 ? '' : ` (${whom.join(' or ')})`}\n${how}`, 'note');
}
