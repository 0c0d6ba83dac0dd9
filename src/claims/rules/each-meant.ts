import type { Violation } from '../claim.ts';
import { isMeant } from './condition.ts';
import type { ComponentFacts, ResourceFacts, RuleFacts } from './facts.ts';
import { incomplete, namesOf, type Findings } from './findings.ts';
import type { Condition } from './rule.ts';
import { inScope, resourcesOf } from './scope.ts';

/** What was found about one resource; `missing` is what could not be told. */
export interface Judged {
  violations: Violation[];
  missing: string[];
  hidden: boolean;
}

interface AboutResources {
  types: string[];
  where?: Condition[] | undefined;
}

/**
 * Judges every resource that the rule means. Where it cannot be told whether it means one, what breaks it there is missing and
 * no violation. `looked`: names of the components that have such resources, or of all that were looked at.
 */
export function judgeEachMeant(rule: AboutResources & Parameters<typeof inScope>[0], facts: RuleFacts, judge: (resource: ResourceFacts, component: ComponentFacts) => Judged): Findings {
  const components = inScope(rule, facts);
  const findings: Findings = { judged: 0, looked: '', violations: [], missing: incomplete(components) };
  const having = new Set<ComponentFacts>();
  for (const component of components) {
    for (const resource of resourcesOf(component, rule.types)) {
      const meant = isMeant(rule.where, resource, component);
      if (meant === 'no') continue;
      findings.judged += 1;
      having.add(component);
      const { violations, missing, hidden } = judge(resource, component);
      if (hidden || (meant === 'hidden' && violations.length > 0)) findings.hidden = true;
      if (meant === 'yes') findings.violations.push(...violations);
      else if (violations.length > 0) findings.missing.push(`${resource.address}: whether the rule is about it is not known yet`);
      findings.missing.push(...missing);
    }
  }
  return { ...findings, looked: namesOf(having.size === 0 ? components : having) };
}
