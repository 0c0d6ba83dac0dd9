import { z } from 'zod';
import type { Claim, Statement } from '../claims/claim.ts';
import { decide } from '../claims/decide.ts';
import type { Stage } from '../claims/record-view.ts';
import { STEPS, type StepRecord } from '../evidence/record.ts';
import { findingSchema, told, type Finding, type Told } from './finding.ts';
import { isNewest, notExercised } from './emulator.ts';
import type { Controls, Source } from './merge.ts';
import { Ruled } from './ruled.ts';
import { Scanned } from './scanned.ts';
import { stateOf, STATES } from './state.ts';

const controlSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  state: z.enum(STATES),
  /** What it asks for and nothing here looks at; null: nothing. */
  unchecked: z.string().nullable(),
  evidence: z.array(findingSchema),
});
export type ReportedControl = z.infer<typeof controlSchema>;

/** How the controls of each framework stand: what `checklist` and `handover` record. */
export const complianceReportSchema = z.strictObject({
  frameworks: z.array(z.strictObject({ id: z.string(), name: z.string(), edition: z.string().nullable(), counts: z.record(z.enum(STATES), z.number()), controls: z.array(controlSchema) })),
  /** The project's own mapping, `compliance.yaml on main`; null: Cutover's alone. */
  mapping: z.string().nullable(),
  /** `not exercised here (emulator)`: supports nothing. */
  notExercised: z.array(z.strictObject({ record: z.string(), check: z.string(), says: z.string() })),
});
export type ComplianceReport = z.infer<typeof complianceReportSchema>;

export interface ComplianceFacts {
  /** What the documents of base and change demand. */
  statements: Statement[];
  /** Of one change in one world, in the order in which they were made. */
  records: StepRecord[];
  stage: Stage;
  mapping: string | null;
  now: Date;
}

/** Steps whose records tell of what was applied. */
const APPLIED = STEPS.filter((step) => ['rehearse', 'validate', 'integrate', 'promote', 'handover'].includes(step));

/** Decides every control from the records. Pure. */
export function complianceReport({ frameworks, checks, rules }: Controls, { statements, records, stage, mapping, now }: ComplianceFacts): ComplianceReport {
  const [ruled, scanned] = [new Ruled(statements, records), new Scanned(records, now)];
  const probed = claimsOf(frameworks.flatMap(({ controls }) => controls.flatMap(({ sources }) => sources)), records, stage);
  const sandbox = records.some(({ target }) => target === 'sandbox');
  const tell = ({ kind, id, own }: Source): Told => {
    if (kind === 'rule') return ruled.tell(id, own ? undefined : rules[id]);
    if (kind === 'check') return scanned.tell(id, checks[id] ?? []);
    return byProbe(probed.get(id));
  };
  const known = new Map<string, Finding>();
  const findingOf = (source: Source): Finding => {
    const key = JSON.stringify(source);
    const { result, says, records: cited = [], exceptions = [] } = known.has(key) ? (known.get(key) as Finding) : tell(source);
    const finding: Finding = { kind: source.kind, id: source.id, result, says, records: cited, emulator: sandbox && cited.some((record) => APPLIED.some((step) => record.startsWith(`${step}/`))), exceptions };
    known.set(key, finding);
    return finding;
  };
  return {
    frameworks: frameworks.map(({ id, name, edition, controls }) => {
      const reported = controls.map((control): ReportedControl => {
        const evidence = control.sources.map(findingOf);
        return { id: control.id, title: control.title, state: stateOf(evidence.map(({ result }) => result), control.unchecked !== null), unchecked: control.unchecked, evidence };
      });
      return { id, name, edition, counts: Object.fromEntries(STATES.map((state) => [state, reported.filter((control) => control.state === state).length])) as ComplianceReport['frameworks'][number]['counts'], controls: reported };
    }),
    mapping,
    notExercised: records.filter(isNewest(records)).flatMap(notExercised),
  };
}

/** Id of a probe → what it decides from these records. */
function claimsOf(sources: Source[], records: StepRecord[], stage: Stage): Map<string, Claim> {
  const ids = [...new Set(sources.flatMap(({ kind, id }) => (kind === 'probe' ? [id] : [])))];
  const statements = ids.map((id): Statement => ({ id, owner: 'compliance', statement: id, section: [], source: { file: 'compliance', line: 1 }, probeId: id }));
  return new Map(decide(statements, records, { stage }).map((claim) => [claim.id, claim]));
}

function byProbe(claim: Claim | undefined): Told {
  if (claim === undefined) return told('open', 'nothing decided it');
  const result = ({ pass: 'passed', fail: 'failed', 'not-applicable': 'not applicable', undecided: 'open' } as const)[claim.decision];
  return told(result, claim.reason, { records: [...new Set(claim.evidence.map(({ record }) => record))] });
}
