import type { Claim } from '../claims/claim.ts';
import type { DocumentStatement } from '../documents/document-statement.ts';
import type { Verdict } from '../evidence/record.ts';
import type { Measurement } from './baseline.ts';
import type { CheckResult } from './check.ts';
import { compared, secondsOf, type Compared } from './targets.ts';

/** A requirement of the architecture, as its document states it. */
export type Requirement = DocumentStatement & Required<Pick<DocumentStatement, 'requirement'>>;

/** A requirement as decided; what `validate` records. */
export interface RequirementResult {
  id: string;
  statement: string;
  /** Where it is written: the base's requirements count beside the change's. */
  source: Requirement['source'];
  level: Requirement['level'];
  /** What its target is about; null without one. */
  kind: NonNullable<Requirement['requirement']['target']>['kind'] | null;
  /** Names of the components that it is about. */
  components: string[];
  /** `undecided` supports no pass. */
  decision: 'pass' | 'fail' | 'undecided';
  /** Null when nothing decides it. By a check and undecided: what the check asks for was not exercised here. */
  by: 'check' | 'rule' | 'attestation' | null;
  /** What was held to `maxSeconds`: the check's wall clock or, measured under load, the percentile that has the bound. Null without a check. */
  seconds: number | null;
  maxSeconds: number | null;
  /** What its checks measured under load, and what the last good delivery had. */
  measured: Measurement[];
  says: string;
}

/** How a requirement was looked at: by the check of cutover.yaml (and by the base's, where that is another), and by its rule or an attestation. */
export interface Shown {
  checks?: CheckResult[] | undefined;
  measured?: Measurement[] | undefined;
  claim?: Claim | undefined;
}

/**
 * A requirement is met when its checks passed, and what they measured keeps its target, or its rule did, or a person attests
 * it; and nothing that was looked at says otherwise.
 */
export function decideRequirement({ id, statement, source, level, requirement: { target, components } }: Requirement, { checks = [], measured = [], claim }: Shown): RequirementResult {
  const base = { id, statement, source, level, kind: target?.kind ?? null, components, ...secondsOf(checks, target), measured };
  const found = [byChecks(checks.map((check) => byCheck(check, compared(check, target)))), byClaim(claim)].filter((one) => one !== undefined);
  return { ...base, ...(first(found, ['fail', 'pass', 'undecided']) ?? { decision: 'undecided', by: null, says: 'nothing decides it' }) };
}

type Answer = Pick<RequirementResult, 'decision' | 'by' | 'says'>;

function first(answers: Answer[], order: Answer['decision'][]): Answer | undefined {
  return order.map((wanted) => answers.find(({ decision }) => decision === wanted)).find((one) => one !== undefined);
}

/** All of them have to pass. */
function byChecks(answers: Answer[]): Answer | undefined {
  const worst = first(answers, ['fail', 'undecided', 'pass']);
  return worst?.decision === 'pass' ? { ...worst, says: answers.map(({ says }) => says).join('; ') } : worst;
}

function byCheck({ name, outcome, detail }: CheckResult, { kept, says }: Compared): Answer {
  if (outcome === 'not-exercised') return { decision: 'undecided', by: 'check', says: detail };
  if (outcome === 'fail') return { decision: 'fail', by: 'check', says: `the check ${name} failed: ${detail}` };
  return { decision: kept ? 'pass' : 'fail', by: 'check', says: `the check ${name} passed ${says}` };
}

/** A rule that has nothing to judge shows nothing. */
function byClaim(claim: Claim | undefined): Answer | undefined {
  if (claim === undefined) return undefined;
  const { decision, by, reason } = claim;
  if ((decision === 'pass' || decision === 'fail') && (by === 'rule' || by === 'attestation')) return { decision, by, says: reason };
  return { decision: 'undecided', by: null, says: reason };
}

/** The verdict over all of them, and what a reader has to know: what was missed, what was not exercised or not decided, or that none is declared. */
export function requirementsVerdict(results: RequirementResult[]): { verdict: Verdict; reasons: string[] } {
  const stops = results.filter(({ level, decision, by }) => level === 'must' && (decision === 'fail' || (decision === 'undecided' && by === null)));
  const reasons = results.filter(({ decision }) => decision !== 'pass').map((result) => reasonOf(result));
  return {
    verdict: stops.length > 0 ? 'fail' : 'pass',
    reasons: results.length === 0 ? ['the architecture has no requirement, so none was verified'] : reasons,
  };
}

function reasonOf({ id, decision, by, says, source }: RequirementResult): string {
  const next = decision === 'undecided' && by === null ? `: give a check for it in cutover.yaml (requirements.${id}), a rule in the architecture, or an attestation on the base` : '';
  return `requirement ${id} (${source.file}:${source.line}): ${decision}: ${says}${next}`;
}
