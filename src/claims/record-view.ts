import { Halt } from '../errors.ts';
import type { EnvironmentName, StepRecord } from '../evidence/record.ts';
import { FACTS, type FactsOf, type FactsStep } from './probes/facts.ts';

export interface Found<S extends FactsStep> {
  /** Its name, for evidence. */
  record: string;
  verdict: StepRecord['verdict'];
  mode: StepRecord['mode'];
  facts: FactsOf<S>;
}
/** Why there are no facts to decide from. */
export interface Missing {
  missing: string;
}

/** A component as it was applied in one environment. */
export interface Applied extends Pick<Found<'rehearse'>, 'record'> {
  component: string;
  environment: EnvironmentName;
  facts: Pick<FactsOf<'rehearse'>, 'applied' | 'resources' | 'dataSources' | 'checks'>;
}

/** Records of one change in one world, as probes read them. */
export interface RecordView {
  target: StepRecord['target'] | undefined;
  /** The newest record of a step, whatever its verdict, when its facts can be read. Supports a fail, never a pass. */
  latest: <S extends FactsStep>(step: S, component?: string, environment?: EnvironmentName) => Found<S> | Missing;
  /** As `latest`, when it is a pass. */
  passed: <S extends FactsStep>(step: S, component?: string, environment?: EnvironmentName) => Found<S> | Missing;
  /** True when a statement about the change is a statement about production too. */
  promoted: () => boolean;
  /** All components that synth made, and the record that says so. */
  components: () => { record: string; names: string[] } | Missing;
  /** `rehearse` in test or `promote` in production: one entry per component, none left out. */
  applied: (environment: EnvironmentName) => Applied[] | Missing;
}

/** What a claim is about: the change as it was rehearsed, before production is touched, or as it stands in production. */
export type Stage = 'rehearsed' | 'promoted';

export function isMissing<T extends object>(value: T | Missing): value is Missing {
  return 'missing' in value;
}

/** `rehearse/storage/test`, `scan/change`: how evidence names a record, as its in-toto statement does. */
export function recordName(record: Pick<StepRecord, 'step' | 'component' | 'environment'>): string {
  return [record.step, record.component ?? 'change', record.environment].filter((part) => part !== undefined).join('/');
}

function factsOf(step: FactsStep, record: StepRecord): Found<FactsStep> | Missing {
  const name = recordName(record);
  const facts = FACTS[step].safeParse(record.facts);
  if (facts.success) return { record: name, verdict: record.verdict, mode: record.mode, facts: facts.data };
  const [issue] = facts.error.issues;
  return { missing: `the facts of ${name} (${record.verdict}) cannot be read: ${[issue?.path.join('.'), issue?.message].filter((part) => part).join(': ')}` };
}

/**
 * A view over records in the order in which they were made: of two about the same thing the later counts, also when it is
 * the worse one. Throws Halt when they are not of one change and one world, since then none of them can be cited.
 *
 * `stage` promoted: production has to be shown for every component. Without a stage it is `promoted` once every component
 * was promoted from what synth made last; promotions of before, or of a part, say nothing about what is going to be there.
 */
export function viewOf(records: StepRecord[], stage?: Stage): RecordView {
  const [first] = records;
  const foreign = records.find(({ change, target }) => change !== first?.change || target !== first.target);
  if (first !== undefined && foreign !== undefined) {
    throw new Halt({ problem: 'records of different changes or worlds cannot decide one claim', found: `${foreign.change} in ${foreign.target}`, allowed: `${first.change} in ${first.target}` });
  }
  const newest = new Map(records.map((record) => [recordName(record), record]));

  // Many statements ask the same, and a record's facts may hold every resource.
  const read = new Map<StepRecord, Found<FactsStep> | Missing>();

  const latest: RecordView['latest'] = (step, component, environment) => {
    const wanted = recordName({ step, component, environment });
    // A step about the whole change may name the environment that it asked.
    const record = newest.get(wanted) ?? (component === undefined && environment === undefined ? records.findLast((candidate) => candidate.step === step && candidate.component === undefined) : undefined);
    if (record === undefined) return { missing: `there is no record ${wanted}` };
    const found = read.get(record) ?? factsOf(step, record);
    read.set(record, found);
    return found;
  };

  const passed: RecordView['passed'] = (step, component, environment) => {
    const found = latest(step, component, environment);
    return isMissing(found) || found.verdict === 'pass' ? found : { missing: `the record ${found.record} is not a pass (${found.verdict})` };
  };

  const components: RecordView['components'] = once(() => {
    const synth = passed('synth');
    if (isMissing(synth)) return synth;
    const names = [...new Set(synth.facts.components.map(({ name }) => name))];
    return names.length === 0 ? { missing: `the record ${synth.record} names no component` } : { record: synth.record, names };
  });

  const promoted = once((): boolean => {
    if (stage !== undefined) return stage === 'promoted';
    const known = components();
    const since = records.slice(records.findLastIndex(({ step }) => step === 'synth') + 1);
    return !isMissing(known) && known.names.every((name) => since.findLast(({ step, component }) => step === 'promote' && component === name)?.verdict === 'pass');
  });

  const appliedIn = (environment: EnvironmentName): Applied[] | Missing => {
    const known = components();
    if (isMissing(known)) return known;
    // Promotions of before say nothing about what this change is going to leave there, neither good nor bad.
    if (environment === 'production' && !promoted()) return { missing: 'not every component has been promoted yet' };
    const entries: Applied[] = [];
    for (const component of known.names) {
      const found = passed(environment === 'test' ? 'rehearse' : 'promote', component, environment);
      if (isMissing(found)) return found;
      if (!found.facts.applied) return { missing: `the record ${found.record} says that nothing was applied` };
      entries.push({ component, environment, record: found.record, facts: found.facts });
    }
    return entries;
  };
  const [test, production] = [once(() => appliedIn('test')), once(() => appliedIn('production'))];
  const applied: RecordView['applied'] = (environment) => (environment === 'test' ? test() : production());

  return { target: first?.target, latest, passed, promoted, components, applied };
}

function once<T>(work: () => T): () => T {
  let made: { of: T } | undefined;
  return () => (made ??= { of: work() }).of;
}
