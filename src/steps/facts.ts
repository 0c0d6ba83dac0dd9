import type { StepRecord } from '../evidence/record.ts';

/** Any plain object as facts of a record: what JSON cannot hold is dropped here, not at the time of writing. */
export function asFacts(value: object): StepRecord['facts'] {
  return JSON.parse(JSON.stringify(value)) as StepRecord['facts'];
}
