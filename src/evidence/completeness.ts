import type { ApprovalKind } from './approval-statement.ts';
import { STEPS, type StepRecord } from './record.ts';
import type { BundleContent, Problem } from './verify.ts';

/**
 * What a delivered change must have left and this bundle lacks: a pass of every step, in the world where production was
 * changed; no step whose last word on the whole change is no pass; an approval of the request as the passing `approval` step
 * read it (a standard change has its template instead), and one of the seal that a passing `plan` made.
 */
export function missingFrom({ records, approvals }: Pick<BundleContent, 'records' | 'approvals'>): Problem[] {
  const all = records.map(({ record }) => record);
  const target = newest(all.filter(({ step, verdict }) => step === 'promote' && verdict === 'pass'))?.target;
  const passes = all.filter((record) => record.verdict === 'pass' && (target === undefined || record.target === target));
  const withoutPass = STEPS.filter((step) => !passes.some((record) => record.step === step));
  const lastWords = STEPS.flatMap((step) => newest(all.filter((record) => record.step === step && record.component === undefined)) ?? []);
  const isBound = (kind: ApprovalKind, step: StepRecord['step'], world: StepRecord['target'] | null): boolean =>
    approvals.some(({ signed: { statement } }) => {
      const digest = statement.subject[0].digest.sha256;
      const relied = passes.filter((record) => record.step === step).flatMap((record) => Object.values({ ...record.inputs, ...prefixed(record.subjects) }));
      return statement.predicate.kind === kind && statement.predicate.target === world && relied.includes(digest);
    });
  return [
    ...withoutPass.map((step) => ({ file: step, why: `no statement says that step ${step} passed${target === undefined ? '' : ` (${target})`}` })),
    ...lastWords.filter(({ verdict }) => verdict !== 'pass').map(({ step, verdict }) => ({ file: step, why: `the last word of step ${step} is ${verdict}` })),
    ...(isBound('request', 'approval', null) || isPreApproved(passes) ? [] : [{ file: 'approvals', why: 'there is no approval of the request that step approval accepted' }]),
    ...(isBound('promotion', 'plan', target ?? null) ? [] : [{ file: 'approvals', why: 'there is no approval of the promotion that step plan sealed' }]),
  ];
}

/** The last word of the step: that it was a standard change, and which template of the base's policy approved it. */
function isPreApproved(passes: StepRecord[]): boolean {
  const facts = newest(passes.filter(({ step }) => step === 'approval'))?.facts;
  return facts?.['risk'] === 'standard' && typeof facts['template'] === 'string';
}

/** Inputs and subjects may have equal names, and both are wanted. */
function prefixed(digests: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(digests).map(([name, digest]) => [`subject ${name}`, digest]));
}

function newest(records: StepRecord[]): StepRecord | undefined {
  return records.toSorted((a, b) => Date.parse(a.finishedAt) - Date.parse(b.finishedAt)).at(-1);
}
