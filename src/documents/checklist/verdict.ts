import { DECIDERS, DECISIONS, type Claim, type Decider, type Decision } from '../../claims/claim.ts';
import { numberOf } from '../../number-of.ts';

export interface ChecklistVerdict {
  verdict: 'pass' | 'fail';
  /** Each item that stops the change, and why; what a reader of a pass has to know. */
  reasons: string[];
  counts: { items: number; decisions: Record<Decision, number>; deciders: Record<Decider, number> };
}

/**
 * The blocking rule: a failed item stops the change, and so does a mandatory one that is undecided, or that the checklist
 * does not have (a typing error in its id must not make it optional). Without any item nothing passes.
 * `onBase`: mandatory items that the base states otherwise, see `heldByBase`. They have to hold beside the change's, of
 * which none may be missing for that.
 */
export function decideChecklist(own: Claim[], mandatory: string[], onBase: Claim[] = []): ChecklistVerdict {
  const claims = [...own, ...onBase];
  const ids = own.map(({ id }) => id);
  const failed = claims.filter(({ decision }) => decision === 'fail').map((claim) => `${place(claim)}: “${claim.statement}” failed: ${claim.reason}`);
  const missing = [...new Set(mandatory)].filter((id) => !ids.includes(id)).map((id) => `${id} is mandatory, but the checklist has no such item${similar(id, ids)}`);
  const open = [...own.filter(({ id }) => mandatory.includes(id)), ...onBase]
    .filter(({ decision }) => decision === 'undecided')
    .map((claim) => `${place(claim)}: “${claim.statement}” is mandatory and undecided: ${claim.reason}`);
  const empty = own.length === 0 ? ['the checklist has no item'] : [];
  const stops = [...empty, ...failed, ...missing, ...open];
  const counts = countClaims(claims);
  const { undecided } = counts.decisions;
  return {
    verdict: stops.length === 0 ? 'pass' : 'fail',
    reasons: stops.length > 0 ? stops : undecided > 0 ? [`${undecided} of ${numberOf(claims.length, 'item')} undecided, and none of these is mandatory`] : [],
    counts,
  };
}

export function countClaims(claims: Claim[]): ChecklistVerdict['counts'] {
  return { items: claims.length, decisions: count(DECISIONS, claims.map(({ decision }) => decision)), deciders: count(DECIDERS, claims.flatMap(({ by }) => (by === null ? [] : [by]))) };
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
