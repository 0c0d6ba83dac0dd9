import type { JsonObject } from '../../json.ts';
import { judgeConditions } from './condition.ts';
import type { ComponentFacts, RuleFacts } from './facts.ts';
import { incomplete, nameOf, namesOf, violationAt, type Findings } from './findings.ts';
import type { RuleOf } from './rule.ts';
import { inScope } from './scope.ts';

/** Every configuration of a provider has these values: the region, the account. */
export function judgeProvider(rule: RuleOf<'provider'>, facts: RuleFacts): Findings {
  const components = inScope(rule, facts);
  const findings: Findings = { judged: 0, looked: '', violations: [], missing: incomplete(components) };
  const users = components.filter((component) => usesProvider(component, rule.provider));
  for (const component of users) {
    const configurations = configurationsOf(component, rule.provider);
    findings.judged += Math.max(1, configurations.length);
    if (configurations.length === 0) findings.violations.push(violationAt(component, undefined, `has no configuration of the provider ${rule.provider}, so its settings come from whoever runs it`));
    for (const configuration of configurations) {
      const alias = configuration['alias'];
      const which = `provider ${rule.provider}${typeof alias === 'string' ? `.${alias}` : ''}`;
      const { breaks, unknown, hidden } = judgeConditions(rule.must, { written: configuration, planned: undefined }, component);
      if (hidden) findings.hidden = true;
      findings.violations.push(...breaks.map((problem) => violationAt(component, undefined, `${which}: ${problem}`)));
      findings.missing.push(...unknown.map((what) => `${nameOf(component)}, ${which}: ${what}`));
    }
  }
  return { ...findings, looked: `${findings.judged} configurations of the provider ${rule.provider} in ${namesOf(users)}` };
}

/** A provider's resource types begin with its name. */
function usesProvider(component: ComponentFacts, provider: string): boolean {
  return configurationsOf(component, provider).length > 0 || component.resources.some(({ type }) => type === provider || type.startsWith(`${provider}_`));
}

function configurationsOf({ providers }: ComponentFacts, provider: string): JsonObject[] {
  return Object.hasOwn(providers, provider) ? (providers[provider] ?? []) : [];
}
