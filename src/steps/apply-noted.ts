import type { StepRecord } from '../evidence/record.ts';
import type { Run, StepCall } from '../step.ts';
import { apply, type EngineCall } from '../terraform/engine.ts';
import { noteRunning } from '../terraform/running.ts';

/** Which step applies what to which component, and what a record of it says however it ends. */
export interface ApplyCall extends Required<Pick<StepCall, 'step' | 'component' | 'environment' | 'inputs'>> {
  facts: StepRecord['facts'];
}

/** Applies a saved plan, with a note that lets the next run, or the post step of an action, find an engine that outlived us. */
export async function applyNoted(run: Run, { step, component, environment, inputs, facts }: ApplyCall, call: EngineCall, file: string, onLine: (line: string) => void): Promise<void> {
  const at = run.now().toISOString();
  const { directory, dataDirectory } = call.workspace;
  const record = {
    schema: 1,
    step,
    change: run.change.request.id,
    component,
    environment,
    target: run.target,
    mode: run.mode,
    verdict: 'indeterminate',
    startedAt: at,
    finishedAt: at,
    inputs,
    subjects: {},
    facts,
  } as const;
  const noted = noteRunning(run.root, { by: run.notedAs ?? null, folders: { directory, dataDirectory }, record: { ...record, reasons: [`${component} (${environment}): Cutover was ended while ${call.engine.kind} applied; part of it may be done`] } });
  await apply(call, file, { onLine, noted });
}
