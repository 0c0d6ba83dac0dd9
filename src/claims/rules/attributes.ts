import { judgeConditions } from './condition.ts';
import { judgeEachMeant } from './each-meant.ts';
import type { RuleFacts } from './facts.ts';
import { violationAt, type Findings } from './findings.ts';
import type { RuleOf } from './rule.ts';

/** Every resource of these types (that fits `where`) has these values. */
export function judgeAttributes(rule: RuleOf<'attributes'>, facts: RuleFacts): Findings {
  const findings = judgeEachMeant(rule, facts, (resource, component) => {
    const { breaks, unknown, hidden } = judgeConditions(rule.must, resource, component);
    return {
      violations: breaks.map((problem) => violationAt(component, resource, problem)),
      missing: unknown.map((what) => `${resource.address}: ${what}`),
      hidden,
    };
  });
  const condition = rule.where === undefined ? '' : ' that the rule is about';
  return { ...findings, looked: `${findings.judged} of ${rule.types.join(', ')}${condition} in ${findings.looked}` };
}
