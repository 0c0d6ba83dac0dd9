import type { EnvironmentName } from '../../evidence/record.ts';
import { regularExpression, type RegularExpression } from '../../regular-expression.ts';
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

/** A rule's pattern for one component in one environment; undefined when their names make something of it that is none (`[w-{component}]`). */
export function patternFor(pattern: string, { name, environment }: Pick<ComponentFacts, 'name' | 'environment'>): RegularExpression | undefined {
  return regularExpression(pattern.replaceAll('{component}', () => escaped(name)).replaceAll('{environment}', () => escaped(environment)));
}

/** As it stands for itself everywhere in a pattern, also between brackets, where a hyphen would make a range. */
function escaped(name: string): string {
  return name.replace(/[^a-z0-9]/gi, (character) => `\\x{${character.codePointAt(0)?.toString(16) ?? ''}}`);
}
