import { z } from 'zod';
import { digestOf } from '../digest.ts';
import { latestOf, type Past } from '../evidence/past.ts';
import type { StepRecord } from '../evidence/record.ts';
import type { Measured, MeasuredCheck } from './check.ts';

const time = z.number().nullable();
const figuresSchema = z.object({ n: z.number(), seconds: z.number(), perSecond: time, p50: time, p95: time, p99: time, slowest: time });
type Figures = z.infer<typeof figuresSchema>;

/** What was measured for a requirement, as `validate` records it. */
export interface Measurement extends Measured {
  check: string;
  /** Of what is asked and of the load: only the same can be compared. */
  definition: string;
  components: string[];
  baseline: Baseline | null;
}

/** The same check at the last good delivery, and how far it is from there: 0.1 is a tenth more. Shown, not judged: another machine is not another platform. */
export interface Baseline extends Figures {
  change: string;
  at: string;
  /** The record in that change's evidence, and its SHA-256. */
  record: string;
  sha256: string;
  difference: Record<'perSecond' | 'p50' | 'p95' | 'p99' | 'slowest', number | null>;
}

/** SHA-256 of what is measured and how, whatever it is called. */
export function definitionOf(check: MeasuredCheck): string {
  return digestOf({ load: check.load, ...('http' in check ? { http: check.http } : { command: check.command }) });
}

/** A validation of a change whose components went to production. */
export interface PastValidation {
  change: string;
  at: string;
  record: string;
  sha256: string;
  /** Components that were promoted, and nothing went wrong with them. */
  promoted: string[];
  facts: StepRecord['facts'];
}

const factsSchema = z.object({ requirements: z.array(z.object({ measured: z.array(figuresSchema.extend({ definition: z.string(), components: z.array(z.string()), errors: z.number() })) })) });

/** The newest good delivery in which the same was measured of the same components; null when there is none. Pure. */
export function baselineOf(past: PastValidation[], about: Pick<Measurement, 'definition' | 'components'>, now: Measured): Baseline | null {
  const newest = past.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  for (const { promoted, facts, change, at, record, sha256 } of newest) {
    if (!about.components.every((component) => promoted.includes(component))) continue;
    const measured = factsSchema.safeParse(facts).data?.requirements.flatMap((requirement) => requirement.measured) ?? [];
    const same = measured.find(({ definition, components, errors, n }) => definition === about.definition && errors === 0 && n > 0 && components.toSorted().join() === about.components.toSorted().join());
    if (same === undefined) continue;
    const then = figuresSchema.parse(same);
    const difference = (what: keyof Baseline['difference']): number | null => (now[what] === null || then[what] === null || then[what] === 0 ? null : Math.round((now[what] / then[what] - 1) * 1e4) / 1e4);
    return { change, at, record, sha256, ...then, difference: { perSecond: difference('perSecond'), p50: difference('p50'), p95: difference('p95'), p99: difference('p99'), slowest: difference('slowest') } };
  }
  return null;
}

/** The validations of other changes in the same world that passed, from evidence that is believed. Pure. */
export function pastValidations({ changes }: Past, { except, target }: { except: string; target: StepRecord['target'] }): PastValidation[] {
  return changes.filter(({ change, doubt }) => change !== except && doubt === undefined).flatMap(({ change, records }) => {
    const validate = latestOf(records, 'validate');
    if (validate?.record.verdict !== 'pass' || validate.record.target !== target) return [];
    const { finishedAt, facts } = validate.record;
    const components = [...new Set(records.flatMap(({ record }) => (record.step === 'promote' ? (record.component ?? []) : [])))].sort();
    const isGood = (record: StepRecord | undefined): boolean => record?.verdict === 'pass' && record.target === target;
    return [{ change, at: finishedAt, record: validate.file, sha256: validate.sha256, facts, promoted: components.filter((component) => isGood(latestOf(records, 'promote', component, 'production')?.record)) }];
  });
}
