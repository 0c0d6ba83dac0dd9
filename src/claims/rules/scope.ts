import type { EnvironmentName } from '../../evidence/record.ts';
import type { ComponentFacts, ResourceFacts, RuleFacts } from './facts.ts';
import type { Rule } from './rule.ts';

interface Scope {
  components?: string[] | undefined;
  environments?: EnvironmentName[] | undefined;
}

/** The components that a rule judges. */
export function inScope(rule: Scope, facts: RuleFacts): ComponentFacts[] {
  return facts.components.filter(({ name, environment }) => (rule.components?.includes(name) ?? true) && (rule.environments?.includes(environment) ?? true));
}

/** Names in a rule's scope that no component has: such a rule judges less than it says. */
export function strangersIn(rule: Rule, components: string[]): string[] {
  if (rule.kind === 'all') return [...new Set(rule.rules.flatMap((each) => strangersIn(each, components)))];
  return 'components' in rule ? (rule.components ?? []).filter((name) => !components.includes(name)) : [];
}

/** True when the type is one of these, or begins as one that ends in `*`. */
export function isOneOf(patterns: string[], type: string): boolean {
  return patterns.some((pattern) => (pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern));
}

export function resourcesOf(component: ComponentFacts, types: string[]): ResourceFacts[] {
  return component.resources.filter(({ type }) => isOneOf(types, type));
}

/** A rule's pattern for one component in one environment. */
export function patternFor(pattern: string, { name, environment }: Pick<ComponentFacts, 'name' | 'environment'>): RegExp {
  return new RegExp(pattern.replaceAll('{component}', name).replaceAll('{environment}', environment), 'u');
}
