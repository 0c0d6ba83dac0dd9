import type { Statement } from '../../claims/claim.ts';
import type { Checklist } from './item.ts';

/** A checklist's items as statements to be decided. `owner`: who answers for those that name nobody. */
export function statementsOf(checklist: Checklist, owner: string): Statement[] {
  return checklist.items.map(({ id, section, text, line, probeId }) => ({
    id,
    owner,
    statement: text,
    section,
    source: { file: checklist.file, line },
    ...(probeId === undefined ? {} : { probeId }),
  }));
}
