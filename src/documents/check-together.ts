import { UserError } from '../errors.ts';
import type { Rule } from '../claims/rules/rule.ts';
import { liesAt } from '../claims/rules/files.ts';
import type { Architecture } from './architecture.ts';
import type { DocumentStatement } from './document-statement.ts';
import type { ProjectStructure } from './project-structure.ts';
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

/** `requirements` of cutover.yaml and of a request name requirements that exist. `file`: which of them it is. */
export function assertRequirementsKnown(ids: string[], statements: DocumentStatement[], file: string): void {
  const known = statements.flatMap(({ id, requirement }) => (requirement === undefined ? [] : [id]));
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) throw unknownName({ file, field: `requirements.${unknown}`, problem: 'the architecture has no such requirement', found: unknown }, known);
}

/** The components that a request covers are some of the architecture's. `place`: where they are named. */
export function assertComponentsKnown(covered: 'all' | string[], { components }: Pick<Architecture, 'components'>, place: { file?: string; field: string }): void {
  const known = Object.keys(components);
  const unknown = covered === 'all' ? undefined : covered.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownName({ ...place, problem: 'the architecture has no such component', found: unknown }, known);
}

/** Files that Cutover is told of lie where the project structure says. `statements`: of base and change. Throws UserError at the line that says so. */
export function assertAtPlace(place: keyof ProjectStructure['places'], files: string[], statements: DocumentStatement[]): void {
  for (const { id, source, rule } of statements) {
    const [pattern] = id === `project-structure/places/${place}` && rule?.kind === 'files' ? (rule.required ?? []) : [];
    if (pattern === undefined) continue;
    const elsewhere = files.find((file) => !liesAt(pattern)(file));
    if (elsewhere !== undefined) throw new UserError({ ...source, field: `places.${place}`, problem: 'a file lies elsewhere than the project structure says', found: elsewhere, allowed: pattern, next: 'move the file, or correct the place' });
  }
}

function unknownName(complaint: UserError['complaint'] & { found: string }, known: string[]): UserError {
  const nearest = nearestName(complaint.found, known);
  const nearestFirst = nearest === undefined ? known : [nearest, ...known.filter((name) => name !== nearest)];
  return new UserError({ ...complaint, allowed: nearestFirst.join(', ') || 'none: the architecture has none', next: nearest === undefined ? 'correct the name, or add it to the architecture' : `write ${nearest}, if that is what is meant` });
}

function componentsIn(rule: Rule | undefined): string[] {
  if (rule === undefined) return [];
  if (rule.kind === 'all') return rule.rules.flatMap((each) => componentsIn(each));
  if (rule.kind === 'components') return Object.entries(rule.dependsOn).flatMap(([name, others]) => [name, ...others]);
  return 'components' in rule ? (rule.components ?? []) : [];
}
