import { STEPS, type EnvironmentName, type StepName, type StepRecord, type Verdict } from '../evidence/record.ts';

/** How the last record of a step, about a component or about the whole change, ended. */
export interface StepResult {
  step: StepName;
  component?: string;
  environment?: EnvironmentName;
  verdict: Verdict;
  /** ISO 8601, UTC. */
  finishedAt: string;
  reasons: string[];
}

const PER_COMPONENT: StepName[] = ['refine', 'rehearse', 'promote'];

/** The last record of each step and component, in the order of the steps. `records`: by step and component, each oldest first. */
export function lastResults(records: StepRecord[]): StepResult[] {
  const last = new Map(records.map((record) => [`${record.step}/${record.component ?? ''}`, record]));
  return [...last.values()]
    .sort((a, b) => STEPS.indexOf(a.step) - STEPS.indexOf(b.step))
    .map(({ step, component, environment, verdict, finishedAt, reasons }) => ({ step, ...(component === undefined ? {} : { component }), ...(environment === undefined ? {} : { environment }), verdict, finishedAt, reasons }));
}

/** The newest result, if it is no pass: what the change came to a stop at. */
export function stoppedAt(results: StepResult[]): StepResult | undefined {
  const newest = [...results].sort((a, b) => Date.parse(a.finishedAt) - Date.parse(b.finishedAt)).at(-1);
  return newest === undefined || newest.verdict === 'pass' ? undefined : newest;
}

/** The first step that has not passed, for each of the components where it is done for each. Undefined when all have. */
export function nextStep(results: StepResult[], components: string[]): StepName | undefined {
  const passed = (step: StepName, component?: string): boolean => results.some((result) => result.step === step && result.component === component && result.verdict === 'pass');
  return STEPS.find((step) => (PER_COMPONENT.includes(step) ? components.length === 0 || !components.every((component) => passed(step, component)) : !passed(step)));
}
