import type { StepRecord } from '../evidence/record.ts';

/** The newest record of a step; of a component when one is named. Records stand in the order in which they were made. */
export function lastRecord(records: StepRecord[], step: StepRecord['step'], component?: string): StepRecord | undefined {
  return records.filter((record) => record.step === step && (component === undefined || record.component === component)).at(-1);
}
