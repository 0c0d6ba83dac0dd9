import { promoteFacts, approvalFacts } from '../claims/probes/facts.ts';
import { recordName } from '../claims/record-view.ts';
import type { StepRecord } from '../evidence/record.ts';
import type { HandoverInput } from './input.ts';

type Checks = { name: string; outcome: 'pass' | 'fail' | 'not-exercised'; seconds: number; detail: string }[];

/** Records of another world say nothing about this one. */
export function recordsOf(input: Pick<HandoverInput, 'records' | 'target'>): StepRecord[] {
  return input.records.filter(({ target }) => target === input.target);
}

function latest(input: HandoverInput, step: StepRecord['step'], component?: string): StepRecord | undefined {
  return recordsOf(input).findLast((record) => record.step === step && record.component === component);
}

/** Who let the change begin and who let it into production; [] where no record says so. */
export function approvers(input: HandoverInput): { request: string[]; promotion: string[] } {
  const request = approvalFacts.safeParse(latest(input, 'approval')?.facts);
  const promotions = input.components.map(({ component }) => promoteFacts.safeParse(latest(input, 'promote', component.name)?.facts));
  return {
    request: request.success ? [...request.data.approvedBy, ...(request.data.template === null ? [] : [`template ${request.data.template}`])] : [],
    promotion: [...new Set(promotions.flatMap((promotion) => (promotion.success ? promotion.data.approvedBy : [])))],
  };
}

export function sealOf(input: HandoverInput): string | null {
  const seals = new Set(input.components.map(({ component }) => promoteFacts.safeParse(latest(input, 'promote', component.name)?.facts).data?.seal));
  const [seal] = seals;
  return seals.size === 1 && seal !== undefined ? seal : null;
}

/** The checks that ran in production after the component's promotion. */
export function productionChecks(input: HandoverInput, component: string): { checks: Checks; at: string | null } {
  const record = latest(input, 'promote', component);
  const facts = promoteFacts.safeParse(record?.facts);
  return { checks: facts.success ? facts.data.checks : [], at: record?.finishedAt ?? null };
}

/** All that a record says was not exercised, and why; from the newest record of each thing. */
export function notExercised(input: HandoverInput): { record: string; says: string }[] {
  const newest = new Map(recordsOf(input).map((record) => [recordName(record), record]));
  return [...newest].flatMap(([name, record]) => record.reasons.filter((reason) => reason.includes('not exercised')).map((says) => ({ record: name, says })));
}
