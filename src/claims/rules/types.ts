import { numberOf } from '../../number-of.ts';
import { listed } from '../probe.ts';
import type { RuleFacts } from './facts.ts';
import { incomplete, namesOf, violationAt, type Findings } from './findings.ts';
import type { RuleOf } from './rule.ts';
import { inScope, isOneOf } from './scope.ts';

/** Which resource types there may be. */
export function judgeTypes(rule: RuleOf<'types'>, facts: RuleFacts): Findings {
  const components = inScope(rule, facts);
  const wrong = (type: string): string | undefined => {
    if (rule.allowed !== undefined && !isOneOf(rule.allowed, type)) return `${type} is not one of the types that may be used: ${listed(rule.allowed, 12)}`;
    return rule.forbidden !== undefined && isOneOf(rule.forbidden, type) ? `${type} is forbidden; remove it, or use another type` : undefined;
  };
  const resources = components.flatMap((component) => component.resources.map((resource) => ({ component, resource })));
  const violations = resources.flatMap(({ component, resource }) => {
    const problem = wrong(resource.type);
    return problem === undefined ? [] : [violationAt(component, resource, problem)];
  });
  const types = [...new Set(resources.map(({ resource }) => resource.type))].sort();
  return { judged: resources.length, looked: `${numberOf(resources.length, 'resource')} in ${namesOf(components)}, of the types ${listed(types, 20) || '(none)'}`, violations, missing: incomplete(components) };
}
