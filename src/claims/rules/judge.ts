import { numberOf } from '../../number-of.ts';
import type { Evidence, Violation } from '../claim.ts';
import { listed } from '../probe.ts';
import { judgeAttributes } from './attributes.ts';
import { judgeCompanion } from './companion.ts';
import { judgeComponents } from './components.ts';
import type { RuleFacts } from './facts.ts';
import { judgeFiles } from './files.ts';
import type { Findings } from './findings.ts';
import { judgeProvider } from './provider.ts';
import type { Rule } from './rule.ts';
import { strangersIn } from './scope.ts';
import { judgeTags } from './tags.ts';
import { judgeTypes } from './types.ts';
import { judgeVersion } from './version.ts';

export interface RuleResult {
  /** `unknown` decides nothing; `not-applicable`: nothing is there that the rule is about. */
  outcome: 'pass' | 'fail' | 'unknown' | 'not-applicable';
  /** One sentence; for `unknown`, what is missing. */
  reason: string;
  /** Empty unless it fails. */
  violations: Violation[];
  evidence: Evidence[];
  /** It is unknown since a value is hidden: what hides it must not be what lets a person decide. */
  hidden?: boolean;
}

/**
 * Judges one rule. A single violation is a fail, whatever else is not known; without one, whatever is not known leaves the
 * rule undecided; so does a component of its scope that nobody has, which may have another name now. Never throws for facts, however incomplete they are.
 */
export function judge(rule: Rule, facts: RuleFacts): RuleResult {
  if (rule.kind === 'all') return together(rule.rules.map((each) => judge(each, facts)));
  if (facts.components.length === 0 && rule.kind !== 'files' && rule.kind !== 'components') return { outcome: 'unknown', reason: 'no component is known yet', violations: [], evidence: [] };
  const { judged, looked, violations, missing, hidden = false } = findingsOf(rule, facts);
  const evidence = evidenceOf(looked, facts, rule.kind !== 'files' && rule.kind !== 'components');
  const [first] = violations;
  if (first !== undefined) return { outcome: 'fail', reason: counted(violations), violations, evidence };
  const strangers = facts.names === undefined ? [] : strangersIn(rule, facts.names);
  if (strangers.length > 0) return { outcome: 'unknown', reason: `the rule is about ${strangers.join(', ')}, and there is no such component: one that was renamed or removed takes its rule along`, violations: [], evidence, hidden };
  if (missing.length > 0) return { outcome: 'unknown', reason: `${listed([...new Set(missing)], 3)}${facts.records.plans === undefined ? '; decided when there is a plan' : ''}`, violations: [], evidence, hidden };
  if (judged === 0) return { outcome: 'not-applicable', reason: `nothing is there that it is about: ${looked}`, violations: [], evidence };
  return { outcome: 'pass', reason: `all is as demanded: ${looked}`, violations: [], evidence };
}

function findingsOf(rule: Exclude<Rule, { kind: 'all' }>, facts: RuleFacts): Findings {
  switch (rule.kind) {
    case 'attributes':
      return judgeAttributes(rule, facts);
    case 'companion':
      return judgeCompanion(rule, facts);
    case 'types':
      return judgeTypes(rule, facts);
    case 'tags':
      return judgeTags(rule, facts);
    case 'provider':
      return judgeProvider(rule, facts);
    case 'version':
      return judgeVersion(rule, facts);
    case 'files':
      return judgeFiles(rule, facts);
    case 'components':
      return judgeComponents(rule, facts);
  }
}

/** Several rules that say one demand: all that apply hold. */
function together(results: RuleResult[]): RuleResult {
  const outcome = (['fail', 'unknown', 'pass'] as const).find((each) => results.some((result) => result.outcome === each)) ?? 'not-applicable';
  const violations = results.flatMap((result) => result.violations);
  const deciding = results.filter((result) => result.outcome === outcome);
  return {
    outcome,
    reason: outcome === 'fail' ? counted(violations) : deciding.map(({ reason }) => reason).join('; '),
    violations,
    evidence: results.flatMap(({ evidence }) => evidence),
    hidden: outcome === 'unknown' && deciding.some(({ hidden }) => hidden),
  };
}

function counted(violations: Violation[]): string {
  const [first] = violations;
  const where = [first?.component, first?.resource].filter((part) => part !== undefined).join(', ');
  const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : '';
  return `${where === '' ? '' : `${where}: `}${first?.problem ?? ''}${more}`;
}

function evidenceOf(looked: string, { records, components }: RuleFacts, planned: boolean): Evidence[] {
  const resources = components.flatMap((component) => component.resources).filter((resource) => resource.planned !== undefined).length;
  return [
    { record: records.stacks, says: looked },
    ...(records.plans !== undefined && planned && resources > 0 ? [{ record: records.plans, says: `the planned values of ${numberOf(resources, 'resource')}` }] : []),
  ];
}
