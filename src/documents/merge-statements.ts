import { digestOf } from '../digest.ts';
import type { DocumentStatement } from './document-statement.ts';
import { COMPONENTS_ID } from './statements/architecture.ts';

/**
 * What counts of all documents, as they stand on the base and in the change: a change does not choose its judges. Of a demand
 * that both make, the change's place and the base's owner. A demand that only one of them makes, or that they make in
 * different words, with another level or rule, counts as it stands there, so that what the change weakens or removes holds
 * until it is merged. Components and dependencies are the change's own: they have to equal what the change's code makes.
 * Give it all documents at once: an id means one demand, in whichever document it stands.
 */
export function mergeStatements(base: DocumentStatement[], change: DocumentStatement[]): DocumentStatement[] {
  const onBase = new Map(base.map((statement) => [demandOf(statement), statement]));
  const idsOnBase = new Set(base.map(({ id }) => id));
  const inChange = new Set(change.map((statement) => demandOf(statement)));
  return [
    ...change.map((statement): DocumentStatement => {
      const same = onBase.get(demandOf(statement));
      if (same !== undefined) return { ...statement, owner: same.owner };
      // An attestation on the base can be about a demand that is new, but not about one that reads otherwise there.
      return idsOnBase.has(statement.id) ? { ...statement, differsFromBase: true } : statement;
    }),
    ...base.filter((statement) => !inChange.has(demandOf(statement)) && statement.id !== COMPONENTS_ID),
  ];
}

function demandOf({ id, statement, level, rule, probeId, requirement }: DocumentStatement): string {
  return digestOf({ id, statement, level, rule: rule ?? null, probeId: probeId ?? null, requirement: requirement ?? null });
}
