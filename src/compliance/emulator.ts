import { z } from 'zod';
import { recordName } from '../claims/record-view.ts';
import type { StepRecord } from '../evidence/record.ts';

const checksSchema = z.object({ checks: z.array(z.object({ name: z.string(), outcome: z.string(), detail: z.string() })) });
const requirementsSchema = z.object({ requirements: z.array(z.object({ id: z.string(), says: z.string() })) });
const rolesSchema = z.object({ roles: z.array(z.object({ needs: z.array(z.object({ need: z.string(), outcome: z.string(), detail: z.string() })) })) });

/** As src/verification/run-check.ts says it. */
const NOT_EXERCISED = /^not exercised here \(emulator\)/;

export interface NotExercised {
  record: string;
  check: string;
  says: string;
}

/** What a record says that the emulator could not show: checks of components, requirements, needs of roles. */
export function notExercised(record: StepRecord): NotExercised[] {
  const name = recordName(record);
  const { facts } = record;
  return [
    ...(checksSchema.safeParse(facts).data?.checks ?? []).flatMap(({ name: check, outcome, detail }) => (outcome === 'not-exercised' ? [{ record: name, check, says: detail }] : [])),
    ...(requirementsSchema.safeParse(facts).data?.requirements ?? []).flatMap(({ id, says }) => (NOT_EXERCISED.test(says) ? [{ record: name, check: id, says }] : [])),
    ...(rolesSchema.safeParse(facts).data?.roles ?? []).flatMap(({ needs }) => needs.flatMap(({ need, outcome, detail }) => (outcome === 'not-exercised' ? [{ record: name, check: need, says: detail }] : []))),
  ];
}

/** Only the newest record about a thing says how it is. */
export function isNewest(records: StepRecord[]): (record: StepRecord) => boolean {
  const newest = new Map(records.map((record) => [recordName(record), record]));
  return (record) => newest.get(recordName(record)) === record;
}
