import type { StepName, StepRecord } from '../evidence/record.ts';
import { recordName } from './record-view.ts';

/** The newest record of each thing that the step was about, in the order in which the things came. */
export function recordsOf(records: StepRecord[], step: StepName): StepRecord[] {
  return [...new Map(records.filter((record) => record.step === step).map((record) => [recordName(record), record])).values()];
}

/** The newest record of a step about the whole change. */
export function newest(records: StepRecord[], step: StepName): StepRecord | undefined {
  return records.findLast((record) => record.step === step && record.component === undefined);
}
