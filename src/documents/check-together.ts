import { UserError } from '../errors.ts';
import type { Rule } from '../claims/rules/rule.ts';
import type { Architecture } from './architecture.ts';
import type { DocumentStatement } from './document-statement.ts';
import { nearestName } from './nearest-name.ts';
import { assertDistinct } from './read-document.ts';

/** What the four documents of one version say together, and what else names their parts. */
export interface Together {
  architecture: Architecture;
  statements: DocumentStatement[];
}

/**
 * Holds the documents to each other: no id twice, no component that the architecture does not have. A rule about a component
 * that is misspelt would judge nothing and look like one that holds. Throws UserError with the line.
 */
export function assertTogether({ architecture, statements }: Together): void {
  assertDistinct(statements);
  const known = Object.keys(architecture.components);
  for (const { source, rule, requirement } of statements) {
    const named = [...(requirement?.components ?? []), ...componentsIn(rule)];
    const unknown = named.find((name) => !known.includes(name));
    if (unknown !== undefined) throw unknownName({ ...source, field: 'components', problem: 'the architecture has no such component', found: unknown }, known);
  }
}

/** `requirements` of cutover.yaml gives checks for requirements that exist. `file`: its name. */
export function assertRequirementsKnown(ids: string[], statements: DocumentStatement[], file: string): void {
  const known = statements.flatMap(({ id, requirement }) => (requirement === undefined ? [] : [id]));
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) throw unknownName({ file, field: `requirements.${unknown}`, problem: 'the architecture has no such requirement', found: unknown }, known);
}

function unknownName(complaint: UserError['complaint'] & { found: string }, known: string[]): UserError {
  const nearest = nearestName(complaint.found, known);
  return new UserError({ ...complaint, allowed: known.join(', ') || 'none: the architecture has none', next: nearest === undefined ? 'correct the name, or add it to the architecture' : `write ${nearest}, if that is what is meant` });
}

function componentsIn(rule: Rule | undefined): string[] {
  if (rule === undefined) return [];
  if (rule.kind === 'all') return rule.rules.flatMap((each) => componentsIn(each));
  if (rule.kind === 'components') return Object.entries(rule.dependsOn).flatMap(([name, others]) => [name, ...others]);
  return 'components' in rule ? (rule.components ?? []) : [];
}
