import { driftDraft } from '../change/drift-draft.ts';
import { drift, openDrift } from '../drift.ts';
import { EXIT } from '../exit-code.ts';
import { interruptSignal } from '../interrupt.ts';
import { drifted, driftLine, driftVerdict, linesOf, type DriftReport } from '../presentation/drift-report.ts';
import { lockProject } from '../run-lock.ts';
import type { Ui } from '../ui.ts';
import type { CheckDeps } from './check.ts';
import type { DriftFlags } from './drift.ts';

/** Looks at production and says what differs. Sets the exit code. */
export async function runDrift({ directory, streams, ui, toolbox }: CheckDeps, { json, draft, sandbox, engine }: DriftFlags): Promise<void> {
  const { signal, release } = interruptSignal(ui);
  try {
    const run = openDrift({ directory: directory(), sandbox: sandbox === true, engine }, { ui, env: streams.env, signal, conversation: undefined, toolbox });
    const free = lockProject(run.root);
    const report = await drift(run).finally(free);
    const differs = drifted(report);
    if (json === true) streams.stdout.write(`${JSON.stringify(report)}\n`);
    else if (draft !== true) show(ui, report);
    else if (differs.length > 0) streams.stdout.write(driftDraft(differs.map((one) => ({ component: one.name, lines: linesOf(one) })), new Date(report.at)).text);
    process.exitCode = EXIT[driftVerdict(report)];
  } finally {
    release();
  }
}

function show(ui: Ui, report: DriftReport): void {
  for (const { name, state, delivered, resources, outputs, notes } of report.components) {
    ui.line(`${name}: ${state} (${delivered.change}, ${delivered.at})`, state === 'as delivered' ? 'good' : 'bad');
    for (const resource of resources) ui.line(`  ${driftLine(resource)}`);
    if (outputs.length > 0) ui.line(`  outputs differ: ${outputs.join(', ')}`);
    for (const note of notes) ui.line(`  ${note}`, 'note');
  }
  if (drifted(report).length > 0) ui.line('cutover drift --draft prints the draft of a change request that puts it back', 'note');
}
