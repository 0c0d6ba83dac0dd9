import type { Statement } from '../../claims/claim.ts';

/**
 * The items that the base makes mandatory, as its own checklist states them, where the change's states them otherwise or not at
 * all: an id alone does not say what has to be true. An item that reads the same, under the same headings and bound to the same
 * probe, is the change's, so that it counts once.
 */
export function heldByBase(base: Statement[], change: Statement[], mandatory: string[]): Statement[] {
  const same = new Set(change.map((statement) => demandOf(statement)));
  return base.filter((statement) => mandatory.includes(statement.id) && !same.has(demandOf(statement)));
}

function demandOf({ id, section, statement, probeId }: Statement): string {
  return JSON.stringify([id, section, statement, probeId ?? null]);
}
