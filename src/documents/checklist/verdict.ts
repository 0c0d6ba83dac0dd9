import { DECIDERS, DECISIONS, type Claim, type Decider, type Decision } from '../../claims/claim.ts';

export interface ChecklistVerdict {
  verdict: 'pass' | 'fail';
  /** Each item that stops the change, and why; what a reader of a pass has to know. */
  reasons: string[];
  counts: { items: number; decisions: Record<Decision, number>; deciders: Record<Decider, number> };
}

/**
 * The blocking rule: a failed item stops the change, and so does a mandatory one that is undecided, or that the checklist
 * does not have (a typing error in its id must not make it optional). Without any item nothing passes.
 */
export function decideChecklist(claims: Claim[], mandatory: string[]): ChecklistVerdict {
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  const failed = claims.filter(({ decision }) => decision === 'fail').map((claim) => `${place(claim)}: “${claim.statement}” failed: ${claim.reason}`);
  const open = [...new Set(mandatory)].flatMap((id) => {
    const claim = byId.get(id);
    if (claim === undefined) return [`${id} is mandatory, but the checklist has no such item${similar(id, [...byId.keys()])}`];
    return claim.decision === 'undecided' ? [`${place(claim)}: “${claim.statement}” is mandatory and undecided: ${claim.reason}`] : [];
  });
  const empty = claims.length === 0 ? ['the checklist has no item'] : [];
  const stops = [...empty, ...failed, ...open];
  const undecided = claims.filter(({ decision }) => decision === 'undecided').length;
  return {
    verdict: stops.length === 0 ? 'pass' : 'fail',
    reasons: stops.length > 0 ? stops : undecided > 0 ? [`${undecided} of ${claims.length} items are undecided; none of them is mandatory`] : [],
    counts: { items: claims.length, decisions: count(DECISIONS, claims.map(({ decision }) => decision)), deciders: count(DECIDERS, claims.flatMap(({ by }) => (by === null ? [] : [by]))) },
  };
}

function place({ id, source }: Claim): string {
  return `${source.file}:${source.line} (${id})`;
}

function count<K extends string>(kinds: readonly K[], values: K[]): Record<K, number> {
  return Object.fromEntries(kinds.map((kind) => [kind, values.filter((value) => value === kind).length])) as Record<K, number>;
}

/** Ids that share their last part or their beginning with the one that was not found. */
function similar(id: string, ids: string[]): string {
  const near = ids.filter((other) => other.endsWith(id.split('/').at(-1) ?? id) || other.startsWith(id.slice(0, 6))).slice(0, 3);
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}
