import { digestOf } from '../digest.ts';
import type { DocumentStatement } from './document-statement.ts';

/**
 * What counts of the documents of the base and of the change: a change does not choose its judges. Of a demand that both make,
 * the change's place and the base's owner. A demand that only one of them makes, or that they make in different words, with
 * another level or rule, counts as it stands there, so that what the change weakens or removes holds until it is merged.
 * Components and dependencies are the change's own: they have to equal what the change's code makes.
 */
export function mergeStatements(base: DocumentStatement[], change: DocumentStatement[]): DocumentStatement[] {
  const judges = base.filter(({ rule }) => rule?.kind !== 'components');
  const onBase = new Map(judges.map((statement) => [demandOf(statement), statement]));
  const inChange = new Set(change.map((statement) => demandOf(statement)));
  return [
    ...change.map((statement) => ({ ...statement, owner: onBase.get(demandOf(statement))?.owner ?? statement.owner })),
    ...judges.filter((statement) => !inChange.has(demandOf(statement))),
  ];
}

function demandOf({ id, statement, level, rule, probeId, requirement }: DocumentStatement): string {
  return digestOf({ id, statement, level, rule: rule ?? null, probeId: probeId ?? null, requirement: requirement ?? null });
}
