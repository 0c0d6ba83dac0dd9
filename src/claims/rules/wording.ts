import { redact } from '../../terraform/redact.ts';
import type { ComponentFacts } from './facts.ts';
import type { Condition } from './rule.ts';
import type { Value } from './values.ts';

const LONGEST = 120;

/** What stands at an attribute, as it follows its name. Values that look secret are hidden: what is said here is recorded. */
export function found(value: Value, attribute: string): string {
  switch (value.is) {
    case 'known': {
      const shown = redact(value.value, false, nameOf(attribute));
      return JSON.stringify(shown) === JSON.stringify(value.value) ? `is ${shortened(JSON.stringify(shown))}` : 'has a value that is not shown';
    }
    case 'absent':
      return 'is not set';
    case 'reference':
      return `is written as ${shortened(hiddenIfSecret(value.text, attribute))}, and what that will be is not known yet`;
    case 'hidden':
      return 'has a value that is marked as sensitive';
    case 'computed':
      return 'is not written, and known only after apply';
    case 'unreadable':
      return 'cannot be read from the stack, and is not in a plan';
  }
}

function hiddenIfSecret(text: string, attribute: string): string {
  return redact(text, false, nameOf(attribute)) === text ? text : '(hidden)';
}

function nameOf(attribute: string): string | undefined {
  return attribute.split('.').at(-1);
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

/** What a condition demands, as it follows “must”. */
export function demanded(condition: Condition, { name, environment }: Pick<ComponentFacts, 'name' | 'environment'>): string {
  const { equals, oneOf, noneOf, matches, notMatches, notWritten, atLeast, atMost, denies: denial } = condition;
  const list = (values: unknown[]): string => values.map((value) => JSON.stringify(value)).join(' or ');
  const pattern = (text: string): string => text.replaceAll('{component}', name).replaceAll('{environment}', environment);
  if (equals !== undefined) return `be ${JSON.stringify(equals)}`;
  if (oneOf !== undefined) return `be ${list(oneOf)}`;
  if (noneOf !== undefined) return `not be ${list(noneOf)}`;
  if (matches !== undefined) return `match ${pattern(matches)}`;
  if (notMatches !== undefined) return `not match ${pattern(notMatches)}`;
  if (notWritten !== undefined) return `not match ${pattern(notWritten)}`;
  if (atLeast !== undefined) return `be ${atLeast} or more`;
  if (atMost !== undefined) return `be ${atMost} or less`;
  if (denial !== undefined) return `deny ${denial.action} to everyone${denial.resources > 1 ? `, on ${denial.resources} resources,` : ''} when ${JSON.stringify(denial.when)}`;
  return condition.present === true ? 'be set' : 'not be set';
}
