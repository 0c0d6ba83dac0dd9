import type { Claim } from '../claims/claim.ts';
import type { RuleFacts } from '../claims/rules/facts.ts';
import { aboutComponents, type Rule } from '../claims/rules/rule.ts';
import type { DocumentStatement } from '../documents/document-statement.ts';

/** A statement as far as it can be decided on the facts of one component alone: without what it asks of files, if it asks for more. */
export function alone(statement: DocumentStatement): DocumentStatement {
  const rule = statement.rule === undefined ? undefined : aboutComponents(statement.rule);
  return rule === undefined ? statement : { ...statement, rule };
}

/** The facts of one component alone: what a rule says about these, it says about that component. */
export function factsOf(facts: RuleFacts, component: string): RuleFacts {
  return { ...facts, components: facts.components.filter(({ name }) => name === component) };
}

/**
 * Whether a statement is about this component. Of a rule that judges components one by one, its decision on the component's own
 * facts tells (`own`, of the statement `alone`: it is not applicable where nothing is there that it is about); of anything else, that it names the component.
 */
export function bearsOn(statement: DocumentStatement, component: string, own: Claim | undefined): boolean {
  const { requirement } = statement;
  const rule = statement.rule === undefined ? undefined : aboutComponents(statement.rule);
  if (requirement !== undefined) return requirement.components.includes(component);
  if (rule === undefined) return statement.rule?.kind !== 'components' && names(statement.statement, component);
  return own === undefined ? covers(rule, component) : own.decision !== 'not-applicable';
}

function covers(rule: Rule, component: string): boolean {
  if (rule.kind === 'all') return rule.rules.some((each) => covers(each, component));
  return !('components' in rule) || rule.components === undefined || rule.components.includes(component);
}

/** Whether a text speaks of the component, as a word of its own. */
export function names(text: string, component: string): boolean {
  return text.toLowerCase().split(/[^a-z0-9-]+/).includes(component);
}
