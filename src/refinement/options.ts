import { UserError } from '../errors.ts';
import { compliance } from './compliance.ts';
import { cost } from './cost.ts';
import { deployment } from './deployment.ts';
import { finalise } from './finalise.ts';
import { fmea } from './fmea.ts';
import type { Answer, RefinementInput } from './option.ts';
import { performance } from './performance.ts';
import { readiness } from './readiness.ts';
import { security } from './security.ts';

export interface RefinementOption {
  number: number;
  key: string;
  title: string;
  help: string;
}

export const FINALISE = 8;

interface Answerer extends RefinementOption {
  answer: (input: RefinementInput) => Answer;
}

const ANSWERERS: readonly Answerer[] = [
  { number: 1, key: 'security', title: 'Security', help: 'encryption, key rotation, public access, policies, open ports, findings', answer: security },
  { number: 2, key: 'performance', title: 'Performance', help: 'capacity, waiting, time to detect, storage classes, quotas', answer: performance },
  { number: 3, key: 'cost', title: 'Cost', help: 'what cost depends on; amounts where a price list was given', answer: cost },
  { number: 4, key: 'fmea', title: 'Failure modes (FMEA)', help: 'what can fail, its effect, how it is noticed; the worst first', answer: fmea },
  { number: 5, key: 'deployment', title: 'Deployment process', help: 'order, replacements, deletes, downtime, way back', answer: deployment },
  { number: 6, key: 'readiness', title: 'Operational readiness', help: 'alarms and whom they tell, logs, backups, owners', answer: readiness },
  { number: 7, key: 'compliance', title: 'Compliance', help: 'tags, encryption at rest and in transit, retention, audit trail, region', answer: compliance },
  { number: FINALISE, key: 'finalise', title: 'Finalise', help: 'nothing more to refine: go on', answer: (input) => finalise(ANSWERERS.filter(({ number }) => number !== FINALISE).map(({ answer }) => answer(input))) },
];

/** The mission's eight options, by number. */
export const OPTIONS: readonly RefinementOption[] = ANSWERERS.map(({ number, key, title, help }) => ({ number, key, title, help }));

/** What is wrong with a chosen number, and what is allowed; undefined when it is one of the eight. */
export function complaintAbout(choice: number): { problem: string; allowed: string } | undefined {
  if (OPTIONS.some(({ number }) => number === choice)) return undefined;
  return {
    problem: Number.isNaN(choice) ? 'that is not a number' : `there is no option ${choice}`,
    allowed: OPTIONS.map(({ number, key }) => `${number} ${key}`).join(', '),
  };
}

/** The answer of one option. Throws UserError for a number that is none of the eight. */
export function answer(option: number, input: RefinementInput): Answer {
  const complaint = complaintAbout(option);
  const entry = ANSWERERS.find(({ number }) => number === option);
  if (complaint !== undefined || entry === undefined) throw new UserError({ field: 'option', problem: complaint?.problem ?? 'there is no such option', ...(complaint === undefined ? {} : { allowed: complaint.allowed }) });
  return entry.answer(input);
}
