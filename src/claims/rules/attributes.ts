import { isMeant, judgeConditions } from './condition.ts';
import type { ComponentFacts, RuleFacts } from './facts.ts';
import { incomplete, namesOf, violationAt, type Findings } from './findings.ts';
import type { RuleOf } from './rule.ts';
import { inScope, resourcesOf } from './scope.ts';

/** Every resource of these types (that fits `where`) has these values. */
export function judgeAttributes(rule: RuleOf<'attributes'>, facts: RuleFacts): Findings {
  const components = inScope(rule, facts);
  const findings: Findings = { judged: 0, looked: '', violations: [], missing: incomplete(components) };
  const having = new Set<ComponentFacts>();
  for (const component of components) {
    for (const resource of resourcesOf(component, rule.types)) {
      const meant = isMeant(rule.where, resource, component);
      if (meant === 'no') continue;
      findings.judged += 1;
      having.add(component);
      const { breaks, unknown, hidden } = judgeConditions(rule.must, resource, component);
      if (meant === 'yes') findings.violations.push(...breaks.map((problem) => violationAt(component, resource, problem)));
      else if (breaks.length > 0) findings.missing.push(`${resource.address}: whether the rule is about it is not known yet`);
      if (hidden || (meant === 'hidden' && breaks.length > 0)) findings.hidden = true;
      findings.missing.push(...unknown.map((what) => `${resource.address}: ${what}`));
    }
  }
  const condition = rule.where === undefined ? '' : ' that the rule is about';
  return { ...findings, looked: `${findings.judged} of ${rule.types.join(', ')}${condition} in ${namesOf(having.size === 0 ? components : having)}` };
}
